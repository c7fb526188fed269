package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Opening;
import dev.watertight.program.Arguments;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Fate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether those who call a method that opens a handle have released the one before: in the same
 * body, or in another one that may run before it.
 *
 * <p>Who has the object in a field may stop it by one method and start it again by another; whether
 * those are called in that order is for the callers of both, and so on.
 */
record CallerReleases(
    Opening handle, MethodSymbol opener, Reopenings object, int depth, VisitorState state) {
  /** An object may be in a field of another one, and so on, so many times. */
  private static final int DEPTH = 3;

  /** Whether all callers of the method that opens release before they call it, or others may. */
  static boolean areSeen(
      Opening handle, VarSymbol field, MethodSymbol opener, Fate fate, VisitorState state) {
    Reopenings object = new Reopenings(handle, field, opener, fate, state);
    return new CallerReleases(handle, opener, object, DEPTH, state).areSeen();
  }

  private boolean areSeen() {
    return opener.isPrivate()
        ? callsOf(opener)
            .flatMap(call -> Graphs.bodyAround(call).stream())
            // The one event, or the other.
            .anyMatch(body -> !object.releasesIn(body).isEmpty())
        : Stream.concat(
                Stream.of(opener), ASTHelpers.findSuperMethods(opener, state.getTypes()).stream())
            .map(method -> callsOf(method).toList())
            .anyMatch(calls -> !calls.isEmpty() && calls.stream().allMatch(this::isReleasedBefore));
  }

  /** The calls of a method, or where it is handed over as a function; who does that calls, too. */
  private Stream<TreePath> callsOf(MethodSymbol method) {
    ImmutableList<TreePath> calls = index().calls(method);
    return calls.isEmpty()
        ? index().mentions(method).stream().filter(m -> m.getLeaf() instanceof MemberReferenceTree)
        : calls.stream();
  }

  private boolean isReleasedBefore(TreePath call) {
    return object.isOpenedAfterRelease(call) || isReleasedElsewhere(object.objectOf(call), call);
  }

  /**
   * Whether other code may release before a call what the object of a name holds: in a method that
   * is no closing one, or in one after which the callers call this.
   */
  private boolean isReleasedElsewhere(@Nullable Symbol name, TreePath call) {
    if (name == null || name instanceof ClassSymbol || depth == 0) {
      return false;
    }
    ImmutableList<TreePath> releases = releasesOf(name).collect(ImmutableList.toImmutableList());
    return releases.stream().anyMatch(release -> mayPrecede(release, call))
        || (name instanceof VarSymbol variable
            && (Symbols.isField(variable)
                ? !releases.isEmpty()
                    && Symbols.methodAround(call)
                        .filter(caller -> ofHolder(variable, caller, releases).areSeen())
                        .isPresent()
                : Arguments.seenOf(variable, state).stream().anyMatch(this::isPassedReleased)));
  }

  private boolean isPassedReleased(TreePath argument) {
    return releasesOf(ASTHelpers.getSymbol(argument.getLeaf()))
        .anyMatch(release -> mayPrecede(release, argument));
  }

  /** The same question of those who call the object that has this one in a field. */
  private CallerReleases ofHolder(
      VarSymbol field, MethodSymbol caller, ImmutableList<TreePath> releases) {
    Reopenings holder = new Reopenings(handle, field, caller, releases, state);
    return new CallerReleases(handle, caller, holder, depth - 1, state);
  }

  /** Where code releases what an object holds that it has by the name, or that a getter returns. */
  private Stream<TreePath> releasesOf(@Nullable Symbol name) {
    return name == null
        ? Stream.empty()
        : index().mentions(name).stream()
            .map(mention -> name instanceof MethodSymbol ? mention.getParentPath() : mention)
            .map(TreePath::getParentPath)
            .map(use -> use.getLeaf() instanceof MemberReferenceTree ? use : use.getParentPath())
            .filter(call -> object.isRelease(call, name));
  }

  /** A function in the body of the call is for later, as in a hook. */
  private boolean mayPrecede(TreePath release, TreePath call) {
    boolean isInBody =
        !(call.getLeaf() instanceof MemberReferenceTree)
            && Graphs.bodyAround(call)
                .filter(b -> Paths.isInside(release, b.getLeaf()))
                .isPresent();
    return isInBody
        ? Graphs.areTogether(release, call)
            && !(release.getLeaf() instanceof MemberReferenceTree)
            && Paths.start(release) < Paths.start(call)
        : Symbols.methodAround(release).filter(ClosingMethods.of(state)::isCloser).isEmpty();
  }

  private CompilationIndex index() {
    return CompilationIndex.of(state);
  }
}
