package dev.watertight.values;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.caches.PerCompilation;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The members that code out of view may use although it cannot name them in Java: it is given their
 * name as a text, beside a class. That is how a {@code VarHandle} and a field updater are made, and
 * how reflection finds fields and methods.
 */
public final class NamedMembers {
  /* The texts that calls in a unit are given beside a class. */
  private static final Supplier<IdentityHashMap<CompilationUnitTree, ImmutableSet<String>>> KNOWN =
      PerCompilation.of(state -> new IdentityHashMap<>());

  private static final String LOOK_UP =
      "get(Declared)?(Field|Method)s?|find(Static)?(VarHandle|Getter|Setter)|newUpdater";

  /* The name of whatever is in the unit. */
  private static final String ANY = "*";

  private NamedMembers() {}

  /**
   * Whether its compilation unit gives a call a class and the name of the member, or looks members
   * of a class up by computed names.
   */
  public static boolean includes(Symbol member, VisitorState state) {
    return CompilationIndex.of(state)
        .declaration(member)
        .map(path -> in(path.getCompilationUnit(), state))
        .filter(names -> names.contains(member.name.toString()) || names.contains(ANY))
        .isPresent();
  }

  private static ImmutableSet<String> in(CompilationUnitTree unit, VisitorState state) {
    return KNOWN
        .get(state)
        .computeIfAbsent(
            unit,
            u -> {
              ImmutableSet.Builder<String> names = ImmutableSet.builder();
              Trees.in(u, MethodInvocationTree.class).forEach(call -> addNames(call, names));
              return names.build();
            });
  }

  private static void addNames(MethodInvocationTree call, ImmutableSet.Builder<String> names) {
    boolean hasClass = isClass(ASTHelpers.getReceiver(call));
    for (ExpressionTree argument : call.getArguments()) {
      hasClass |= isClass(argument);
    }
    for (ExpressionTree argument : call.getArguments()) {
      if (hasClass && ASTHelpers.constValue(argument) instanceof String text) {
        names.add(text);
      }
    }
    // Which of the members has a computed name, or is one of all, is not known.
    if (hasClass
        && ASTHelpers.getSymbol(call).getSimpleName().toString().matches(LOOK_UP)
        && call.getArguments().stream()
            .noneMatch(a -> ASTHelpers.constValue(a) instanceof String)) {
      names.add(ANY);
    }
  }

  private static boolean isClass(@Nullable Tree tree) {
    Type type = tree == null ? null : ASTHelpers.getType(tree);
    return type != null && Symbols.isNamed(type.tsym, "java.lang.Class");
  }
}
