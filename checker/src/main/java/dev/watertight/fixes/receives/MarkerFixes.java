package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.fixes.edits.LoopJump;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Gives a loop that receives values an end of its own: a marker that is sent behind the last. */
public record MarkerFixes(TreePath receive, TreePath loop, VisitorState state, SourceText source) {
  /**
   * The fix, if the type of the values has one to spare: a constant for it, a test of each value,
   * and what sends it.
   *
   * @param receive the only call that receives, in the loop
   * @param sending gives the edit that sends a constant, by its name
   */
  public static Optional<SuggestedFix> of(
      TreePath receive,
      TreePath loop,
      Function<String, Optional<SuggestedFix>> sending,
      VisitorState state) {
    return new MarkerFixes(receive, loop, state, SourceText.of(state)).find(sending);
  }

  private Optional<SuggestedFix> find(Function<String, Optional<SuggestedFix>> sending) {
    Optional<TreePath> type = outermostClass();
    Optional<TreePath> statement = statement();
    if (type.isEmpty() || statement.isEmpty()) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    Optional<String> value = marker(ASTHelpers.getType(receive.getLeaf()));
    Optional<String> name = unusedName(type.get().getLeaf());
    Optional<String> jump = LoopJump.from(statement.get(), loop, state);
    if (value.isEmpty()
        || name.isEmpty()
        || jump.isEmpty()
        || !test(statement.get(), name.get(), jump.get(), fix)) {
      return Optional.empty();
    }
    declare((ClassTree) type.get().getLeaf(), name.get(), value.get(), fix);
    return sending
        .apply(name.get())
        .map(
            send ->
                fix.merge(send)
                    .setShortDescription("End the loop with an end marker behind the last value")
                    .build());
  }

  /** A value that is no other one: what compares by its identity. */
  private Optional<String> marker(Type type) {
    if (state.getTypes().isArray(type)) {
      Type element = state.getTypes().elemtype(type);
      return element.isPrimitive() ? Optional.of("new " + element + "[0]") : Optional.empty();
    }
    if (!type.hasTag(TypeTag.CLASS)) {
      return Optional.empty();
    }
    return switch (type.tsym.getQualifiedName().toString()) {
      case "java.lang.String" -> Optional.of("new String(\"end\")");
      case "java.lang.Object" -> Optional.of("new Object()");
      case "java.lang.Runnable" -> Optional.of("() -> {}");
      default -> Optional.empty();
    };
  }

  private Optional<TreePath> outermostClass() {
    return Paths.outermost(loop, ClassTree.class)
        .filter(p -> loop.getCompilationUnit() == state.getPath().getCompilationUnit())
        .filter(p -> p.getLeaf().getKind() == Tree.Kind.CLASS && source.has(p.getLeaf()));
  }

  private Optional<String> unusedName(Tree type) {
    return Stream.of("END", "LAST", "NO_MORE")
        .filter(name -> !source.of(type).matches("(?s).*\\b" + name + "\\b.*"))
        .findFirst();
  }

  private void declare(ClassTree type, String name, String value, SuggestedFix.Builder fix) {
    int brace = source.indexOfCode("{", source.start(type), source.end(type)) + 1;
    Tree member =
        type.getMembers().stream().filter(source::has).map(Tree.class::cast).findFirst().get();
    String indentation = source.indentation(source.start(type)) + source.unit(type, member);
    String typeName = SuggestedFixes.prettyType(state, fix, ASTHelpers.getType(receive.getLeaf()));
    source.addBelow(
        fix,
        brace,
        source.lineBreak()
            + indentation
            + "private static final %s %s = %s;".formatted(typeName, name, value)
            + source.lineBreak());
  }

  /** The statement that receives, in a block of the loop and of the same body. */
  private Optional<TreePath> statement() {
    Tree body = Graphs.bodyAround(loop).map(TreePath::getLeaf).orElse(null);
    return Paths.statement(receive)
        .filter(s -> s.getParentPath().getLeaf() instanceof BlockTree)
        .filter(s -> s.getLeaf() != loop.getLeaf() && Paths.isInside(s, loop.getLeaf()))
        .filter(s -> Graphs.bodyAround(s).filter(b -> b.getLeaf() == body).isPresent());
  }

  /** {@code if (value == END) { jump }}, behind the statement; with a new variable, before it. */
  private boolean test(TreePath statement, String marker, String jump, SuggestedFix.Builder fix) {
    StatementTree tree = (StatementTree) statement.getLeaf();
    String unit = source.unit(statement.getParentPath().getLeaf(), tree);
    Tree parent = receive.getParentPath().getLeaf();
    boolean assigned =
        tree == parent
            || (parent instanceof AssignmentTree assignment
                && tree instanceof ExpressionStatementTree whole
                && whole.getExpression() == assignment);
    if (assigned) {
      Tree target = parent instanceof AssignmentTree a ? a.getVariable() : parent;
      if (!(ASTHelpers.getSymbol(target) instanceof VarSymbol variable)) {
        // Its value is dropped.
        return false;
      }
      ImmutableList<String> test = test(variable.getSimpleName().toString(), marker, unit + jump);
      return !variable.type.isPrimitive()
          && new StatementEdits(source).addBehind(statement, test, fix);
    }
    if (!(tree instanceof ExpressionStatementTree) || !isFirst(tree)) {
      return false;
    }
    String name = Members.unusedName("next", receive);
    String type = SuggestedFixes.prettyType(state, fix, ASTHelpers.getType(receive.getLeaf()));
    String declaration = "%s %s = %s;".formatted(type, name, source.of(receive.getLeaf()));
    List<String> lines = new ArrayList<>(test(name, marker, unit + jump));
    lines.add(0, declaration);
    fix.prefixWith(tree, source.above(tree, lines));
    fix.replace(receive.getLeaf(), name);
    return true;
  }

  private static ImmutableList<String> test(String value, String marker, String jump) {
    return ImmutableList.of("if (%s == %s) {".formatted(value, marker), jump, "}");
  }

  /** Whether the statement always receives, and does nothing else before. */
  private boolean isFirst(StatementTree statement) {
    for (TreePath p = receive.getParentPath(); p.getLeaf() != statement; p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      boolean always =
          leaf instanceof MethodInvocationTree
              || leaf instanceof MemberSelectTree
              || leaf instanceof NewClassTree
              || leaf instanceof ParenthesizedTree
              || leaf instanceof TypeCastTree
              || leaf instanceof AssignmentTree
              || (leaf instanceof BinaryTree both
                  && both.getKind() != Tree.Kind.CONDITIONAL_AND
                  && both.getKind() != Tree.Kind.CONDITIONAL_OR);
      if (!always) {
        return false;
      }
    }
    int start = source.start(receive.getLeaf());
    return !Trees.any(
        statement,
        tree ->
            (tree instanceof MethodInvocationTree
                    || tree instanceof NewClassTree
                    || tree instanceof UnaryTree
                    || tree instanceof AssignmentTree
                    || tree instanceof CompoundAssignmentTree)
                && source.end(tree) <= start);
  }
}
