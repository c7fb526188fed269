package dev.watertight.values;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;

/**
 * Whether members that nobody in view uses are for code that is compiled apart: tests in the same
 * package, generated code.
 *
 * <p>A member is package-private for a reason, unless it is part of a program. A {@code main} in
 * its package or one around that says so: everything that matters to the program is then in view.
 */
public final class Outsiders {
  private static final Supplier<ImmutableSet<String>> PROGRAMS =
      VisitorState.memoize(Outsiders::packagesWithMain);

  private Outsiders() {}

  /** Whether a method that nobody in view calls is there for others. */
  public static boolean mayCall(MethodSymbol method, VisitorState state) {
    return isOffered(method, state) && CompilationIndex.of(state).mentions(method).isEmpty();
  }

  /** Whether a field that nobody in view names outside of its class is there for others. */
  public static boolean mayUse(VarSymbol field, VisitorState state) {
    return field.owner instanceof ClassSymbol
        && isOffered(field, state)
        && CompilationIndex.of(state).mentions(field).stream()
            .allMatch(
                mention ->
                    Paths.outermost(mention, ClassTree.class)
                        .filter(
                            t -> field.outermostClass().equals(ASTHelpers.getSymbol(t.getLeaf())))
                        .isPresent());
  }

  /** Whether code of other packages or modules can name a member that is part of no program. */
  public static boolean isOffered(Symbol member, VisitorState state) {
    return Symbols.isVisibleElsewhere(member) && !isPartOfProgram(packageOf(member), state);
  }

  private static String packageOf(Symbol member) {
    return member.outermostClass().owner.getQualifiedName().toString();
  }

  private static boolean isPartOfProgram(String packageName, VisitorState state) {
    return PROGRAMS.get(state).stream()
        .anyMatch(
            program ->
                packageName.equals(program)
                    || program.isEmpty()
                    || packageName.startsWith(program + "."));
  }

  private static ImmutableSet<String> packagesWithMain(VisitorState state) {
    ImmutableSet.Builder<String> found = ImmutableSet.builder();
    for (CompilationUnitTree unit : CompilationIndex.of(state).units()) {
      for (Tree type : unit.getTypeDecls()) {
        if (ASTHelpers.getSymbol(type) instanceof ClassSymbol symbol && hasMain(symbol)) {
          found.add(packageOf(symbol));
        }
      }
    }
    return found.build();
  }

  private static boolean hasMain(ClassSymbol type) {
    for (Symbol member : type.members().getSymbols(NON_RECURSIVE)) {
      if ((member instanceof MethodSymbol method && Symbols.isMain(method))
          || (member instanceof ClassSymbol nested && hasMain(nested))) {
        return true;
      }
    }
    return false;
  }
}
