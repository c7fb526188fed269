package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.sun.source.util.TreePath;
import dev.watertight.locks.LockUses;
import dev.watertight.paths.Loss;

/**
 * A lock that a body keeps when it is left.
 *
 * @param taken the call that takes it
 * @param lock the lock
 * @param releases the calls of the body that give it back
 * @param loss the way out
 * @param isAgain whether rounds of a loop take it once more each, and it is given back less often
 * @param isUnchecked whether it is an exception that nobody declares, and that may never come
 * @param waiting a call that then waits for it
 */
public record KeptLock(
    TreePath taken,
    LockUses lock,
    ImmutableList<TreePath> releases,
    Loss loss,
    boolean isAgain,
    boolean isUnchecked,
    TreePath waiting) {}
