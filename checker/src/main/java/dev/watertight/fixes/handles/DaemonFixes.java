package dev.watertight.fixes.handles;

import static com.sun.tools.javac.code.Flags.PUBLIC;

import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Since;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Fixes for a process-wide executor that keeps the JVM from exiting: daemon threads. */
public final class DaemonFixes {
  private static final Supplier<Type> FACTORY =
      Suppliers.typeFromString("java.util.concurrent.ThreadFactory");

  private DaemonFixes() {}

  /**
   * The fix that hands the executor a factory of daemon threads, if it takes one and has none.
   * Where the main thread leaves it tasks and ends, they would be lost: the fix then shuts it down
   * there.
   */
  public static Optional<SuggestedFix> of(Leak leak, VisitorState state) {
    Optional<MethodTree> main = MainEnd.leaving(leak, state);
    return main.isPresent()
        ? MainEnd.of(leak, main.get(), state)
        : of(leak.opening().primitive(), state);
  }

  private static Optional<SuggestedFix> of(TreePath opener, VisitorState state) {
    SourceText source = SourceText.of(state);
    Tree tree = opener.getLeaf();
    if (opener.getCompilationUnit() != state.getPath().getCompilationUnit()
        || !source.has(tree)
        || tree instanceof MemberReferenceTree
        || !(ASTHelpers.getSymbol(tree) instanceof MethodSymbol method)
        || (tree instanceof NewClassTree creation && creation.getClassBody() != null)) {
      return Optional.empty();
    }
    List<? extends ExpressionTree> arguments = Arguments.of(tree);
    OptionalInt index = factoryIndex(method, state);
    if (index.isEmpty() || arguments.size() != method.getParameters().size()) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String factory = factory(opener, source, fix, state);
    int at = index.getAsInt();
    if (at > 0) {
      ExpressionTree before = arguments.get(at - 1);
      fix.replace(before, source.of(before) + ", " + factory);
    } else if (arguments.isEmpty() && source.of(tree).endsWith(")")) {
      int end = source.end(tree);
      fix.replace(source.trimmed(end - 1), end, factory + ")");
    } else {
      return Optional.empty();
    }
    return Optional.of(fix.setShortDescription("Make its threads daemons").build());
  }

  /** Where an overload of the method takes a thread factory besides the same arguments. */
  private static OptionalInt factoryIndex(MethodSymbol method, VisitorState state) {
    List<Type> given = types(method);
    for (Symbol member : method.owner.members().getSymbolsByName(method.getSimpleName())) {
      if (member instanceof MethodSymbol overload && (overload.flags() & PUBLIC) != 0) {
        List<Type> taken = types(overload);
        int index = Iterables.indexOf(taken, type -> isFactory(type, state));
        if (index >= 0 && !Iterables.any(given, type -> isFactory(type, state))) {
          taken.remove(index);
          if (isSame(taken, given, state)) {
            return OptionalInt.of(index);
          }
        }
      }
    }
    return OptionalInt.empty();
  }

  private static List<Type> types(MethodSymbol method) {
    return method.getParameters().stream()
        .map((VarSymbol p) -> p.type)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static boolean isFactory(Type type, VisitorState state) {
    return ASTHelpers.isSameType(type, FACTORY.get(state), state);
  }

  private static boolean isSame(List<Type> left, List<Type> right, VisitorState state) {
    return state
        .getTypes()
        .isSameTypes(
            com.sun.tools.javac.util.List.from(left), com.sun.tools.javac.util.List.from(right));
  }

  private static String factory(
      TreePath opener, SourceText source, SuggestedFix.Builder fix, VisitorState state) {
    String thread = SuggestedFixes.qualifyType(state, fix, "java.lang.Thread");
    if (Since.has("java.lang.Thread", "ofPlatform", state)) {
      return thread + ".ofPlatform().daemon().factory()";
    }
    String task = Members.unusedName("task", opener);
    String made = Members.unusedName("thread", opener);
    String around = source.lineBreak() + source.indentation(source.start(opener.getLeaf()));
    return String.join(
        around,
        task + " -> {",
        "  " + thread + " " + made + " = new " + thread + "(" + task + ");",
        "  " + made + ".setDaemon(true);",
        "  return " + made + ";",
        "}");
  }
}
