package dev.watertight.fixes.selects;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.ClassEdits;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.MethodEnd;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a loop around {@code Selector.select()} notice that it should stop. */
public final class SelectorFixes {
  private static final String MILLIS = "1000";

  private SelectorFixes() {}

  /**
   * Wakes the selector after the flag is set, or else looks at the flag every second.
   *
   * @param select the call that waits
   * @param flag the expression that sets the flag
   */
  public static ImmutableList<SuggestedFix> waking(
      TreePath select, VarSymbol selector, TreePath flag, VisitorState state) {
    ImmutableList.Builder<SuggestedFix> fixes = ImmutableList.builder();
    wakeAfter(flag, selector, state).ifPresent(fixes::add);
    timeLimit((MethodInvocationTree) select.getLeaf(), state).ifPresent(fixes::add);
    return fixes.build();
  }

  private static Optional<SuggestedFix> wakeAfter(
      TreePath flag, VarSymbol selector, VisitorState state) {
    TreePath statement = flag.getParentPath();
    SourceText source = SourceText.of(state);
    if (!(statement.getLeaf() instanceof StatementTree)
        || !(statement.getParentPath().getLeaf() instanceof BlockTree)
        || !isInUnit(flag, state)
        || !isNamedAt(flag, selector)) {
      return Optional.empty();
    }
    String around = source.indentation(source.start(statement.getLeaf()));
    StringBuilder text = new StringBuilder();
    for (String line : wakeup(selector, source, state)) {
      text.append(source.lineBreak()).append(around).append(line);
    }
    int end = source.afterLineComment(source.end(statement.getLeaf()));
    return Optional.of(
        SuggestedFix.builder()
            .replace(end, end, text.toString())
            .setShortDescription("Wake the selector once the flag is set")
            .build());
  }

  private static ImmutableList<String> wakeup(
      VarSymbol selector, SourceText source, VisitorState state) {
    String name = selector.getSimpleName().toString();
    String call = name + ".wakeup();";
    return isAlwaysSet(selector, state)
        ? ImmutableList.of(call)
        : ImmutableList.of(
            "if (" + name + " != null) {", unit(selector, source, state) + call, "}");
  }

  private static boolean isAlwaysSet(VarSymbol selector, VisitorState state) {
    if ((selector.flags() & Flags.FINAL) != 0) {
      return true;
    }
    ClassTree type = ASTHelpers.findClass(selector.enclClass(), state);
    VariableTree field = type == null ? null : field(type, selector);
    return field != null
        && field.getInitializer() != null
        && !(field.getInitializer() instanceof LiteralTree);
  }

  private static String unit(VarSymbol selector, SourceText source, VisitorState state) {
    ClassTree type = ASTHelpers.findClass(selector.enclClass(), state);
    return type == null ? "  " : new ClassEdits(type, source).unit();
  }

  /** Whether the simple name of the field means it there, too. */
  private static boolean isNamedAt(TreePath path, VarSymbol selector) {
    boolean inside = false;
    for (Tree tree : path) {
      if (tree instanceof MethodTree method
          && (Mentions.declared(method).stream().anyMatch(s -> s.name.equals(selector.name))
              || (ASTHelpers.getSymbol(method).isStatic() && !selector.isStatic()))) {
        return false;
      }
      inside |= tree instanceof ClassTree type && ASTHelpers.getSymbol(type).equals(selector.owner);
    }
    return inside && Symbols.isField(selector);
  }

  private static boolean isInUnit(TreePath path, VisitorState state) {
    return path.getCompilationUnit() == state.getPath().getCompilationUnit();
  }

  private static Optional<SuggestedFix> timeLimit(MethodInvocationTree select, VisitorState state) {
    SourceText source = SourceText.of(state);
    List<? extends ExpressionTree> arguments = select.getArguments();
    SuggestedFix.Builder fix = SuggestedFix.builder();
    if (arguments.isEmpty()) {
      int end = source.end(select) - 1;
      fix.replace(end, end, MILLIS);
    } else {
      ExpressionTree last = arguments.get(arguments.size() - 1);
      if (ASTHelpers.constValue(last) instanceof Number) {
        fix.replace(last, MILLIS);
      } else {
        fix.postfixWith(last, ", " + MILLIS);
      }
    }
    return Optional.of(fix.setShortDescription("Look at the flag every second").build());
  }

  /**
   * Gives the class a flag that the method sets and the loop asks for, and wakes the selector.
   *
   * @param stopper the method that should stop the loop
   */
  public static ImmutableList<SuggestedFix> stopping(
      TreePath select,
      TreePath loop,
      VarSymbol selector,
      MethodSymbol stopper,
      VisitorState state) {
    TreePath type = classOf(select, selector.owner);
    if (type == null || loop.getCompilationUnit() != select.getCompilationUnit()) {
      return ImmutableList.of();
    }
    SourceText source = SourceText.of(state);
    MethodTree method = declaration((ClassTree) type.getLeaf(), stopper);
    String name = Members.unusedName("stopped", select);
    SuggestedFix.Builder fix =
        method == null
                || method.getBody() == null
                || !isNamedAt(new TreePath(type, method), selector)
            ? null
            : new MethodEnd(method, type, source, state)
                .add(
                    ImmutableList.<String>builder()
                        .add(name + " = true;")
                        .addAll(wakeup(selector, source, state))
                        .build())
                .orElse(null);
    if (fix == null || !addCondition(fix, loop.getLeaf(), name, source)) {
      return ImmutableList.of();
    }
    VariableTree field = field((ClassTree) type.getLeaf(), selector);
    if (field == null || !source.has(field)) {
      return ImmutableList.of();
    }
    int end = source.afterLineComment(source.end(field));
    fix.replace(
        end,
        end,
        source.lineBreak()
            + source.indentation(source.start(field))
            + "private volatile boolean "
            + name
            + ";");
    return ImmutableList.of(
        fix.setShortDescription("End the loop in " + stopper.getSimpleName() + "()").build());
  }

  private static boolean addCondition(
      SuggestedFix.Builder fix, Tree loop, String name, SourceText source) {
    if (loop instanceof WhileLoopTree whileLoop
        && Boolean.TRUE.equals(
            ASTHelpers.constValue(ASTHelpers.stripParentheses(whileLoop.getCondition())))) {
      fix.replace(whileLoop.getCondition(), "(!" + name + ")");
      return true;
    }
    if (loop instanceof ForLoopTree forLoop
        && forLoop.getCondition() == null
        && forLoop.getInitializer().isEmpty()
        && forLoop.getUpdate().isEmpty()) {
      fix.replace(
          source.start(forLoop), source.start(forLoop.getStatement()), "while (!" + name + ") ");
      return true;
    }
    return false;
  }

  private static @Nullable TreePath classOf(TreePath path, Symbol type) {
    for (TreePath p = path; p != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof ClassTree tree && ASTHelpers.getSymbol(tree).equals(type)) {
        return p;
      }
    }
    return null;
  }

  private static @Nullable MethodTree declaration(ClassTree type, MethodSymbol method) {
    for (Tree member : type.getMembers()) {
      if (member instanceof MethodTree tree && ASTHelpers.getSymbol(tree).equals(method)) {
        return tree;
      }
    }
    return null;
  }

  private static @Nullable VariableTree field(ClassTree type, VarSymbol symbol) {
    for (Tree member : type.getMembers()) {
      if (member instanceof VariableTree tree && ASTHelpers.getSymbol(tree).equals(symbol)) {
        return tree;
      }
    }
    return null;
  }
}
