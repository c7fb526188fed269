package dev.watertight.ownership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.HandleKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out what one method does with one handle, mention by mention. */
final class Obligations {
  private final Opening opening;
  private final Tree body;
  private final VisitorState state;
  private final CompilationIndex index;
  private final Map<Tree, VarSymbol> aliases = new LinkedHashMap<>();
  private final ImmutableSet.Builder<Tree> discharges = ImmutableSet.builder();
  private final ImmutableSet.Builder<Tree> starts = ImmutableSet.builder();
  private final Map<VarSymbol, Boolean> calleeDischarges = new HashMap<>();
  private final Deque<VarSymbol> open = new ArrayDeque<>();
  private final Set<VarSymbol> seen = new HashSet<>();

  private Obligations(Opening opening, Tree body, VisitorState state) {
    this.opening = opening;
    this.body = body;
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  /** What the code of a body does with a handle that it opens. */
  static Obligation of(Opening opening, TreePath body, VisitorState state) {
    Obligations obligations = new Obligations(opening, body.getLeaf(), state);
    boolean settled = obligations.follow(opening.path());
    while (!obligations.open.isEmpty()) {
      VarSymbol variable = obligations.open.remove();
      for (TreePath mention : obligations.index.mentions(variable)) {
        obligations.mention(mention);
      }
    }
    return new Obligation(
        opening.tree(),
        settled,
        obligations.discharges.build(),
        ImmutableMap.copyOf(obligations.aliases),
        obligations.starts.build());
  }

  private void mention(TreePath mention) {
    Tree apart = codeApart(mention);
    if (apart == null) {
      if (follow(mention)) {
        discharges.add(mention.getLeaf());
      }
    } else {
      Fate fate = Fate.ofMention(mention, opening, state);
      if (!fate.releases().isEmpty() || fate.isUnknown() || reachesField(fate)) {
        discharges.add(apart);
      }
    }
  }

  /**
   * The outermost lambda or class inside the body that the mention lies in: code that runs apart.
   */
  private @Nullable Tree codeApart(TreePath mention) {
    Tree outermost = null;
    for (TreePath p = mention; p != null && p.getLeaf() != body; p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof LambdaExpressionTree || leaf instanceof ClassTree) {
        outermost =
            leaf instanceof ClassTree
                    && p.getParentPath().getLeaf() instanceof NewClassTree creation
                ? creation
                : leaf;
      }
    }
    return outermost;
  }

  /** Records where the value goes; true if the duty to release it ends here. */
  private boolean follow(TreePath path) {
    HandleKind kind = opening.kind();
    ImmutableList<Sink> sinks =
        ValueFlow.sinksOf(
            path,
            false,
            m ->
                kind.isRelease(m.getSimpleName().toString())
                    || Releases.isByName(m.getSimpleName().toString()),
            state);
    boolean discharged = false;
    for (Sink sink : sinks) {
      if (sink instanceof Sink.Release
          || sink instanceof Sink.Escape
          || sink instanceof Sink.Return) {
        discharged = true;
      } else if (sink instanceof Sink.Use use) {
        if (!opening.start().isEmpty() && use.method().equals(opening.start())) {
          starts.add(use.path().getLeaf());
        }
      } else if (sink instanceof Sink.Alias alias) {
        discharged |= alias(alias);
      }
    }
    return discharged;
  }

  private boolean alias(Sink.Alias alias) {
    VarSymbol variable = alias.variable();
    boolean local = !FateFinder.isField(variable) && isDeclaredHere(alias);
    if (local && !alias.inside()) {
      aliases.put(alias.path().getLeaf(), variable);
      if (seen.add(variable)) {
        open.add(variable);
      }
      return false;
    }
    if (FateFinder.isField(variable) || alias.inside()) {
      return true;
    }
    return calleeDischarges.computeIfAbsent(
        variable,
        v -> {
          Fate fate = Fate.of(v, opening, state);
          return !fate.releases().isEmpty() || fate.isUnknown() || reachesField(fate);
        });
  }

  /** A call's argument goes into a parameter of another method; all else stays in this one. */
  private static boolean isDeclaredHere(Sink.Alias alias) {
    Tree tree = alias.path().getLeaf();
    return !(tree instanceof com.sun.source.tree.MethodInvocationTree)
        && !(tree instanceof NewClassTree);
  }

  private static boolean reachesField(Fate fate) {
    return fate.variables().stream().anyMatch(FateFinder::isField);
  }
}
