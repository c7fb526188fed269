package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.MethodEnd;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.handles.Fates;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Methods;
import dev.watertight.values.Sink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ElementKind;

/**
 * The end of a {@code main} method beside a static executor to which it leaves tasks: the executor
 * is to run them, and to take no more.
 */
final class MainEnd {
  /* So many callers are looked at. */
  private static final int LIMIT = 20;

  private MainEnd() {}

  /** The {@code main} of the same file that has tasks run and does not wait for them. */
  static Optional<MethodTree> leaving(Leak leak, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    for (Sink.Use use : Fates.of(leak.opening(), state).uses()) {
      if (!ThreadStarts.isStart(use, leak.opening())) {
        continue;
      }
      ImmutableList<MethodTree> callers = callers(use.path(), index);
      Optional<MethodTree> main = callers.stream().filter(MainEnd::isMain).findFirst();
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
    Methods.around(use).ifPresent(seen::add);
    Deque<MethodSymbol> open = new ArrayDeque<>(seen);
    while (!open.isEmpty() && seen.size() < LIMIT) {
      for (TreePath call : index.mentions(open.remove())) {
        Methods.around(call).filter(seen::add).ifPresent(open::add);
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
  static Optional<SuggestedFix> of(Leak leak, MethodTree main, VisitorState state) {
    TreePath path =
        CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(main)).orElseThrow();
    ImmutableList<String> release =
        ReleaseCall.lines(name(leak, main, state).orElseThrow(), leak.opening().kind(), false, "");
    return new MethodEnd(main, path.getParentPath(), SourceText.of(state), state)
        .add(release)
        .map(fix -> fix.setShortDescription("Shut it down when main() ends").build());
  }
}
