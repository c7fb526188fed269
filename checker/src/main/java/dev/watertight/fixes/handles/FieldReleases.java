package dev.watertight.fixes.handles;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.ClassEdits;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Role;
import dev.watertight.program.Paths;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;

/** The lines that release what some fields of a class hold. */
final class FieldReleases {
  private final ImmutableMap<VarSymbol, HandleKind> fields;
  private final TreePath type;
  private final String unit;
  private final VisitorState state;
  private final SuggestedFix.Builder imports = SuggestedFix.builder();

  /**
   * The lines for a class.
   *
   * @param fields the fields, with the kinds of handles in them
   * @param unit one level of indentation
   */
  FieldReleases(
      ImmutableMap<VarSymbol, HandleKind> fields, TreePath type, String unit, VisitorState state) {
    this.fields = fields;
    this.type = type;
    this.unit = unit;
    this.state = state;
  }

  /** The lines for a method that may throw all that they throw; empty if no fix can know them. */
  Optional<ImmutableList<String>> lines(String qualifier) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    for (VarSymbol field : fields.keySet()) {
      Optional<ImmutableList<String>> release =
          isRetypeable(field)
              ? ReleaseCall.lines(
                  qualifier + field.getSimpleName(),
                  typeOf(field),
                  kindOf(field),
                  FieldValues.mayBeNull(field, type),
                  unit,
                  imports,
                  state)
              : Optional.empty();
      if (release.isEmpty()) {
        return Optional.empty();
      }
      lines.addAll(release.get());
    }
    return Optional.of(lines.build());
  }

  /** Lines for a method that may throw some exceptions: they catch what it may not throw. */
  Optional<ImmutableList<String>> allowed(ImmutableList<String> lines, List<Type> declared) {
    return areAllowed(declared)
        ? Optional.of(lines)
        : ReleaseCall.catching(lines, thrown(), unit, imports, state);
  }

  /** Whether a method that may throw some exceptions may throw all those of the releases. */
  boolean areAllowed(List<Type> declared) {
    return thrown().stream()
        .allMatch(
            thrown -> declared.stream().anyMatch(d -> ASTHelpers.isSubtype(thrown, d, state)));
  }

  /** The checked exceptions of the releases. */
  ImmutableList<Type> thrown() {
    return fields.keySet().stream()
        .flatMap(field -> Members.thrownByRelease(typeOf(field), kindOf(field), state).stream())
        .flatMap(List::stream)
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /** What the lines need elsewhere: imports, and the type of a field that can be released by it. */
  SuggestedFix imports() {
    for (VarSymbol field : fields.keySet()) {
      Optional<Type> opened = openedType(field);
      Optional<VariableTree> tree = declaration(field);
      if (opened.isPresent() && tree.isPresent()) {
        imports.replace(
            tree.get().getType(), SuggestedFixes.prettyType(state, imports, opened.get()));
      }
    }
    return imports.build();
  }

  private boolean isRetypeable(VarSymbol field) {
    return openedType(field).isEmpty()
        || declaration(field)
            .filter(new ClassEdits((ClassTree) type.getLeaf(), SourceText.of(state))::isAlone)
            .isPresent();
  }

  private Type typeOf(VarSymbol field) {
    return openedType(field).orElse(field.type);
  }

  /** The type of all that the field gets, if its own is one without a release. */
  private Optional<Type> openedType(VarSymbol field) {
    HandleKind kind = kindOf(field);
    if (Members.thrownByRelease(field.type, kind, state).isPresent()) {
      return Optional.empty();
    }
    List<Type> types =
        Values.assignedTo(field, state).stream()
            .map(value -> ASTHelpers.getType(value.getLeaf()))
            .toList();
    return types.stream()
        .findFirst()
        .filter(first -> types.stream().allMatch(t -> ASTHelpers.isSameType(t, first, state)))
        .filter(first -> Members.thrownByRelease(first, kind, state).isPresent());
  }

  private Optional<VariableTree> declaration(VarSymbol field) {
    return FieldValues.inUnit(field, state).map(path -> (VariableTree) path.getLeaf());
  }

  private HandleKind kindOf(VarSymbol field) {
    return requireNonNull(fields.get(field));
  }

  /** Whether some code lets go of what the fields hold: a release behind that ends nothing. */
  boolean areDroppedIn(Tree code) {
    return Mentions.paths(new TreePath(type, code), fields.keySet()).stream()
        .anyMatch(
            mention ->
                mention.getParentPath().getLeaf() instanceof AssignmentTree assignment
                    ? assignment.getVariable() == mention.getLeaf()
                    : isEmptied(mention));
  }

  /**
   * The releases of what code outside of a method lets go: {@code pools.clear()}, {@code pool =
   * null}.
   */
  SuggestedFix ofDropped(Optional<MethodTree> closer) {
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    for (TreePath mention : Mentions.paths(type, fields.keySet())) {
      if (closer.isPresent() && Paths.isInside(mention, closer.get())) {
        continue;
      }
      VarSymbol field = requireNonNull((VarSymbol) ASTHelpers.getSymbol(mention.getLeaf()));
      HandleKind kind = requireNonNull(fields.get(field));
      TreePath user = mention.getParentPath().getParentPath();
      if (isEmptied(mention) && user.getParentPath().getLeaf() instanceof ExpressionStatementTree) {
        TakenOutFixes.ofCall(user, kind, state).ifPresent(fix::merge);
      } else if (isSetToNull(mention) && Members.isReleasable(field.type, kind, state)) {
        Tree statement = user.getLeaf();
        String unit = source.unit(user.getParentPath().getLeaf(), statement);
        fix.prefixWith(
            statement,
            source.above(
                statement, ReleaseCall.lines(source.of(mention.getLeaf()), kind, true, unit)));
      }
    }
    return fix.build();
  }

  /** Whether it is {@code pool = null;}, a statement of a block. */
  private static boolean isSetToNull(TreePath mention) {
    TreePath statement = mention.getParentPath().getParentPath();
    return mention.getParentPath().getLeaf() instanceof AssignmentTree assignment
        && assignment.getVariable() == mention.getLeaf()
        && FieldValues.mayBeNull(assignment.getExpression())
        && statement.getLeaf() instanceof ExpressionStatementTree
        && statement.getParentPath().getLeaf() instanceof BlockTree;
  }

  private boolean isEmptied(TreePath mention) {
    return mention.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call
        && ASTHelpers.getReceiver(call) == mention.getLeaf()
        && ResolvedLibrary.of(state)
            .roleOf(ASTHelpers.getSymbol(call), 0)
            .equals(Optional.of(Role.DISCARD));
  }
}
