package dev.watertight.fixes.earlyclose;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the threads that some expressions start can be joined at a later statement of the same block:
 * by variables that hold them already, or by a new one.
 */
final class SenderJoins {
  private static final String NAME = "sender";

  private final VisitorState state;
  private final SourceText source;
  private final TreePath block;
  private final StatementTree target;
  private final SuggestedFix.Builder fix = SuggestedFix.builder();
  private final Set<String> threads = new LinkedHashSet<>();
  private final Set<String> lists = new LinkedHashSet<>();
  private final Set<Symbol> joined = new LinkedHashSet<>();

  private SenderJoins(TreePath block, StatementTree target, VisitorState state) {
    this.state = state;
    this.source = SourceText.of(state);
    this.block = block;
    this.target = target;
  }

  /**
   * The joins of all the threads.
   *
   * @param starts the expressions that start or make the threads
   * @param block the block of the statement before which they are to be joined
   * @return empty if one of them cannot be joined there
   */
  static Optional<SenderJoins> of(
      ImmutableList<TreePath> starts, TreePath block, StatementTree target, VisitorState state) {
    SenderJoins joins = new SenderJoins(block, target, state);
    ImmutableList.Builder<TreePath> unnamed = ImmutableList.builder();
    for (TreePath start : starts) {
      if (!isThread(ASTHelpers.getType(start.getLeaf()))) {
        return Optional.empty();
      }
      if (!joins.addNamed(start)) {
        unnamed.add(start);
      }
    }
    return joins.addUnnamed(unnamed.build()) ? Optional.of(joins) : Optional.empty();
  }

  /** The edits that the joins need where the threads are started. */
  SuggestedFix.Builder fix() {
    return fix;
  }

  /** The variables that hold the threads. */
  ImmutableSet<Symbol> variables() {
    return ImmutableSet.copyOf(joined);
  }

  /** The statements that join them, a line each. */
  ImmutableList<String> lines(String unit) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    threads.forEach(thread -> lines.add(thread + ".join();"));
    for (String list : lists) {
      String element = list.equals(NAME + "s") ? NAME : Members.unusedName("thread", block);
      lines.add("for (Thread %s : %s) {".formatted(element, list));
      lines.add("%s%s.join();".formatted(unit, element));
      lines.add("}");
    }
    return lines.build();
  }

  private static boolean isThread(@Nullable Type type) {
    return type != null && type.tsym.getQualifiedName().contentEquals("java.lang.Thread");
  }

  private boolean addNamed(TreePath start) {
    if (start.getParentPath().getLeaf() instanceof VariableTree variable) {
      VarSymbol thread = ASTHelpers.getSymbol(variable);
      return add(threads, thread)
          || Mentions.paths(block, ImmutableSet.of(thread)).stream().anyMatch(this::addContainer);
    }
    return addContainer(start);
  }

  /** {@code threads.add(thread)}, {@code threads[i] = thread}. */
  private boolean addContainer(TreePath thread) {
    Tree parent = thread.getParentPath().getLeaf();
    if (parent instanceof AssignmentTree assignment) {
      return assignment.getExpression() == thread.getLeaf()
          && assignment.getVariable() instanceof ArrayAccessTree access
          && add(lists, ASTHelpers.getSymbol(access.getExpression()));
    }
    return parent instanceof MethodInvocationTree call
        && call.getArguments().size() == 1
        && call.getArguments().get(0) == thread.getLeaf()
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("add")
        && add(lists, ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)));
  }

  /** Adds a variable that is declared in the block or around it. */
  private boolean add(Set<String> names, @Nullable Symbol symbol) {
    if (!(symbol instanceof VarSymbol variable)
        || Symbols.isField(variable)
        || !Scopes.sees(new TreePath(block, target), variable, state)) {
      return false;
    }
    names.add(variable.getSimpleName().toString());
    joined.add(variable);
    return true;
  }

  /** Puts threads that nobody keeps into a new variable, or a new list. */
  private boolean addUnnamed(ImmutableList<TreePath> starts) {
    if (starts.isEmpty()) {
      return true;
    }
    if (!starts.stream().allMatch(this::isStatement) || isTaken(NAME) || isTaken(NAME + "s")) {
      return false;
    }
    StatementTree first = statementOfBlock(starts.get(0));
    if (first == null) {
      return false;
    }
    TreePath only = starts.get(0);
    if (starts.size() == 1
        && statementAround(only).map(TreePath::getLeaf).equals(Optional.of(first))) {
      name(only, NAME, ImmutableList.of());
      threads.add(NAME);
      return true;
    }
    for (int i = 1; i <= starts.size(); i++) {
      if (isTaken(NAME + i)) {
        return false;
      }
    }
    if (starts.stream().allMatch(this::isMadeInBlock)) {
      for (TreePath start : starts) {
        String name = NAME + (threads.size() + 1);
        name(start, name, ImmutableList.of());
        threads.add(name);
      }
      return true;
    }
    if (!starts.stream().allMatch(start -> statementOfBlock(start) != null)) {
      return false;
    }
    String list = SuggestedFixes.qualifyType(state, fix, "java.util.List");
    String arrayList = SuggestedFixes.qualifyType(state, fix, "java.util.ArrayList");
    fix.prefixWith(
        first,
        "%s<Thread> %ss = new %s<>();%s"
            .formatted(
                list,
                NAME,
                arrayList,
                source.lineBreak() + source.indentation(source.start(first))));
    for (TreePath start : starts) {
      if (start.getLeaf() instanceof NewClassTree) {
        String name = starts.size() == 1 ? NAME : NAME + (starts.indexOf(start) + 1);
        name(start, name, ImmutableList.of(NAME + "s.add(" + name + ");"));
      } else {
        fix.prefixWith(start.getLeaf(), NAME + "s.add(").postfixWith(start.getLeaf(), ")");
      }
    }
    lists.add(NAME + "s");
    return true;
  }

  /** Puts the thread into a variable, and then does something with it before it is started. */
  private void name(TreePath start, String name, ImmutableList<String> lines) {
    fix.prefixWith(start.getLeaf(), "Thread " + name + " = ");
    if (start.getLeaf() instanceof NewClassTree) {
      Tree statement = statementAround(start).orElseThrow().getLeaf();
      ImmutableList<String> behind =
          ImmutableList.<String>builder().addAll(lines).add(name + ".start();").build();
      fix.replace(
          source.end(start.getLeaf()),
          source.end(statement),
          ";" + source.below(source.indentation(source.start(statement)), behind));
    }
  }

  /** Whether the thread is made and started by a statement of the block itself. */
  private boolean isMadeInBlock(TreePath start) {
    return start.getLeaf() instanceof NewClassTree
        && statementAround(start)
            .filter(s -> s.getParentPath().getLeaf() == block.getLeaf())
            .isPresent();
  }

  private boolean isStatement(TreePath start) {
    return statementAround(start)
        .filter(s -> start.getLeaf() instanceof MethodInvocationTree || isInBlock(s))
        .isPresent();
  }

  private static boolean isInBlock(TreePath statement) {
    return statement.getParentPath().getLeaf() instanceof BlockTree;
  }

  /** The statement that starts the thread and nothing else: {@code new Thread(...).start();}. */
  private static Optional<TreePath> statementAround(TreePath start) {
    TreePath path = start.getParentPath();
    if (start.getLeaf() instanceof NewClassTree
        && path.getLeaf() instanceof MemberSelectTree select
        && select.getIdentifier().contentEquals("start")
        && path.getParentPath().getLeaf() instanceof MethodInvocationTree) {
      path = path.getParentPath().getParentPath();
    } else if (start.getLeaf() instanceof NewClassTree) {
      return Optional.empty();
    }
    return path.getLeaf() instanceof ExpressionStatementTree ? Optional.of(path) : Optional.empty();
  }

  private boolean isTaken(String name) {
    TreePath method = Paths.enclosing(block, ImmutableSet.of(MethodTree.class));
    return method == null || Mentions.usesName(method.getLeaf(), name);
  }

  /** The statement of the block that the start is in, through loops and plain blocks only. */
  private @Nullable StatementTree statementOfBlock(TreePath start) {
    List<? extends StatementTree> statements = ((BlockTree) block.getLeaf()).getStatements();
    for (TreePath p = start.getParentPath(); p != null; p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof StatementTree statement && statements.contains(statement)) {
        return statement;
      }
      boolean plain =
          leaf instanceof BlockTree
              || leaf instanceof ExpressionStatementTree
              || leaf instanceof MemberSelectTree
              || leaf instanceof MethodInvocationTree
              || Loops.isLoop(leaf);
      if (!plain) {
        return null;
      }
    }
    return null;
  }
}
