package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.handles.ReleaseFlags.Required;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;

/**
 * Where a flag of an object, a {@code boolean} or an {@code AtomicBoolean}, gets the value with
 * which a release runs.
 */
record FlagSets(Required required, VisitorState state) {
  private static final ImmutableSet<String> SETS =
      ImmutableSet.of("set", "lazySet", "getAndSet", "compareAndSet", "setRelease");

  private static final ImmutableSet<String> GETS = ImmutableSet.of("get", "getAcquire", "getPlain");

  /** All such places; empty if there may be others, or if the flag is none of these. */
  Optional<ImmutableList<TreePath>> all() {
    VarSymbol flag = required.flag();
    return flag.type.hasTag(TypeTag.BOOLEAN)
        ? assigned(flag)
        : Symbols.isNamed(flag.type.tsym, "java.util.concurrent.atomic.AtomicBoolean")
                && flag.isPrivate()
                && (flag.flags() & Flags.FINAL) != 0
            ? called(flag)
            : Optional.empty();
  }

  private Optional<ImmutableList<TreePath>> assigned(VarSymbol flag) {
    return Values.isAssignedInViewOnly(flag, state) && Values.isAssignedOnly(flag, state)
        ? Optional.of(
            Values.assignedTo(flag, state).stream()
                .filter(value -> mayBeRequired((ExpressionTree) value.getLeaf()))
                .map(TreePath::getParentPath)
                .collect(ImmutableList.toImmutableList()))
        : Optional.empty();
  }

  private Optional<ImmutableList<TreePath>> called(VarSymbol flag) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (TreePath mention : CompilationIndex.of(state).mentions(flag)) {
      TreePath call = mention.getParentPath().getParentPath();
      Tree named = mention.getParentPath().getLeaf();
      if (!(named instanceof MemberSelectTree select)
          || !(call.getLeaf() instanceof MethodInvocationTree invocation)
          || invocation.getMethodSelect() != named) {
        return Optional.empty();
      }
      if (SETS.contains(select.getIdentifier().toString())) {
        List<? extends ExpressionTree> arguments = invocation.getArguments();
        if (mayBeRequired(arguments.get(arguments.size() - 1))) {
          found.add(call);
        }
      } else if (!GETS.contains(select.getIdentifier().toString())) {
        return Optional.empty();
      }
    }
    return Optional.of(found.build());
  }

  private boolean mayBeRequired(ExpressionTree value) {
    Boolean constant = ASTHelpers.constValue(value, Boolean.class);
    return constant == null || constant == required.value();
  }
}
