package dev.watertight.fixes.receives;

import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;

/**
 * A task in a thread of its own that waits in a loop.
 *
 * @param loop the loop
 * @param body the lambda, method reference or class that is run
 * @param start the expression that hands it to a thread or an executor
 * @param isAlone whether nothing else is lost when its executor, if it has one, is interrupted
 */
public record RunningTask(TreePath loop, Tree body, TreePath start, boolean isAlone) {}
