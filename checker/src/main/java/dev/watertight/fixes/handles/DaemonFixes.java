package dev.watertight.fixes.handles;

import static com.sun.tools.javac.code.Flags.PUBLIC;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.MethodEnd;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.Since;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.handles.Fates;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.Sink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.ElementKind;

/**
 * Fixes for a process-wide executor that keeps the JVM from exiting: daemon threads; or its end
 * when {@code main} ends, where that leaves it tasks: it is to run them, and to take no more.
 */
public final class DaemonFixes {
  /* So many callers of a use are looked at. */
  private static final int LIMIT = 20;

  private DaemonFixes() {}

  /**
   * The fix that hands the executor a factory of daemon threads, if it takes one and has none.
   * Where the main thread leaves it tasks and ends, they would be lost: the fix then shuts it down
   * there.
   */
  public static Optional<SuggestedFix> of(Leak leak, VisitorState state) {
    Optional<MethodTree> main = leaving(leak, state);
    return main.isPresent()
        ? atEndOf(main.get(), leak, state)
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
    int given = Iterables.indexOf(types(method), DaemonFixes::isFactory);
    if (given >= 0 && given < arguments.size()) {
      return new FactoryEdits(opener, source, state)
          .of(arguments.get(given))
          .map(fix -> fix.toBuilder().setShortDescription("Make its threads daemons").build());
    }
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
        int index = Iterables.indexOf(taken, DaemonFixes::isFactory);
        if (index >= 0) {
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

  private static boolean isFactory(Type type) {
    return Symbols.isNamed(type.tsym, "java.util.concurrent.ThreadFactory");
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
    String unit = source.unit();
    return source.lines(
        source.indentation(source.start(opener.getLeaf())),
        ImmutableList.of(
            task + " -> {",
            unit + thread + " " + made + " = new " + thread + "(" + task + ");",
            unit + made + ".setDaemon(true);",
            unit + "return " + made + ";",
            "}"));
  }

  /** The {@code main} of the same file that has tasks run and does not wait for them. */
  private static Optional<MethodTree> leaving(Leak leak, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    for (Sink.Use use : Fates.of(leak.opening(), state).uses()) {
      if (!ThreadStarts.isStart(use, leak.opening())) {
        continue;
      }
      ImmutableList<MethodTree> callers = callers(use.path(), index);
      Optional<MethodTree> main = callers.stream().filter(DaemonFixes::isMain).findFirst();
      if (main.isPresent()
          && FieldValues.inUnit(ASTHelpers.getSymbol(main.get()), state).isPresent()
          && name(leak, main.get(), state).isPresent()
          && GivenTasks.of(leak, callers, state).leavesAlone(use.path())) {
        return main;
      }
    }
    return Optional.empty();
  }

  /** The method that a use is in, and those that lead to it. */
  private static ImmutableList<MethodTree> callers(TreePath use, CompilationIndex index) {
    Set<MethodSymbol> seen = new LinkedHashSet<>();
    Symbols.methodAround(use).ifPresent(seen::add);
    Deque<MethodSymbol> open = new ArrayDeque<>(seen);
    while (!open.isEmpty() && seen.size() < LIMIT) {
      for (TreePath call : index.mentions(open.remove())) {
        Symbols.methodAround(call).filter(seen::add).ifPresent(open::add);
      }
    }
    return seen.stream()
        .flatMap(method -> index.declaration(method).stream())
        .map(TreePath::getLeaf)
        .filter(MethodTree.class::isInstance)
        .map(MethodTree.class::cast)
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean isMain(MethodTree method) {
    return ASTHelpers.getSymbol(method).isStatic() && method.getName().contentEquals("main");
  }

  private static Optional<String> name(Leak leak, MethodTree main, VisitorState state) {
    VarSymbol field = leak.field().orElse(null);
    return field == null || !Members.isReleasable(field.type, leak.opening().kind(), state)
        ? Optional.empty()
        : CompilationIndex.of(state)
            .declaration(ASTHelpers.getSymbol(main))
            .map(path -> new TreePath(path, main.getBody()))
            .flatMap(body -> Scopes.nameOf(field, body, state).or(() -> nameInEnum(field, body)));
  }

  /** The field of the only constant of an enum. */
  private static Optional<String> nameInEnum(VarSymbol field, TreePath place) {
    ImmutableList.Builder<Symbol> constants = ImmutableList.builder();
    for (Symbol member : field.owner.members().getSymbols()) {
      if (member.getKind() == ElementKind.ENUM_CONSTANT) {
        constants.add(member);
      }
    }
    ImmutableList<Symbol> found = constants.build();
    return found.size() == 1 && Scopes.isAccessible(field, place)
        ? Optional.of(
            "%s.%s.%s"
                .formatted(
                    Scopes.typeName((ClassSymbol) field.owner, place),
                    found.get(0).getSimpleName(),
                    field.getSimpleName()))
        : Optional.empty();
  }

  /** The fix that shuts the executor down there. */
  private static Optional<SuggestedFix> atEndOf(MethodTree main, Leak leak, VisitorState state) {
    TreePath path =
        CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(main)).orElseThrow();
    ImmutableList<String> release =
        ReleaseCall.lines(name(leak, main, state).orElseThrow(), leak.opening().kind(), false, "");
    return new MethodEnd(main, path.getParentPath(), SourceText.of(state), state)
        .add(release)
        .map(fix -> fix.setShortDescription("Shut it down when main() ends").build());
  }
}
