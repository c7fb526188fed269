package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A {@code CompletionService.take()} for which there may be no task.
 *
 * @param service the variable that holds the service
 * @param loop the loop that it is repeated in
 * @param submits where tasks are submitted
 * @param submitted how many tasks there are at most, if the code says it
 * @param isUntilSuccess whether it is one too many only if every task fails
 */
public record ExcessTake(
    VarSymbol service,
    Optional<TreePath> loop,
    ImmutableList<TreePath> submits,
    OptionalLong submitted,
    boolean isUntilSuccess) {}
