package dev.watertight.findings.selects;

import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.Optional;

/**
 * A loop around a selector's endless wait that does not notice that it should stop.
 *
 * @param loop the loop
 * @param selector the variable whose selector waits
 * @param stopper the method that means to stop it
 * @param flag how that method tells the loop to end; empty if it does not even do that
 */
public record SelectorLoop(
    TreePath loop, VarSymbol selector, MethodSymbol stopper, Optional<Stopper> flag) {}
