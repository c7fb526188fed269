package dev.watertight.fixes.sends;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Imports;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.CompilationIndex;
import java.util.List;
import java.util.Optional;

/** Gives a channel the room that its senders need. */
public record CapacityFixes(
    TreePath maker,
    ImmutableSet<VarSymbol> variables,
    int slots,
    VisitorState state,
    SourceText source) {
  private static final String CONCURRENT = "java.util.concurrent.";

  /** What becomes of a bounded queue that is to hold as many values as come. */
  private static final ImmutableMap<String, String> UNBOUNDED =
      ImmutableMap.of(
          "ArrayBlockingQueue", "LinkedBlockingQueue",
          "LinkedBlockingQueue", "LinkedBlockingQueue",
          "LinkedBlockingDeque", "LinkedBlockingDeque");

  private static final String HANDOVER = "SynchronousQueue";

  /**
   * Makes a channel that holds so many values.
   *
   * @param maker the expression that makes the channel, in the unit at hand
   * @param variables the variables that hold it
   * @param slots how many values; 0 for as many as come
   */
  public static Optional<SuggestedFix> of(
      TreePath maker, ImmutableSet<VarSymbol> variables, int slots, VisitorState state) {
    if (maker.getCompilationUnit() != state.getPath().getCompilationUnit()) {
      return Optional.empty();
    }
    CapacityFixes fixes = new CapacityFixes(maker, variables, slots, state, SourceText.of(state));
    return maker.getLeaf() instanceof NewClassTree creation
        ? fixes.ofQueue(creation)
        : fixes.ofChannel((MethodInvocationTree) maker.getLeaf());
  }

  private Optional<SuggestedFix> ofChannel(MethodInvocationTree call) {
    String made = ASTHelpers.getSymbol(call).getSimpleName().toString();
    if (!(call.getMethodSelect() instanceof MemberSelectTree select) || !made.startsWith("new")) {
      return Optional.empty();
    }
    if (!made.equals("newRendezvousChannel") && !made.equals("newBufferedChannel")) {
      return Optional.empty();
    }
    int name = source.end(select) - made.length();
    String text = slots == 0 ? "newUnlimitedChannel()" : "newBufferedChannel(" + slots + ")";
    return fix(SuggestedFix.builder().replace(name, source.end(call), text));
  }

  private Optional<SuggestedFix> ofQueue(NewClassTree creation) {
    Symbol type = ASTHelpers.getSymbol(creation.getIdentifier());
    if (creation.getClassBody() != null || type == null) {
      return Optional.empty();
    }
    if (type.getQualifiedName().contentEquals(CONCURRENT + HANDOVER)) {
      return replaced(creation, type, slots == 0 ? "LinkedBlockingQueue" : "ArrayBlockingQueue");
    }
    List<? extends ExpressionTree> arguments = creation.getArguments();
    String unbounded = UNBOUNDED.get(type.getSimpleName().toString());
    if (slots == 0
        && !arguments.isEmpty()
        && unbounded != null
        && type.getQualifiedName().toString().startsWith(CONCURRENT)
        && ASTHelpers.getType(arguments.get(0)).isNumeric()
        && arguments.size() <= 2) {
      return replaced(creation, type, unbounded);
    }
    return slots > 0
            && arguments.size() > 0
            && type.getQualifiedName().toString().startsWith(CONCURRENT)
        ? fix(SuggestedFix.builder().replace(arguments.get(0), Integer.toString(slots)))
        : Optional.empty();
  }

  /** Makes it an instance of another class, wherever a variable has that type, too. */
  private Optional<SuggestedFix> replaced(NewClassTree creation, Symbol old, String type) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String name = SuggestedFixes.qualifyType(state, fix, CONCURRENT + type);
    Tree identifier = creation.getIdentifier();
    int replaced = 1;
    for (VarSymbol variable : variables) {
      if (variable.type.tsym.equals(old)) {
        Optional<Tree> declared = declaredType(variable);
        if (declared.isEmpty()) {
          return Optional.empty();
        }
        if (source.has(declared.get())) {
          fix.replace(declared.get(), name);
          replaced++;
        }
      }
    }
    String fairness =
        slots > 0 && !creation.getArguments().isEmpty()
            ? ", " + source.of(creation.getArguments().get(0))
            : "";
    fix.replace(raw(identifier), name)
        .replace(
            source.end(identifier),
            source.end(creation),
            "(" + (slots == 0 ? "" : slots + fairness) + ")");
    if (!old.getSimpleName().contentEquals(type) && uses(old) == replaced) {
      Imports.remove(CONCURRENT + old.getSimpleName(), fix, state);
    }
    return fix(fix);
  }

  /** The type's name in a variable's declaration, without its arguments; none for {@code var}. */
  private Optional<Tree> declaredType(VarSymbol variable) {
    return CompilationIndex.of(state)
        .declaration(variable)
        .filter(p -> p.getCompilationUnit() == maker.getCompilationUnit())
        .map(TreePath::getLeaf)
        .filter(VariableTree.class::isInstance)
        .map(tree -> raw(((VariableTree) tree).getType()));
  }

  private static Tree raw(Tree type) {
    return type instanceof ParameterizedTypeTree parameterized ? parameterized.getType() : type;
  }

  /** How often the unit names the type. */
  private long uses(Symbol type) {
    ImmutableSet<Tree> imports =
        maker.getCompilationUnit().getImports().stream().collect(toImmutableSet());
    return Mentions.paths(new TreePath(maker.getCompilationUnit()), ImmutableSet.of(type)).stream()
        .filter(p -> p.getLeaf() instanceof IdentifierTree && source.has(p.getLeaf()))
        .filter(p -> !imports.contains(p.getParentPath().getLeaf()))
        .count();
  }

  private Optional<SuggestedFix> fix(SuggestedFix.Builder fix) {
    return Optional.of(
        fix.setShortDescription(
                slots == 0
                    ? "Give the channel room for whatever comes"
                    : "Give the channel room for " + slots)
            .build());
  }
}
