package dev.watertight.program;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.Library;
import dev.watertight.model.Model;
import java.util.OptionalInt;

/**
 * The methods by which objects are ended, by the convention of their names and annotations.
 *
 * <p>A name counts if it begins with the whole words of one in the model: {@code closeQuietly()} is
 * a closer, {@code closest()} is none.
 */
public final class ClosingMethods {
  private static final Supplier<ClosingMethods> INSTANCE =
      PerCompilation.of(state -> new ClosingMethods(Model.of(state).library()));

  private static final ImmutableSet<String> HOW =
      ImmutableSet.of("java.time.Duration", "java.util.concurrent.TimeUnit");

  private final ImmutableList<String> closing;
  private final ImmutableSet<String> annotations;
  private final ImmutableList<String> ending;

  private ClosingMethods(Library library) {
    this.closing =
        library.names().get("closing").stream()
            .filter(row -> !row.startsWith("@"))
            .collect(ImmutableList.toImmutableList());
    this.annotations =
        library.names().get("closing").stream()
            .filter(row -> row.startsWith("@"))
            .map(row -> row.substring(1))
            .collect(ImmutableSet.toImmutableSet());
    this.ending = library.names().get("ending");
  }

  /** The closing methods of this compilation. */
  public static ClosingMethods of(VisitorState state) {
    return INSTANCE.get(state);
  }

  /** The names themselves, the one that says it best first. */
  public ImmutableList<String> names() {
    return closing;
  }

  /** Whether a method of such a name releases what its object holds. */
  public boolean isNamedSo(String method) {
    return startsWithAny(closing, method);
  }

  /** Whether the method is one by which an object releases what it holds. */
  public boolean isCloser(MethodSymbol method) {
    return !method.isConstructor()
        && (isNamedSo(method.getSimpleName().toString()) || isAnnotated(method));
  }

  /**
   * Whether others end the object by calling the method, whether or not it holds anything. With an
   * argument that says which, {@code cancel(id)} ends but a part of it.
   */
  public boolean endsItsObject(MethodSymbol method) {
    return !method.isPrivate()
        && !method.isStatic()
        && method.getParameters().stream().allMatch(ClosingMethods::saysHow)
        && (isCloser(method) || startsWithAny(ending, method.getSimpleName().toString()));
  }

  /** Whether a parameter says how an object ends: in which time, or by force, or why. */
  private static boolean saysHow(VarSymbol parameter) {
    Type type = parameter.type;
    return type.hasTag(TypeTag.BOOLEAN)
        || type.hasTag(TypeTag.LONG)
        || HOW.contains(type.tsym.getQualifiedName().toString())
        || type.tsym.getSimpleName().toString().endsWith("Throwable")
        || type.tsym.getSimpleName().toString().endsWith("Exception");
  }

  /** The methods by which others end the objects that code belongs to; static code has none. */
  public ImmutableList<MethodSymbol> around(TreePath code) {
    ImmutableList.Builder<MethodSymbol> found = ImmutableList.builder();
    for (Tree tree : code) {
      if (tree instanceof MethodTree method && ASTHelpers.getSymbol(method).isStatic()) {
        break;
      }
      if (tree instanceof ClassTree type) {
        found.addAll(in(ASTHelpers.getSymbol(type)));
      }
    }
    return found.build();
  }

  /** The methods of a class by which others end its objects. */
  public ImmutableList<MethodSymbol> in(ClassSymbol type) {
    ImmutableList.Builder<MethodSymbol> found = ImmutableList.builder();
    for (Symbol member : type.members().getSymbols(NON_RECURSIVE)) {
      if (member instanceof MethodSymbol method && endsItsObject(method)) {
        found.add(method);
      }
    }
    return found.build();
  }

  /**
   * How well a method serves to release one more thing, the least being the best.
   *
   * @return empty for methods that do not close their object, or only some part of it
   */
  public OptionalInt rank(MethodSymbol method) {
    if (method.isStatic() || !method.getParameters().isEmpty()) {
      return OptionalInt.empty();
    }
    if (isAnnotated(method)) {
      return OptionalInt.of(1);
    }
    int rank = closing.indexOf(method.getSimpleName().toString());
    return rank < 0 ? OptionalInt.empty() : OptionalInt.of(2 * rank);
  }

  private boolean isAnnotated(MethodSymbol method) {
    return Iterables.any(
        method.getAnnotationMirrors(),
        annotation -> annotations.contains(annotation.type.tsym.getSimpleName().toString()));
  }

  private static boolean startsWithAny(Iterable<String> rows, String name) {
    return Iterables.any(rows, row -> startsWith(row, name));
  }

  private static boolean startsWith(String row, String name) {
    return name.startsWith(row)
        && (name.length() == row.length() || !Character.isLowerCase(name.charAt(row.length())));
  }
}
