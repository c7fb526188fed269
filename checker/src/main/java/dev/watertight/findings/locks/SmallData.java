package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.Paths;
import dev.watertight.values.ResolvedLibrary;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The elements of lists and maps that never change, and that the code which starts some tasks makes
 * of what it names one by one.
 *
 * @param frame what a run of some code knows
 * @param state the compilation
 */
record SmallData(Frame frame, VisitorState state) {
  /** Whether an expression makes one. */
  static boolean isMadeBy(Tree tree, VisitorState state) {
    return tree instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).isStatic()
        && rule(call, state)
            .filter(
                rule ->
                    rule == Rule.PAIRS
                        || (rule == Rule.ARGUMENTS && call.getArguments().size() > 1))
            .isPresent();
  }

  /** The elements of one, as its code knows them. */
  ImmutableList<Optional<LockObject>> elements(TreePath collection) {
    return maker(frame.object(collection))
        .filter(made -> is(made, Rule.ARGUMENTS))
        .map(
            made ->
                given(made).stream()
                    .map(element -> frame.object(new TreePath(made, element)))
                    .collect(toImmutableList()))
        .orElse(ImmutableList.of());
  }

  /** What a call finds in one by a key, or by its place. */
  Optional<LockObject> element(TreePath path, MethodInvocationTree lookup) {
    if (lookup.getArguments().size() != 1
        || rule(lookup, state).filter(Rule.LOOK::equals).isEmpty()) {
      return Optional.empty();
    }
    Optional<Object> key =
        frame.object(new TreePath(path, lookup.getArguments().get(0))).flatMap(SmallData::constant);
    Optional<TreePath> made = Paths.receiver(path).flatMap(all -> maker(frame.object(all)));
    return key.isEmpty() || made.isEmpty() ? Optional.empty() : at(made.get(), key.get());
  }

  private Optional<LockObject> at(TreePath made, Object key) {
    List<? extends ExpressionTree> given = given(made);
    Stream<? extends ExpressionTree> found =
        is(made, Rule.PAIRS)
            ? IntStream.range(0, given.size() / 2)
                .filter(i -> key.equals(ASTHelpers.constValue(given.get(2 * i))))
                .mapToObj(i -> given.get(2 * i + 1))
            : key instanceof Integer place && place >= 0
                ? given.stream().skip(place).limit(1)
                : Stream.empty();
    return found.findFirst().flatMap(value -> frame.object(new TreePath(made, value)));
  }

  private static Optional<Object> constant(LockObject object) {
    return !object.fields().isEmpty()
        ? Optional.empty()
        : object.root() instanceof Tree tree
            ? Optional.ofNullable(ASTHelpers.constValue(tree))
            : object.root() instanceof VarSymbol variable
                ? Optional.ofNullable(variable.getConstantValue())
                : Optional.empty();
  }

  private Optional<TreePath> maker(Optional<LockObject> collection) {
    return collection
        .filter(object -> object.fields().isEmpty())
        .map(LockObject::root)
        .filter(root -> root instanceof Tree tree && isMadeBy(tree, state))
        .map(root -> TreePath.getPath(frame.starter(), (Tree) root));
  }

  private boolean is(TreePath made, Rule rule) {
    return rule((MethodInvocationTree) made.getLeaf(), state).filter(rule::equals).isPresent();
  }

  private static List<? extends ExpressionTree> given(TreePath made) {
    return ((MethodInvocationTree) made.getLeaf()).getArguments();
  }

  private static Optional<Rule> rule(MethodInvocationTree call, VisitorState state) {
    return ResolvedLibrary.of(state).countingOf(ASTHelpers.getSymbol(call));
  }
}
