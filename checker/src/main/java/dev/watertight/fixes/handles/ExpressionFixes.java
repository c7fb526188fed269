package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.ClassEdits;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.handles.Opening;
import dev.watertight.model.HandleKind;
import dev.watertight.program.Loops;
import java.util.List;
import java.util.Optional;

/**
 * Fixes for a handle that is thrown away where there is no statement: in the body of a lambda, or
 * in the initial value of a field. They make room for statements: a block for the body, an
 * initializer behind the field.
 */
record ExpressionFixes(
    Opening opening,
    HandleKind kind,
    TreePath value,
    VisitorState state,
    String name,
    SourceText source) {
  static ImmutableList<SuggestedFix> of(Leak leak, VisitorState state) {
    Opening opening = leak.opening();
    TreePath value = ThrownAwayFixes.value(opening.path());
    GivenTasks tasks = GivenTasks.of(leak, ImmutableList.of(value.getLeaf()), state);
    if (value.getLeaf() == opening.tree()
        || isGivenToObject(opening.path(), value)
        || tasks.areCutOff()
        || Holding.isKept(opening.path(), opening, state)) {
      return ImmutableList.of();
    }
    ExpressionFixes fixes =
        new ExpressionFixes(
            opening,
            tasks.release(),
            value,
            state,
            ThrownAwayFixes.name(opening.kind(), opening.path()),
            SourceText.of(state));
    return tasks.ranked(
        tasks.mayNotBeAwaited() ? Optional.empty() : fixes.fix(true), fixes.fix(false));
  }

  /** Whether an object is made with the handle, which may use it as long as it lives. */
  private static boolean isGivenToObject(TreePath opening, TreePath value) {
    for (TreePath p = opening; p.getLeaf() != value.getLeaf(); p = p.getParentPath()) {
      if (p.getParentPath().getLeaf() instanceof NewClassTree) {
        return true;
      }
    }
    return false;
  }

  private Optional<SuggestedFix> fix(boolean resource) {
    Type type = ThrownAwayFixes.type(opening.tree());
    if (!source.has(value.getLeaf())
        || !(resource
            ? Members.isResource(type, state)
            : Members.isReleasable(type, kind, state))) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String handle = SuggestedFixes.prettyType(state, fix, type) + " " + name;
    Tree around = value.getParentPath().getLeaf();
    boolean made =
        around instanceof LambdaExpressionTree lambda
            ? inLambda(lambda, handle, resource, fix)
            : around instanceof VariableTree field
                ? value.getParentPath().getParentPath().getLeaf() instanceof ClassTree owner
                    && behindField(field, owner, handle, resource, fix)
                : around instanceof ExpressionStatementTree statement
                    && inBraces(statement, handle, resource, fix);
    return made
        ? Optional.of(
            fix.setShortDescription(
                    resource
                        ? "Close it by try-with-resources"
                        : "Give it a name and call "
                            + kind.preferredRelease()
                            + "() in a finally block")
                .build())
        : Optional.empty();
  }

  private boolean inLambda(
      LambdaExpressionTree lambda, String handle, boolean resource, SuggestedFix.Builder fix) {
    Type result = state.getTypes().findDescriptorType(ASTHelpers.getType(lambda)).getReturnType();
    String use = (result.hasTag(TypeTag.VOID) ? "" : "return ") + text() + ";";
    fix.replace(value.getLeaf(), block("{", use, source.start(lambda), handle, resource));
    return true;
  }

  /** {@code if (wanted) statement}: a block in place of the statement. */
  private boolean inBraces(
      ExpressionStatementTree statement,
      String handle,
      boolean resource,
      SuggestedFix.Builder fix) {
    Tree outer = value.getParentPath().getParentPath().getLeaf();
    if (!(outer instanceof IfTree || Loops.isLoop(outer))) {
      return false;
    }
    String body = block("{", text() + ";", source.start(outer), handle, resource);
    String gap = source.gap(source.indentation(source.start(outer)));
    fix.replace(source.trimmed(source.start(statement)), source.end(statement), gap + body);
    return true;
  }

  /** {@code final Future<?> f;} and a block that sets it. */
  private boolean behindField(
      VariableTree field,
      ClassTree type,
      String handle,
      boolean resource,
      SuggestedFix.Builder fix) {
    VarSymbol symbol = ASTHelpers.getSymbol(field);
    int start = source.start(field);
    int end = source.end(field);
    int name = source.trimmed(source.start(value.getLeaf()));
    if (!new ClassEdits(type, source).isAlone(field)
        || (symbol.flags() & Flags.ENUM) != 0
        || ASTHelpers.getSymbol(type).isInterface()
        || !source.slice(name - 1, name).equals("=")
        || !source.slice(source.end(value.getLeaf()), end).strip().equals(";")) {
      return false;
    }
    String open = symbol.isStatic() ? "static {" : "{";
    fix.replace(
        source.trimmed(name - 1),
        end,
        ";"
            + source.lineBreak()
            + source.indentation(start)
            + block(open, field.getName() + " = " + text() + ";", start, handle, resource));
    return true;
  }

  /** The expression with the name in place of the opening. */
  private String text() {
    return source.slice(source.start(value.getLeaf()), source.start(opening.tree()))
        + name
        + Wraps.beside(source.slice(source.end(opening.tree()), source.end(value.getLeaf())));
  }

  private String block(String open, String use, int position, String handle, boolean resource) {
    ClassTree type = ASTHelpers.findEnclosingNode(value, ClassTree.class);
    String unit = type == null ? "  " : new ClassEdits(type, source).unit();
    String declaration = handle + " = " + source.of(opening.tree());
    List<String> lines =
        resource
            ? ImmutableList.of("try (" + declaration + ") {", unit + use, "}")
            : ImmutableList.of(
                declaration + ";",
                "try {",
                unit + use,
                "} finally {",
                unit + name + "." + kind.releaseCall() + ";",
                "}");
    String indentation = source.indentation(position);
    return source.lines(indentation, ImmutableList.of(open))
        + source.below(indentation + unit, lines)
        + source.below(indentation, ImmutableList.of("}"));
  }
}
