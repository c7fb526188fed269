package dev.watertight.baseline;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Ascii;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Types;
import dev.watertight.program.Symbols;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a finding is recognized by when code around it has been edited or moved: its check, its
 * class, its method, and what it is about, but no line.
 *
 * @param check the name of the check
 * @param type the binary name of the class
 * @param member the method with the simple names of its parameters' erased types, the field, or the
 *     class itself for an initializer
 * @param handle the variable, the call, or the kind of statement that the finding is about
 */
public record FindingKey(String check, String type, String member, String handle)
    implements Comparable<FindingKey> {
  private static final Pattern QUALIFIER = Pattern.compile("\\b\\w+\\.");

  private static final Pattern ROW =
      Pattern.compile("(?<check>\\w+) (?<type>[^\\s#]+)#(?<member>\\S+) (?<handle>\\S+)");

  /** The key of what a check has found at a place. */
  public static FindingKey of(String check, TreePath place, VisitorState state) {
    ClassSymbol type = null;
    String member = null;
    for (TreePath p = place; p != null && type == null; p = p.getParentPath()) {
      Tree tree = p.getLeaf();
      if (tree instanceof ClassTree declaration) {
        type = ASTHelpers.getSymbol(declaration);
      } else if (tree instanceof MethodTree method) {
        member = signature(ASTHelpers.getSymbol(method), state.getTypes());
      } else if (tree instanceof VariableTree variable
          && Symbols.isField(ASTHelpers.getSymbol(variable))) {
        member = variable.getName().toString();
      }
    }
    String name = type == null ? "?" : type.flatName().toString();
    return new FindingKey(check, name, member == null ? "class" : member, handle(place));
  }

  /** Reads a row of a file; empty if it is none. */
  static Optional<FindingKey> parse(String row) {
    Matcher matcher = ROW.matcher(row);
    return matcher.matches()
        ? Optional.of(
            new FindingKey(
                matcher.group("check"),
                matcher.group("type"),
                matcher.group("member"),
                matcher.group("handle")))
        : Optional.empty();
  }

  /** Whether it is in a top-level class, or in one that is nested in that. */
  boolean isIn(String topLevel) {
    return type.equals(topLevel) || type.startsWith(topLevel + "$");
  }

  /** The row of a file that stands for it. */
  @Override
  public String toString() {
    return "%s %s#%s %s".formatted(check, type, member, handle);
  }

  @Override
  public int compareTo(FindingKey that) {
    return toString().compareTo(that.toString());
  }

  private static String signature(MethodSymbol method, Types types) {
    return method.getParameters().stream()
        .map(
            parameter ->
                QUALIFIER
                    .matcher(types.erasure(parameter.type).stripMetadata().toString())
                    .replaceAll(""))
        .collect(joining(",", method.getSimpleName() + "(", ")"));
  }

  /** What code calls it that the finding is about. */
  private static String handle(TreePath place) {
    Tree tree = place.getLeaf();
    Symbol declared = ASTHelpers.getDeclaredSymbol(tree);
    // An unnamed variable has an empty name.
    if (declared != null && !declared.getSimpleName().isEmpty()) {
      return declared.getSimpleName().toString();
    }
    return target(place)
        .orElseGet(
            () ->
                tree instanceof NewClassTree creation
                    ? "new-" + ASTHelpers.getSymbol(creation).owner.getSimpleName()
                    : tree instanceof MethodInvocationTree call
                        ? call(call)
                        : Ascii.toLowerCase(tree.getKind().name()));
  }

  /** The variable that gets the value of an expression. */
  private static Optional<String> target(TreePath place) {
    for (TreePath p = place; p != null && !(p.getLeaf() instanceof MethodTree); ) {
      Tree tree = p.getLeaf();
      if (tree instanceof VariableTree variable) {
        return Optional.of(variable.getName().toString()).filter(name -> !name.isEmpty());
      }
      if (tree instanceof AssignmentTree assignment) {
        return Optional.ofNullable(ASTHelpers.getSymbol(assignment.getVariable()))
            .map(variable -> variable.getSimpleName().toString());
      }
      if (!(tree instanceof ExpressionTree) || tree instanceof LambdaExpressionTree) {
        break;
      }
      p = p.getParentPath();
    }
    return Optional.empty();
  }

  private static String call(MethodInvocationTree call) {
    String name = ASTHelpers.getSymbol(call).getSimpleName() + "()";
    return ASTHelpers.getSymbol(Symbols.receiver(call)) instanceof VarSymbol receiver
        ? receiver.getSimpleName() + "." + name
        : name;
  }
}
