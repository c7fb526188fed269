package dev.watertight.values;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.caches.PerCompilation;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.stream.Stream;

/**
 * Whether members that nobody in view uses are for code that is compiled apart: tests in the same
 * package, generated code.
 *
 * <p>A member is package-private for a reason, unless it is part of a program. A {@code main} in
 * its package or one around that says so: everything that matters to the program is then in view.
 */
public final class Outsiders {
  private static final Supplier<ImmutableSet<String>> PROGRAMS =
      PerCompilation.of(Outsiders::packagesWithMain);

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

  /**
   * Whether a method never runs since all objects in view are of subclasses that override it, and
   * do not call it on {@code super}.
   */
  public static boolean isReplaced(MethodSymbol method, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    if (!(method.owner instanceof ClassSymbol type)
        || !index.isComplete()
        || index.declaration(method).isEmpty()
        || index.overriders(method).isEmpty()
        || isOffered(type, state)
        || NamedMembers.includes(method, state)
        || index.mentions(method).stream().anyMatch(Outsiders::isOfSuper)) {
      return false;
    }
    ImmutableList<ClassSymbol> made =
        Stream.concat(Stream.of(type), index.subclasses(type).stream())
            .filter(each -> isMade(each, index))
            .collect(ImmutableList.toImmutableList());
    return !made.isEmpty()
        && made.stream()
            .noneMatch(t -> method.equals(method.implementation(t, state.getTypes(), true)));
  }

  private static boolean isMade(ClassSymbol type, CompilationIndex index) {
    return !index.creations(type).isEmpty()
        || Symbols.constructorsOf(type).stream()
            .flatMap(constructor -> index.mentions(constructor).stream())
            .anyMatch(mention -> mention.getLeaf() instanceof MemberReferenceTree);
  }

  private static boolean isOfSuper(TreePath mention) {
    Tree tree = mention.getLeaf();
    Tree object =
        tree instanceof MemberSelectTree select
            ? select.getExpression()
            : tree instanceof MemberReferenceTree reference
                ? reference.getQualifierExpression()
                : tree;
    return object != tree
        && ASTHelpers.getSymbol(object) instanceof VarSymbol self
        && self.getSimpleName().contentEquals("super");
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
