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
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Thrown;
import dev.watertight.fixes.edits.Wraps;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Fixes for handles in fields that an exception keeps from being released. */
public final class FailureFixes {
  private final OpenHandle handle;
  private final HeldField held;
  private final MethodTree method;
  private final TreePath body;
  private final List<? extends StatementTree> statements;
  private final SourceText source;
  private final VisitorState state;

  private FailureFixes(OpenHandle handle, HeldField held, TreePath method, VisitorState state) {
    this.handle = handle;
    this.held = held;
    this.method = (MethodTree) method.getLeaf();
    this.body = new TreePath(method, this.method.getBody());
    this.statements = this.method.getBody().getStatements();
    this.source = SourceText.of(state);
    this.state = state;
  }

  /**
   * The fixes for a constructor that can fail after it has started a handle.
   *
   * @param failures the calls and statements that throw
   */
  public static ImmutableList<SuggestedFix> inConstructor(
      OpenHandle handle, HeldField held, List<Tree> failures, VisitorState state) {
    return around(handle, held, failures, state)
        .flatMap(fixes -> fixes.catching(failures))
        .map(ImmutableList::of)
        .orElse(ImmutableList.of());
  }

  /**
   * The fixes for a method that can fail before it comes to the release.
   *
   * @param failures the calls and statements that throw
   */
  public static ImmutableList<SuggestedFix> beforeRelease(
      OpenHandle handle, HeldField held, List<Tree> failures, VisitorState state) {
    return around(handle, held, failures, state)
        .flatMap(fixes -> fixes.releasing(failures))
        .map(ImmutableList::of)
        .orElse(ImmutableList.of());
  }

  private static Optional<FailureFixes> around(
      OpenHandle handle, HeldField held, List<Tree> failures, VisitorState state) {
    TreePath path =
        failures.isEmpty()
            ? null
            : TreePath.getPath(handle.path().getCompilationUnit(), failures.get(0));
    while (path != null && !(path.getLeaf() instanceof MethodTree)) {
      path = path.getParentPath();
    }
    return path != null
            && path.getLeaf() instanceof MethodTree method
            && method.getBody() != null
            && held.field().owner.equals(ASTHelpers.getSymbol(method).owner)
            && Members.isReleasable(held.field().type, held.kind(), state)
        ? Optional.of(new FailureFixes(handle, held, path, state))
        : Optional.empty();
  }

  private Optional<SuggestedFix> catching(List<Tree> failures) {
    int first = failures.stream().mapToInt(this::indexOf).min().orElse(-1);
    int last = failures.stream().mapToInt(this::indexOf).max().orElse(-1);
    int opened = indexOf(handle.path().getLeaf());
    if (first <= opened || first < 0) {
      return Optional.empty();
    }
    Region region = new Region(body, first, last + 1).extended(ImmutableSet.of());
    if (region.callsConstructor() || !region.isIn(source, source.start(statements.get(first)))) {
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
            .setShortDescription("Release it when the constructor fails")
            .build());
  }

  private String caught(Region region, SuggestedFix.Builder imports) {
    Type unchecked = state.getSymtab().runtimeExceptionType;
    ImmutableList<Type> checked = Thrown.checked(region.statements(), state);
    boolean covered =
        checked.stream().anyMatch(type -> ASTHelpers.isSubtype(unchecked, type, state));
    return (covered ? "" : "RuntimeException" + (checked.isEmpty() ? "" : " | "))
        + checked.stream()
            .map(type -> SuggestedFixes.qualifyType(state, imports, type))
            .collect(Collectors.joining(" | "));
  }

  private Optional<SuggestedFix> releasing(List<Tree> failures) {
    int first = failures.stream().mapToInt(this::indexOf).min().orElse(-1);
    if (first < 0) {
      return Optional.empty();
    }
    int release = first + 1;
    while (release < statements.size() && !isRelease(statements.get(release))) {
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
            .setShortDescription("Release it in a finally block")
            .build());
  }

  private boolean isRelease(StatementTree statement) {
    return ReleaseCall.callIn(statement, ImmutableSet.of(held.field()), held.kind()).isPresent();
  }

  private ImmutableList<String> release() {
    boolean hidden =
        Mentions.declared(method).stream().anyMatch(s -> s.name.equals(held.field().name));
    return ReleaseCall.lines(
        (hidden ? "this." : "") + held.field().getSimpleName(),
        held.kind(),
        false,
        source.unit((BlockTree) body.getLeaf(), statements.get(0)));
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
