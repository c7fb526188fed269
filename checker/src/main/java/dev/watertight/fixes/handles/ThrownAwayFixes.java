package dev.watertight.fixes.handles;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.handles.Opening;
import dev.watertight.model.HandleKind;
import dev.watertight.program.TestOutcomes;
import java.util.Optional;
import javax.lang.model.SourceVersion;

/** Fixes for a handle that no variable holds: they give it a name, and release it by that. */
public final class ThrownAwayFixes {
  private final Tree opener;
  private final HandleKind kind;
  private final String name;
  private final Type type;
  private final Wraps wraps;
  private final String declaration;
  private final SuggestedFix.Builder imports = SuggestedFix.builder();
  private final VisitorState state;

  private ThrownAwayFixes(
      Opening opening, HandleKind kind, Region region, SourceText source, VisitorState state) {
    this.opener = opening.tree();
    this.kind = kind;
    this.name = name(kind, opening.path());
    this.type = type(opener);
    this.wraps = new Wraps(source, region, region.statements().get(0));
    this.declaration =
        SuggestedFixes.prettyType(state, imports, type) + " " + name + " = " + source.of(opener);
    this.state = state;
  }

  /** The fixes for a handle that is used where it is opened and then forgotten. */
  public static ImmutableList<SuggestedFix> of(Leak leak, VisitorState state) {
    Opening opening = leak.opening();
    Optional<TreePath> statement =
        statementAround(opening).filter(s -> !Holding.isKept(opening.path(), opening, state));
    return opening.isScope()
        ? ImmutableList.of()
        : statement.isEmpty() ? ExpressionFixes.of(leak, state) : of(leak, statement.get(), state);
  }

  /**
   * Whether the handle is an argument for a new object, in a field of which it is. Who opens it has
   * to release it: the class may be given the handles of others as well, and a {@code close()} that
   * it gets is one that nobody calls.
   */
  public static boolean isGiven(Leak leak) {
    return leak.field().isPresent()
        && leak.opening().path().getParentPath().getLeaf() instanceof NewClassTree creation
        && leak.field().get().owner.equals(ASTHelpers.getSymbol(creation).owner);
  }

  /** The fixes for a handle that is given to a new object, if its maker uses and forgets that. */
  public static ImmutableList<SuggestedFix> ofGiven(Leak leak, VisitorState state) {
    TreePath creation = leak.opening().path().getParentPath();
    Optional<TreePath> statement = statementAround(leak.opening());
    return statement.isPresent()
            && !leak.opening().isScope()
            && MakerEdits.staysInBlock(creation, state)
        ? of(leak, statement.get(), state)
        : ImmutableList.of();
  }

  private static ImmutableList<SuggestedFix> of(Leak leak, TreePath statement, VisitorState state) {
    Opening opening = leak.opening();
    SourceText source = SourceText.of(state);
    if (!source.has(statement.getLeaf())) {
      return ImmutableList.of();
    }
    TreePath block = statement.getParentPath();
    int index = ((BlockTree) block.getLeaf()).getStatements().indexOf(statement.getLeaf());
    Region region =
        new Region(block, index, index + 1).extended(Lending.of(leak, state).borrowers());
    GivenTasks tasks = GivenTasks.of(leak, region, state);
    if (tasks.areCutOff() || region.callsConstructor()) {
      return ImmutableList.of();
    }
    ThrownAwayFixes fixes = new ThrownAwayFixes(opening, tasks.release(), region, source, state);
    return tasks.ranked(
        tasks.mayNotBeAwaited() ? Optional.empty() : fixes.inResource(), fixes.inFinally());
  }

  private Optional<SuggestedFix> inResource() {
    return Members.isResource(type, state)
        ? Optional.of(
            wraps
                .replace(wraps.block("try (" + declaration + ")", wraps.body(opener, name)))
                .merge(imports)
                .setShortDescription("Close it by try-with-resources")
                .build())
        : Optional.empty();
  }

  private Optional<SuggestedFix> inFinally() {
    String body =
        wraps.inTry(
            wraps.body(opener, name), Wraps.FINALLY, ReleaseCall.lines(name, kind, false, ""));
    return Members.isReleasable(type, kind, state)
        ? Optional.of(
            wraps
                .replace(declaration + ";" + wraps.newLine("") + body)
                .merge(imports)
                .setShortDescription(
                    "Give it a name and call " + kind.preferredRelease() + "() in a finally block")
                .build())
        : Optional.empty();
  }

  /** The statement that opens the handle exactly once, before it does anything else. */
  private static Optional<TreePath> statementAround(Opening opening) {
    TreePath value = value(opening.path());
    TreePath path = value.getParentPath();
    StatementTree statement = path.getLeaf() instanceof StatementTree found ? found : null;
    boolean simple =
        statement instanceof ExpressionStatementTree
            || statement instanceof ReturnTree
            || statement instanceof VariableTree
            || (statement instanceof EnhancedForLoopTree loop
                && loop.getExpression() == value.getLeaf());
    return simple
            && value.getLeaf() != opening.tree()
            && path.getParentPath().getLeaf() instanceof BlockTree
        ? Optional.of(path)
        : Optional.empty();
  }

  /** The largest expression around the opening that evaluates it exactly once. */
  static TreePath value(TreePath opening) {
    TreePath value = opening;
    TreePath path = value.getParentPath();
    while (isEvaluatedOnce(value.getLeaf(), path.getLeaf())) {
      value = path;
      path = path.getParentPath();
    }
    return value;
  }

  private static boolean isEvaluatedOnce(Tree operand, Tree around) {
    if (around instanceof BinaryTree binary) {
      // What stands to the left has no effect that the opening could come before.
      Tree left = binary.getLeftOperand();
      boolean plain = left instanceof IdentifierTree || left instanceof LiteralTree;
      return operand == left || (plain && !TestOutcomes.isJunction(binary));
    }
    return around instanceof NewClassTree
        || around instanceof MethodInvocationTree
        || around instanceof MemberSelectTree
        || around instanceof ParenthesizedTree
        || around instanceof TypeCastTree
        || around instanceof InstanceOfTree
        || around instanceof UnaryTree
        || around instanceof AssignmentTree;
  }

  /** A name for the handle: its noun, or the name of the class that owns it. */
  static String name(HandleKind kind, TreePath place) {
    String noun = kind.noun().substring(kind.noun().lastIndexOf('_') + 1);
    String type = kind.typeName().substring(kind.typeName().lastIndexOf('.') + 1);
    String own = Ascii.toLowerCase(type.charAt(0)) + type.substring(1);
    return Members.unusedName(kind.isOwner() && SourceVersion.isName(own) ? own : noun, place);
  }

  /** The type of a variable for the handle. */
  static Type type(Tree opener) {
    return opener instanceof NewClassTree creation && creation.getClassBody() != null
        ? ASTHelpers.getType(creation.getIdentifier())
        : ASTHelpers.getType(opener);
  }
}
