package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Closers;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.handles.Openings;
import dev.watertight.model.HandleKind;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.Map;
import java.util.Optional;

/**
 * Fixes for fields that hold what the makers of an object have opened for it, where the class
 * already releases another field of that kind: what it is given is its own.
 */
final class GivenFields {
  private GivenFields() {}

  /** The fix for the fields of one class: they are released as that other one is. */
  static Optional<SuggestedFix> fix(
      ImmutableMap<VarSymbol, HandleKind> fields, VisitorState state) {
    ClassSymbol owner = (ClassSymbol) fields.keySet().asList().get(0).owner;
    Optional<TreePath> type = FieldValues.inUnit(owner, state);
    Optional<MethodTree> closer =
        type.flatMap(path -> Closers.of((ClassTree) path.getLeaf(), state));
    ImmutableMap.Builder<VarSymbol, HandleKind> kinds = ImmutableMap.builder();
    for (Map.Entry<VarSymbol, HandleKind> field : fields.entrySet()) {
      closer
          .flatMap(method -> releasedBeside(field.getKey(), field.getValue(), method, state))
          .ifPresent(
              other ->
                  kinds.put(field.getKey(), ReleaseCall.usual(other, field.getValue(), state)));
    }
    return Optional.of(kinds.build())
        .filter(all -> all.size() == fields.size() && areOpenedForIt(fields, owner, state))
        .flatMap(all -> FieldFixes.ofOwn(all, type.orElseThrow(), state));
  }

  /** Another field that the class is given and releases there. */
  private static Optional<VarSymbol> releasedBeside(
      VarSymbol field, HandleKind kind, MethodTree closer, VisitorState state) {
    return Trees.in(closer, MethodInvocationTree.class).stream()
        .filter(call -> kind.isRelease(ASTHelpers.getSymbol(call).getSimpleName().toString()))
        .map(call -> ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)))
        .filter(
            receiver ->
                receiver instanceof VarSymbol other
                    && other.owner.equals(field.owner)
                    && ASTHelpers.isSameType(other.type, field.type, state)
                    && ((other.owner.flags() & Flags.RECORD) != 0
                        || FieldFixes.mayBeForeign(other, state)))
        .map(VarSymbol.class::cast)
        .findFirst();
  }

  /** Whether all who make such an object open what they give it. */
  private static boolean areOpenedForIt(
      ImmutableMap<VarSymbol, HandleKind> fields, ClassSymbol owner, VisitorState state) {
    return CompilationIndex.of(state).creations(owner).stream()
        .allMatch(
            creation ->
                Arguments.of(creation.getLeaf()).stream()
                    .filter(argument -> isOfOne(fields, argument, state))
                    .allMatch(
                        argument ->
                            Openings.at(new TreePath(creation, argument), state).isPresent()));
  }

  private static boolean isOfOne(
      ImmutableMap<VarSymbol, HandleKind> fields, ExpressionTree argument, VisitorState state) {
    return fields.values().stream()
        .anyMatch(kind -> Symbols.isA(ASTHelpers.getType(argument), kind.typeName(), state));
  }
}
