package dev.watertight.ownership;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol.VarSymbol;

/**
 * What a method does with one handle, tree by tree: the input of {@link PathSearch}.
 *
 * @param opener the expression that opens the handle
 * @param settled whether the opener's own surroundings settle it: {@code return open();}
 * @param discharges the trees whose evaluation ends the duty: mentions that release the handle or
 *     pass it on, and lambdas and classes that do so when they run
 * @param aliases the declarations, assignments and type tests that give the handle to a variable
 * @param starts the calls that start its threads; empty if opening does
 */
record Obligation(
    Tree opener,
    boolean settled,
    ImmutableSet<Tree> discharges,
    ImmutableMap<Tree, VarSymbol> aliases,
    ImmutableSet<Tree> starts) {}
