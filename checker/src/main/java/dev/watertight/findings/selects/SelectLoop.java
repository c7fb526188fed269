package dev.watertight.findings.selects;

import com.google.common.collect.ImmutableList;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.Optional;

/**
 * A loop around a select that nothing ends.
 *
 * @param loop the loop
 * @param channels the variables that the clauses name, in their order
 * @param start what starts the task that the loop runs in
 * @param swallowsInterrupt whether an interrupt would not end it either
 * @param isClosableByStarter whether the code that starts the task could close the channels when it
 *     is done with them, and no value would be lost
 * @param stopper who tells it to end by a flag, which the select does not notice
 */
public record SelectLoop(
    TreePath loop,
    ImmutableList<VarSymbol> channels,
    TreePath start,
    boolean swallowsInterrupt,
    boolean isClosableByStarter,
    Optional<Stopper> stopper) {}
