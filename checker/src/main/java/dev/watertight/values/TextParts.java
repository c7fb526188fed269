package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What calls cut a text into: {@code text.split(" ")}, {@code text.lines()}. */
final class TextParts {
  private TextParts() {}

  /** How a call cuts the text that it is made on; empty if it is another, or that is not known. */
  static Optional<Function<String, List<String>>> of(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (!method.owner.getQualifiedName().contentEquals("java.lang.String")) {
      return Optional.empty();
    }
    return switch (method.getSimpleName().toString()) {
      case "lines" -> Optional.of(text -> text.lines().toList());
      case "split" ->
          call.getArguments().size() == 1
                  && ASTHelpers.constValue(call.getArguments().get(0)) instanceof String regex
              ? pattern(regex).map(p -> text -> ImmutableList.copyOf(p.split(text)))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Pattern> pattern(String regex) {
    try {
      return Optional.of(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }
}
