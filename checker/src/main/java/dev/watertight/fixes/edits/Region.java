package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Statements of a block that stand next to each other.
 *
 * @param path the block
 * @param first the index of the first statement
 * @param end the index after the last
 */
public record Region(TreePath path, int first, int end) {

  /** The statements from an index on that must run before the handle in a variable is released. */
  public static Region using(TreePath block, int first, ImmutableSet<VarSymbol> handles) {
    return new Region(block, first, first).extended(handles);
  }

  /**
   * This region and the statements behind it that belong to it: those that name the handle, those
   * that name what the region declares, and those with which its tasks may have an appointment.
   */
  public Region extended(ImmutableSet<VarSymbol> handles) {
    List<? extends StatementTree> statements = block().getStatements();
    Set<Symbol> watched = new HashSet<>(handles);
    int read = first;
    int next = Math.max(end, endOfUse(statements, end, watched));
    while (next > read) {
      for (StatementTree statement : statements.subList(read, next)) {
        watched.addAll(Mentions.declared(statement));
        Symbols.namedIn(statement).stream().filter(Mentions::coordinates).forEach(watched::add);
      }
      read = next;
      next = endOfUse(statements, read, watched);
    }
    return new Region(path, first, read);
  }

  private static int endOfUse(
      List<? extends StatementTree> statements, int from, Set<Symbol> watched) {
    int end = from;
    for (int i = from; i < statements.size(); i++) {
      if (Mentions.any(statements.get(i), watched)) {
        end = i + 1;
      }
    }
    return end;
  }

  /** Whether a statement declares a variable, and computes nothing that could throw for it. */
  public static boolean isPlain(StatementTree statement) {
    return statement instanceof VariableTree variable
        && !Trees.any(
            variable.getInitializer(),
            tree ->
                tree instanceof MethodInvocationTree
                    || tree instanceof ArrayAccessTree
                    || tree instanceof TypeCastTree
                    || (tree instanceof NewClassTree made && !isPlain(made)));
  }

  /** {@code new ArrayList<>()}, {@code new StringBuilder()}. */
  private static boolean isPlain(NewClassTree made) {
    return made.getArguments().isEmpty()
        && made.getClassBody() == null
        && ASTHelpers.getSymbol(made).getThrownTypes().isEmpty()
        && ASTHelpers.getSymbol(made).owner.getQualifiedName().toString().startsWith("java.");
  }

  /** The block. */
  public BlockTree block() {
    return (BlockTree) path.getLeaf();
  }

  /** The statements. */
  public ImmutableList<StatementTree> statements() {
    return ImmutableList.copyOf(block().getStatements().subList(first, end));
  }

  /** The position from which on comments belong to the region's first statement. */
  public int after(SourceText source) {
    return first == 0
        ? source.start(block()) + 1
        : source.end(block().getStatements().get(first - 1));
  }

  /** Whether there is no statement in it. */
  public boolean isEmpty() {
    return first == end;
  }

  boolean reachesEndOfBlock() {
    return end == block().getStatements().size();
  }

  /** The same beginning, but all statements up to the end of the block. */
  public Region toEndOfBlock() {
    return new Region(path, first, block().getStatements().size());
  }

  /** Whether it has a call of another constructor, which must not be wrapped. */
  public boolean callsConstructor() {
    return statements().stream()
        .anyMatch(
            s ->
                s instanceof ExpressionStatementTree expression
                    && expression.getExpression() instanceof MethodInvocationTree call
                    && ASTHelpers.getSymbol(call).isConstructor());
  }

  /**
   * Whether the region's trees are all in the text behind a position, one after the other. The
   * variables of one declaration begin together.
   */
  public boolean isIn(SourceText source, int from) {
    int start = from;
    int end = from;
    for (StatementTree statement : statements()) {
      int begin = source.start(statement);
      if (!source.has(statement) || (begin < end && begin != start)) {
        return false;
      }
      start = begin;
      end = source.end(statement);
    }
    return true;
  }
}
