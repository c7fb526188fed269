package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.fixes.edits.CatchEdits;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.model.HandleKind;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The statements that release a handle: those that code has, and those that a fix adds. */
final class ReleaseCall {

  private static final String REFERENCE = "java.util.concurrent.atomic.AtomicReference";

  private ReleaseCall() {}

  /** The kind of handle, released as the code does it elsewhere, if that is always the same way. */
  static HandleKind usual(VarSymbol variable, HandleKind kind, VisitorState state) {
    ImmutableSet<String> names =
        CompilationIndex.of(state).mentions(variable).stream()
            .map(mention -> mention.getParentPath().getLeaf())
            .filter(MemberSelectTree.class::isInstance)
            .map(select -> ((MemberSelectTree) select).getIdentifier().toString())
            .filter(kind::isRelease)
            .collect(ImmutableSet.toImmutableSet());
    return names.size() == 1 ? new HandleKind(kind.typeName(), kind.noun(), names) : kind;
  }

  /** The lines that release what an expression names. */
  static ImmutableList<String> lines(
      String expression, HandleKind kind, boolean mayBeNull, String unit) {
    String call = expression + "." + kind.releaseCall() + ";";
    return mayBeNull
        ? SourceText.block("if (" + expression + " != null)", unit, ImmutableList.of(call))
        : ImmutableList.of(call);
  }

  /**
   * The lines that release a value of a type, for the state's place: where that may not throw the
   * exception of the release, they catch it; empty if no fix can know how.
   */
  static Optional<ImmutableList<String>> catching(
      ImmutableList<String> lines,
      Type type,
      HandleKind kind,
      String unit,
      SuggestedFix.Builder imports,
      VisitorState state) {
    return Members.isReleasable(type, kind, state)
        ? Optional.of(lines)
        : Members.thrownByRelease(type, kind, state)
            .flatMap(thrown -> catching(lines, thrown, unit, imports, state));
  }

  /** The lines that catch the {@code IOException} of some lines; empty for other exceptions. */
  static Optional<ImmutableList<String>> catching(
      ImmutableList<String> lines,
      List<Type> thrown,
      String unit,
      SuggestedFix.Builder imports,
      VisitorState state) {
    if (!thrown.stream().allMatch(type -> Symbols.isA(type, "java.io.IOException", state))) {
      return Optional.empty();
    }
    imports.addImport("java.io.IOException").addImport("java.io.UncheckedIOException");
    String then = "throw new UncheckedIOException(%s);";
    return Optional.of(
        CatchEdits.catching(lines, "IOException", then, unit, state.getPath(), state));
  }

  /** The lines that release what a field holds, or has inside; empty if no fix can know how. */
  static Optional<ImmutableList<String>> lines(
      String expression,
      Type type,
      HandleKind kind,
      boolean mayBeNull,
      String unit,
      SuggestedFix.Builder imports,
      VisitorState state) {
    if (Members.thrownByRelease(type, kind, state).isPresent()) {
      return Optional.of(lines(expression, kind, mayBeNull, unit));
    }
    if (mayBeNull) {
      return Optional.empty();
    }
    String each = ".forEach(%s::" + kind.preferredRelease() + ");";
    String name = ThrownAwayFixes.name(kind, state.getPath());
    Optional<Type> listed = element(type, "java.lang.Iterable", 0, kind, state);
    Optional<Type> found =
        listed
            .or(() -> element(type, "java.util.Map", 1, kind, state))
            .or(() -> element(type, REFERENCE, 0, kind, state))
            .or(() -> inArray(type, kind, state));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String handle = SuggestedFixes.prettyType(state, imports, found.get());
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    if (type.hasTag(TypeTag.ARRAY)) {
      // It may have been filled in part.
      String head = "for (%s %s : %s)".formatted(handle, name, expression);
      lines.addAll(SourceText.block(head, unit, lines(name, kind, true, unit)));
    } else if (Symbols.isA(type, REFERENCE, state)) {
      lines.add("%s %s = %s.getAndSet(null);".formatted(handle, name, expression));
      lines.addAll(lines(name, kind, true, unit));
    } else {
      lines.add(expression + (listed.isPresent() ? "" : ".values()") + each.formatted(handle));
    }
    return Optional.of(lines.build());
  }

  /**
   * The fix that releases what a call hands out, where nobody looks at that.
   *
   * @param statement the call, as a statement of a block
   * @param call what is to be called instead, with the same arguments
   * @param type what it returns
   * @param name a name for it
   */
  static Optional<SuggestedFix.Builder> ofResult(
      TreePath statement,
      String call,
      Type type,
      String name,
      HandleKind kind,
      VisitorState state) {
    SourceText source = SourceText.of(state);
    Tree tree = statement.getLeaf();
    Tree block = statement.getParentPath().getLeaf();
    if (!(tree instanceof ExpressionStatementTree)
        || !(block instanceof BlockTree)
        || !source.has(tree)
        || !Members.isReleasable(type, kind, state)) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String unused = Members.unusedName(name, statement);
    List<String> lines = new ArrayList<>();
    lines.add("%s %s = %s;".formatted(SuggestedFixes.prettyType(state, fix, type), unused, call));
    lines.addAll(lines(unused, kind, true, source.unit(block, tree)));
    return Optional.of(fix.replace(tree, source.above(tree, lines).stripTrailing()));
  }

  /** The type of the elements, if they are such handles. */
  private static Optional<Type> element(
      Type type, String container, int argument, HandleKind kind, VisitorState state) {
    Type generic = state.getTypeFromString(container);
    Type view = generic == null ? null : state.getTypes().asSuper(type, generic.tsym);
    List<Type> arguments = view == null ? List.of() : view.getTypeArguments();
    return arguments.size() > argument
        ? handle(arguments.get(argument), kind, state)
        : Optional.empty();
  }

  private static Optional<Type> inArray(Type type, HandleKind kind, VisitorState state) {
    return type.hasTag(TypeTag.ARRAY)
        ? handle(state.getTypes().elemtype(type), kind, state)
        : Optional.empty();
  }

  /** The type, if it is of such handles, which are released without more ado. */
  private static Optional<Type> handle(Type type, HandleKind kind, VisitorState state) {
    return Symbols.isA(type, kind.typeName(), state)
            && Members.thrownByRelease(type, kind, state).filter(List::isEmpty).isPresent()
            && kind.arguments().isEmpty()
        ? Optional.of(type)
        : Optional.empty();
  }

  /** The last of some statements that releases one of the variables and does nothing else. */
  static @Nullable StatementTree lastOf(
      List<? extends StatementTree> statements, Set<VarSymbol> variables, HandleKind kind) {
    StatementTree last = null;
    for (StatementTree statement : statements) {
      if (callIn(statement, variables, kind).isPresent()) {
        last = statement;
      }
    }
    return last;
  }

  /** The plain releases that branches of a statement end with, behind which it does nothing. */
  static ImmutableList<StatementTree> atEnds(
      @Nullable StatementTree statement, Set<VarSymbol> variables, HandleKind kind) {
    if (statement instanceof IfTree choice) {
      return ImmutableList.<StatementTree>builder()
          .addAll(atEnds(choice.getThenStatement(), variables, kind))
          .addAll(atEnds(choice.getElseStatement(), variables, kind))
          .build();
    }
    if (!(statement instanceof BlockTree block) || block.getStatements().size() < 2) {
      return ImmutableList.of();
    }
    StatementTree last = block.getStatements().get(block.getStatements().size() - 1);
    return callIn(last, variables, kind)
            .map(call -> ASTHelpers.getSymbol(call).getSimpleName())
            .filter(name -> name.contentEquals(kind.preferredRelease()))
            .isPresent()
        ? ImmutableList.of(last)
        : atEnds(last, variables, kind);
  }

  /** The call with which a statement releases a variable and does nothing else. */
  static Optional<MethodInvocationTree> callIn(
      StatementTree statement, Set<VarSymbol> variables, HandleKind kind) {
    if (statement instanceof ExpressionStatementTree expression
        && expression.getExpression() instanceof MethodInvocationTree call) {
      String name = ASTHelpers.getSymbol(call).getSimpleName().toString();
      boolean release =
          names(ASTHelpers.getReceiver(call), variables)
              ? kind.isRelease(name)
              : name.matches("(?i)(shut.?down|close|stop|terminate).*")
                  && call.getArguments().stream().anyMatch(a -> names(a, variables));
      return release ? Optional.of(call) : Optional.empty();
    }
    if (statement instanceof IfTree condition
        && condition.getElseStatement() == null
        && Mentions.any(condition.getCondition(), variables)) {
      return callIn(condition.getThenStatement(), variables, kind);
    }
    return statement instanceof BlockTree block && block.getStatements().size() == 1
        ? callIn(block.getStatements().get(0), variables, kind)
        : Optional.empty();
  }

  /** Whether an expression is one of the variables. */
  static boolean names(@Nullable Tree tree, Set<VarSymbol> variables) {
    return tree instanceof ExpressionTree expression
        && ASTHelpers.getSymbol(ASTHelpers.stripParentheses(expression)) instanceof VarSymbol v
        && variables.contains(v);
  }
}
