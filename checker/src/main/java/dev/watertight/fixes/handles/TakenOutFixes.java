package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.model.HandleKind;
import java.util.List;
import java.util.Optional;

/** Fixes for a handle that is taken out of its container unlooked at: look at it, release it. */
public record TakenOutFixes(HandleKind kind, VisitorState state, SourceText source) {
  /** The fixes where the handle is taken out. */
  public static Optional<SuggestedFix> of(Leak leak, VisitorState state) {
    TreePath place =
        TreePath.getPath(leak.opening().path().getCompilationUnit(), leak.exits().get(0));
    TakenOutFixes fixes = new TakenOutFixes(leak.opening().kind(), state, SourceText.of(state));
    return Optional.ofNullable(place)
        .flatMap(
            p ->
                p.getLeaf() instanceof MethodTree eviction
                    ? fixes.ofEldest(p, eviction)
                    : fixes.ofCall(p))
        .map(edit -> edit.setShortDescription("Release what is taken out").build());
  }

  /** The fix that releases all that are in a container, instead of one. */
  static Optional<SuggestedFix> ofOne(Leak leak, VisitorState state) {
    SourceText source = SourceText.of(state);
    VarSymbol container = leak.field().orElseThrow();
    SuggestedFix.Builder fix = SuggestedFix.builder();
    return Optional.ofNullable(
            TreePath.getPath(leak.opening().path().getCompilationUnit(), leak.exits().get(0)))
        .map(TreePath::getParentPath)
        .filter(
            statement ->
                statement.getLeaf() instanceof ExpressionStatementTree
                    && source.has(statement.getLeaf())
                    && statement.getParentPath().getLeaf() instanceof BlockTree)
        .flatMap(
            statement ->
                ReleaseCall.lines(
                        container.getSimpleName().toString(),
                        container.type,
                        leak.opening().kind(),
                        false,
                        source.unit(statement.getParentPath().getLeaf(), statement.getLeaf()),
                        fix,
                        state)
                    .map(
                        lines ->
                            fix.replace(
                                statement.getLeaf(),
                                source.above(statement.getLeaf(), lines).stripTrailing())))
        .map(edit -> edit.setShortDescription("Release all of them").build());
  }

  /** The edit that releases what a call takes out of a container, if nobody looks at that. */
  static Optional<SuggestedFix.Builder> ofCall(TreePath call, HandleKind kind, VisitorState state) {
    return new TakenOutFixes(kind, state, SourceText.of(state)).ofCall(call);
  }

  private Optional<SuggestedFix.Builder> ofCall(TreePath path) {
    if (!(path.getLeaf() instanceof MethodInvocationTree call) || !source.has(call)) {
      return Optional.empty();
    }
    ExpressionTree container = ASTHelpers.getReceiver(call);
    TreePath statement = path.getParentPath();
    if (container == null) {
      return Optional.empty();
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (path.getParentPath().getLeaf() instanceof BinaryTree) {
      return ofAsked(path);
    }
    if (!method.getReturnType().isPrimitiveOrVoid()) {
      return ReleaseCall.ofResult(
          statement, source.of(call), ASTHelpers.getType(call), "removed", kind, state);
    }
    // `clear()` takes all out.
    SuggestedFix.Builder fix = SuggestedFix.builder();
    return call.getArguments().isEmpty()
            && method.getReturnType().hasTag(TypeTag.VOID)
            && statement.getLeaf() instanceof ExpressionStatementTree
            && statement.getParentPath().getLeaf() instanceof BlockTree
        ? ReleaseCall.lines(
                source.of(container), ASTHelpers.getType(container), kind, false, "", fix, state)
            .map(
                lines ->
                    fix.prefixWith(statement.getLeaf(), source.above(statement.getLeaf(), lines)))
        : Optional.empty();
  }

  /** {@code return pools.remove(id) != null;}: what is only asked for is released before. */
  private Optional<SuggestedFix.Builder> ofAsked(TreePath path) {
    BinaryTree question = (BinaryTree) path.getParentPath().getLeaf();
    TreePath statement = path.getParentPath().getParentPath();
    Tree value = path.getLeaf();
    Tree other =
        question.getLeftOperand() == value ? question.getRightOperand() : question.getLeftOperand();
    if (other.getKind() != Tree.Kind.NULL_LITERAL
        || !(statement.getLeaf() instanceof ReturnTree)
        || !(statement.getParentPath().getLeaf() instanceof BlockTree block)
        || !source.has(statement.getLeaf())
        || !Members.isReleasable(ASTHelpers.getType(value), kind, state)) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String name = Members.unusedName("removed", statement);
    String type = SuggestedFixes.prettyType(state, fix, ASTHelpers.getType(value));
    ImmutableList<String> lines =
        ImmutableList.<String>builder()
            .add("%s %s = %s;".formatted(type, name, source.of(value)))
            .addAll(ReleaseCall.lines(name, kind, true, source.unit(block, statement.getLeaf())))
            .build();
    return Optional.of(
        fix.prefixWith(statement.getLeaf(), source.above(statement.getLeaf(), lines))
            .replace(value, name));
  }

  /** {@code removeEldestEntry(entry)}: what it lets go is released before. */
  private Optional<SuggestedFix.Builder> ofEldest(TreePath path, MethodTree eviction) {
    List<? extends Tree> statements = eviction.getBody().getStatements();
    VarSymbol entry = ASTHelpers.getSymbol(eviction.getParameters().get(0));
    List<Type> types = entry.type.getTypeArguments();
    if (statements.size() != 1
        || !(statements.get(0) instanceof ReturnTree answer)
        || !source.has(answer)
        || types.size() != 2
        || !Members.isReleasable(types.get(1), kind, state)) {
      return Optional.empty();
    }
    String name = Members.unusedName("evicted", path);
    List<String> lines =
        ImmutableList.of(
            "boolean %s = %s;".formatted(name, source.of(answer.getExpression())),
            "if (" + name + ") {",
            source.unit(eviction.getBody(), answer)
                + "%s.getValue().%s;".formatted(entry.getSimpleName(), kind.releaseCall()),
            "}",
            "return " + name + ";");
    return Optional.of(
        SuggestedFix.builder().replace(answer, source.above(answer, lines).stripTrailing()));
  }
}
