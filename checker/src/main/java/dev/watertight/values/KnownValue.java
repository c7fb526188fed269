package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The value of an expression, where the code says it.
 *
 * @param value a number, a text, a character or a truth value; what makes an object; the list of
 *     the parts of a text; or null
 */
public record KnownValue(@Nullable Object value) {
  /** The value of a constant expression (JLS 15.29), or the null reference. */
  public static Optional<KnownValue> ofConstant(@Nullable Tree tree) {
    return tree != null && tree.getKind() == Kind.NULL_LITERAL
        ? Optional.of(new KnownValue(null))
        : Optional.ofNullable(ASTHelpers.constValue(tree)).map(KnownValue::new);
  }

  public static KnownValue of(boolean truth) {
    return new KnownValue(truth);
  }

  /** The object that an expression makes. */
  public static KnownValue madeBy(NewClassTree creation) {
    return new KnownValue(creation);
  }

  public Optional<Boolean> truth() {
    return value instanceof Boolean truth ? Optional.of(truth) : Optional.empty();
  }

  /** An {@code Optional} as one of its factories makes it: of its content nothing is known. */
  public static Optional<KnownValue> ofOptional(MethodSymbol factory) {
    return switch (factory.getSimpleName().toString()) {
      case "empty" -> Optional.of(new KnownValue(Optional.empty()));
      case "of" -> Optional.of(new KnownValue(Optional.of(factory)));
      default -> Optional.empty();
    };
  }

  public boolean isOptional() {
    return value instanceof Optional;
  }

  public boolean isText() {
    return value instanceof String;
  }

  /** What has made the object. */
  public Optional<NewClassTree> maker() {
    return value instanceof NewClassTree creation ? Optional.of(creation) : Optional.empty();
  }

  /** The class of an object that is made in view. */
  public Optional<ClassSymbol> type() {
    return maker()
        .map(maker -> ASTHelpers.getType(maker).tsym)
        .filter(ClassSymbol.class::isInstance)
        .map(ClassSymbol.class::cast);
  }

  /** Whether it is an instance of a type. */
  public Optional<Boolean> isA(Type type, VisitorState state) {
    return value == null
        ? Optional.of(false)
        : maker().map(maker -> ASTHelpers.isSubtype(ASTHelpers.getType(maker), type, state));
  }

  /** How it compares with another value; texts may be other objects than equal ones. */
  public Optional<Integer> compareTo(KnownValue other, Kind operator) {
    if (integer().isPresent() && other.integer().isPresent()) {
      return Optional.of(Long.compare(integer().getAsLong(), other.integer().getAsLong()));
    }
    if (value instanceof Number || other.value instanceof Number) {
      // What floating-point numbers are rounded to is not looked at.
      return Optional.empty();
    }
    boolean isEquality = operator == Kind.EQUAL_TO || operator == Kind.NOT_EQUAL_TO;
    boolean areTexts =
        (isText() && other.isText())
            || isOptional()
            || other.isOptional()
            || (parts().isPresent() && other.parts().isPresent());
    return !isEquality || areTexts ? Optional.empty() : Optional.of(equals(other) ? 0 : 1);
  }

  private OptionalLong integer() {
    return value instanceof Long
            || value instanceof Integer
            || value instanceof Short
            || value instanceof Byte
        ? OptionalLong.of(((Number) value).longValue())
        : value instanceof Character character ? OptionalLong.of(character) : OptionalLong.empty();
  }

  /** What a method of a text or an {@code Optional} answers, which has no effects. */
  public Optional<KnownValue> ofLibrary(
      MethodSymbol method, ImmutableList<Optional<KnownValue>> arguments) {
    if (!arguments.stream().allMatch(Optional::isPresent)) {
      return Optional.empty();
    }
    Object[] passed = arguments.stream().map(a -> a.get().value()).toArray();
    return Arrays.stream((isText() ? String.class : Optional.class).getMethods())
        .filter(m -> method.getSimpleName().contentEquals(m.getName()))
        .filter(
            m ->
                isOptional()
                    ? m.getReturnType() == boolean.class && passed.length == 0
                    : m.getReturnType().isPrimitive()
                        || m.getReturnType() == String.class
                        || m.getReturnType() == String[].class)
        .filter(m -> m.getParameterCount() == passed.length)
        .flatMap(m -> answer(m, passed).stream())
        .findFirst();
  }

  /** The parts of a text, as an array or a list of them. */
  public Optional<List<?>> parts() {
    return value instanceof List<?> parts ? Optional.of(parts) : Optional.empty();
  }

  /** The part at an index, or nothing if there is none. */
  public Optional<KnownValue> part(KnownValue index) {
    return index.value() instanceof Integer at && hasPart(index)
        ? Optional.of(new KnownValue(parts().orElseThrow().get(at)))
        : Optional.empty();
  }

  /** Whether it has a part at an index. */
  public boolean hasPart(KnownValue index) {
    return index.value() instanceof Integer i
        && parts().filter(parts -> i >= 0 && i < parts.size()).isPresent();
  }

  /** A number or a text, with one behind it, or a number less another; empty if it is too large. */
  public Optional<KnownValue> combined(Kind operator, KnownValue other) {
    if (value instanceof Integer left && other.value instanceof Integer right) {
      long result =
          operator == Kind.PLUS
              ? (long) left + right
              : operator == Kind.MINUS ? (long) left - right : Long.MAX_VALUE;
      return result == (int) result ? Optional.of(new KnownValue((int) result)) : Optional.empty();
    }
    return operator == Kind.PLUS && isText() && other.isText()
        ? Optional.of(new KnownValue(value + String.valueOf(other.value)))
        : Optional.empty();
  }

  /** Whether a method of a text throws for what it is given. */
  public boolean refuses(MethodSymbol method, ImmutableList<Optional<KnownValue>> arguments) {
    if (!isText() || !arguments.stream().allMatch(Optional::isPresent)) {
      return false;
    }
    Object[] passed = arguments.stream().map(a -> a.get().value()).toArray();
    ImmutableList<String> types =
        method.getParameters().stream()
            .map(parameter -> parameter.type.tsym.getQualifiedName().toString())
            .collect(ImmutableList.toImmutableList());
    return Arrays.stream(String.class.getMethods())
        .filter(m -> method.getSimpleName().contentEquals(m.getName()))
        .filter(
            m -> Arrays.stream(m.getParameterTypes()).map(Class::getName).toList().equals(types))
        .anyMatch(m -> fails(m, passed));
  }

  private boolean fails(Method method, Object[] passed) {
    try {
      method.invoke(value, passed);
      return false;
    } catch (InvocationTargetException e) {
      return e.getCause() instanceof IndexOutOfBoundsException;
    } catch (IllegalArgumentException | IllegalAccessException e) {
      return false;
    }
  }

  private Optional<KnownValue> answer(Method method, Object[] passed) {
    try {
      Object answer = method.invoke(value, passed);
      return Optional.ofNullable(
              answer instanceof String[] all ? ImmutableList.copyOf(all) : answer)
          .map(KnownValue::new);
    } catch (IllegalArgumentException | IllegalAccessException | InvocationTargetException e) {
      // Another overload, or a position that the text does not have.
      return Optional.empty();
    }
  }
}
