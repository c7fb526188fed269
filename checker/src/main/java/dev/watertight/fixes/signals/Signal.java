package dev.watertight.fixes.signals;

import com.google.common.collect.ImmutableSet;
import com.sun.tools.javac.code.Symbol;

/**
 * A statement that tells the receivers of a channel that no more values come.
 *
 * @param statement its text
 * @param name what descriptions call it
 * @param variables those that it names by their simple names
 * @param isInterruptible whether it throws {@code InterruptedException}
 */
public record Signal(
    String statement, String name, ImmutableSet<Symbol> variables, boolean isInterruptible) {}
