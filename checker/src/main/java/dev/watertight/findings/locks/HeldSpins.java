package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.locks.Hold;
import dev.watertight.loops.FlagSets;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.LoopExits;
import dev.watertight.model.Trait;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds loops that ask for a flag again and again, with a monitor or lock in hand that everybody
 * takes first who sets it: {@code synchronized} methods, {@code while (!full) {}}.
 */
public final class HeldSpins {
  private HeldSpins() {}

  /** What a loop keeps that others need to end it. */
  public static Optional<HeldWait> at(TreePath loop, VisitorState state) {
    boolean isIdle =
        Trees.ownPathsIn(loop, MethodInvocationTree.class, NewClassTree.class).stream()
            .allMatch(call -> ResolvedLibrary.of(state).is(call.getLeaf(), Trait.AWAITS_TIME));
    Set<Hold> holds = isIdle ? Hold.takenIn(loop, state) : Set.of();
    return holds.isEmpty() ? Optional.empty() : of(loop, holds, state);
  }

  /** Whether code names the flag of its own object only, whose monitor or lock it has. */
  private static boolean isOwn(Tree code, VarSymbol flag) {
    return Trees.in(code, MemberSelectTree.class).stream()
        .filter(select -> flag.equals(ASTHelpers.getSymbol(select)))
        .allMatch(select -> Symbols.isSelf(select.getExpression()));
  }

  private static Optional<HeldWait> of(TreePath loop, Set<Hold> holds, VisitorState state) {
    ImmutableList<LoopExit> exits = LoopExits.inText(loop, state);
    Set<TreePath> sets = new HashSet<>();
    for (LoopExit exit : exits) {
      Optional<VarSymbol> flag =
          exit.kind() == LoopExit.Kind.FLAG && exit.isOfCondition()
              // That of the class others set with the monitor of another object.
              ? exit.flag().filter(field -> Symbols.isField(field) && !field.isStatic())
              : Optional.empty();
      FlagSets all = flag.map(field -> FlagSets.of(field, state)).orElse(null);
      if (all == null
          || !all.isInView()
          || !isOwn(exit.at(), flag.get())
          || !all.mentions().stream().allMatch(mention -> isOwn(mention.getLeaf(), flag.get()))) {
        return Optional.empty();
      }
      all.mentions().stream()
          .filter(mention -> FlagSets.mayLeave(exit, mention))
          .filter(
              mention ->
                  Graphs.bodyAround(mention).filter(b -> !Symbols.isConstructor(b)).isPresent())
          .forEach(sets::add);
    }
    return exits.isEmpty() || sets.isEmpty()
        ? Optional.empty()
        : holds.stream()
            .filter(hold -> sets.stream().allMatch(set -> hold.excludesOneOf(Hold.at(set, state))))
            .findFirst()
            .map(
                hold ->
                    new HeldWait(
                        loop,
                        hold,
                        sets.stream().min(Comparator.comparingInt(Paths::start)).orElseThrow()));
  }
}
