package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.Allowed;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.MethodEnd;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.handles.Opening;
import dev.watertight.paths.Loss;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Fixes for handles that an exception keeps from being released, or from being passed on. */
public final class FailureFixes {
  private final Opening opening;
  private final VarSymbol variable;
  private final ImmutableList<Tree> failures;
  private final TreePath body;
  private final List<? extends StatementTree> statements;
  private final SourceText source;
  private final VisitorState state;

  private FailureFixes(Leak leak, VarSymbol variable, TreePath body, VisitorState state) {
    this.opening = leak.opening();
    this.variable = variable;
    this.failures = leak.exits();
    this.body = body;
    this.statements = ((BlockTree) body.getLeaf()).getStatements();
    this.source = SourceText.of(state);
    this.state = state;
  }

  /** The fixes for a constructor that can fail after it has started a handle. */
  public static Optional<SuggestedFix> inConstructor(Leak leak, VisitorState state) {
    return around(leak, state)
        .flatMap(fixes -> fixes.catching(region -> true, "the constructor fails"));
  }

  /** The fixes for a method that passes a handle on unless it fails before. */
  public static Optional<SuggestedFix> beforePassingOn(Leak leak, VisitorState state) {
    return Holding.of(leak, state)
        .filter(h -> !h.mayBeNull())
        .filter(h -> leak.losses().stream().allMatch(loss -> loss.exit() == Loss.Exit.THROW))
        .map(h -> new FailureFixes(leak, h.variable(), h.block(), state))
        .flatMap(fixes -> fixes.catching(fixes::keepsIt, "it fails before"));
  }

  /**
   * Whether nobody else has the handle while some statements run, but for those that fail, and they
   * may throw what the release does.
   */
  private boolean keepsIt(Region region) {
    boolean passedOn =
        CompilationIndex.of(state).mentions(variable).stream()
            .filter(m -> region.statements().stream().anyMatch(s -> Paths.isInside(m, s)))
            .filter(m -> failures.stream().noneMatch(f -> indexOf(f) == indexOf(m.getLeaf())))
            .anyMatch(m -> Holding.isKept(m, opening, state));
    return !passedOn
        && Members.thrownByRelease(variable.type, opening.kind(), state)
            .filter(all -> all.stream().allMatch(t -> Allowed.exception(t, body, state)))
            .isPresent();
  }

  /** The fix for a method that overrides the one with the release: it calls that at its end. */
  public static Optional<SuggestedFix> inOverrider(Leak leak, VisitorState state) {
    TreePath path = TreePath.getPath(state.getPath().getCompilationUnit(), leak.exits().get(0));
    if (path == null
        || !(path.getLeaf() instanceof MethodTree method)
        || !method.getParameters().isEmpty()) {
      return Optional.empty();
    }
    String call = "super." + method.getName() + "()";
    return new MethodEnd(method, path.getParentPath(), SourceText.of(state), state)
        .add(ImmutableList.of(call + ";"))
        .map(fix -> fix.setShortDescription("Call " + call).build());
  }

  /** The fixes for a method that can fail before it comes to the release. */
  public static Optional<SuggestedFix> beforeRelease(Leak leak, VisitorState state) {
    Optional<FailureFixes> inMethod = around(leak, state);
    if (inMethod.isEmpty()) {
      return Optional.empty();
    }
    // The innermost block that has both: what catches the exception may be around that.
    FailureFixes method = inMethod.get();
    TreePath failure =
        TreePath.getPath(leak.opening().path().getCompilationUnit(), leak.exits().get(0));
    for (TreePath p = failure; ; p = p.getParentPath()) {
      if (p.getLeaf() == method.body.getLeaf()) {
        return method.releasing();
      }
      if (p.getLeaf() instanceof BlockTree) {
        Optional<SuggestedFix> inner =
            new FailureFixes(leak, method.variable, p, state).releasing();
        if (inner.isPresent()) {
          return inner;
        }
      }
    }
  }

  private static Optional<FailureFixes> around(Leak leak, VisitorState state) {
    VarSymbol field = leak.field().orElse(null);
    TreePath failure =
        leak.exits().isEmpty()
            ? null
            : TreePath.getPath(leak.opening().path().getCompilationUnit(), leak.exits().get(0));
    TreePath path =
        failure == null ? null : Paths.enclosing(failure, ImmutableSet.of(MethodTree.class));
    return field != null
            && path != null
            && path.getLeaf() instanceof MethodTree method
            && field.owner.equals(ASTHelpers.getSymbol(method).owner)
            && Members.isReleasable(field.type, leak.opening().kind(), state)
        ? Optional.of(new FailureFixes(leak, field, new TreePath(path, method.getBody()), state))
        : Optional.empty();
  }

  private Optional<SuggestedFix> catching(Predicate<Region> isRight, String when) {
    int first = failures.stream().mapToInt(this::indexOf).min().orElse(-1);
    int last = failures.stream().mapToInt(this::indexOf).max().orElse(-1);
    int opened = indexOf(opening.tree());
    if (first <= opened || first < 0) {
      return Optional.empty();
    }
    Region region = new Region(body, first, last + 1).extended(ImmutableSet.of());
    if (region.callsConstructor()
        || !region.isIn(source, source.start(statements.get(first)))
        || !isRight.test(region)) {
      return Optional.empty();
    }
    SuggestedFix.Builder imports = SuggestedFix.builder();
    String exception = Members.unusedName("e", body);
    ImmutableList<String> lines =
        ImmutableList.<String>builder().addAll(release()).add("throw " + exception + ";").build();
    Wraps wraps = new Wraps(source, region, statements.get(first));
    return Optional.of(
        wraps
            .inTry(
                source.start(statements.get(first)),
                "catch (" + caught(region, imports) + " " + exception + ")",
                lines,
                null)
            .merge(imports)
            .setShortDescription("Release it when " + when)
            .build());
  }

  private String caught(Region region, SuggestedFix.Builder imports) {
    Type unchecked = state.getSymtab().runtimeExceptionType;
    // What is thrown again is no more than what comes: the exception of the release stands for it.
    List<Type> released =
        Members.thrownByRelease(variable.type, opening.kind(), state).orElse(ImmutableList.of());
    ImmutableList<Type> checked =
        Allowed.thrownBy(region.statements(), state).stream()
            .map(
                type ->
                    released.stream()
                        .filter(r -> ASTHelpers.isSubtype(type, r, state))
                        .findFirst()
                        .orElse(type))
            .collect(ImmutableList.toImmutableList());
    boolean covered =
        checked.stream().anyMatch(type -> ASTHelpers.isSubtype(unchecked, type, state));
    return (covered ? "" : "RuntimeException" + (checked.isEmpty() ? "" : " | "))
        + checked.stream()
            .map(type -> SuggestedFixes.qualifyType(state, imports, type))
            .distinct()
            .collect(Collectors.joining(" | "));
  }

  private Optional<SuggestedFix> releasing() {
    int first = failures.stream().mapToInt(this::indexOf).min().orElse(-1);
    if (first < 0) {
      return Optional.empty();
    }
    int release = first + 1;
    while (release < statements.size()
        && ReleaseCall.callIn(statements.get(release), ImmutableSet.of(variable), opening.kind())
            .isEmpty()) {
      release++;
    }
    if (release == statements.size()) {
      return Optional.empty();
    }
    StatementTree last = statements.get(release);
    Region region = new Region(body, first, release + 1);
    boolean used =
        region.statements().stream()
            .map(Mentions::declared)
            .anyMatch(
                declared ->
                    statements.subList(region.end() - 1, statements.size()).stream()
                        .anyMatch(s -> Mentions.any(s, declared)));
    if (used
        || source.linesOf(last) == null
        || !region.isIn(source, source.start(statements.get(first)))) {
      return Optional.empty();
    }
    return Optional.of(
        new Wraps(source, region, statements.get(first))
            .inTry(source.start(statements.get(first)), Wraps.FINALLY, source.lines(last), last)
            .setShortDescription(
                "Move " + source.lines(last).get(0).replace(";", "") + " to a finally block")
            .build());
  }

  private ImmutableList<String> release() {
    boolean hidden =
        Symbols.isField(variable)
            && Mentions.declared(body.getParentPath().getLeaf()).stream()
                .anyMatch(s -> s.name.equals(variable.name));
    return ReleaseCall.lines(
        (hidden ? "this." : "") + variable.getSimpleName(),
        ReleaseCall.usual(variable, opening.kind(), state),
        false,
        source.unit(body.getLeaf(), statements.get(0)));
  }

  /** The index of the method's statement that a tree is in, or -1. */
  private int indexOf(Tree tree) {
    int start = source.start(tree);
    for (int i = 0; i < statements.size(); i++) {
      StatementTree statement = statements.get(i);
      if (source.has(statement)
          && source.start(statement) <= start
          && start < source.end(statement)) {
        return i;
      }
    }
    return -1;
  }
}
