package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.handles.Leak;
import dev.watertight.findings.handles.Leaks;
import dev.watertight.handles.Fates;
import dev.watertight.model.HandleKind;
import dev.watertight.program.Graphs;
import dev.watertight.program.Trees;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Picks the fixes for a leak, best first. */
public final class LeakFixes {
  private LeakFixes() {}

  /** The fixes of a leak. */
  public static ImmutableList<SuggestedFix> of(Leak leak, VisitorState state) {
    if (dropsSignals(leak, state)) {
      return ImmutableList.of();
    }
    ImmutableList<SuggestedFix> fixes =
        switch (leak.kind()) {
          case NEVER_RELEASED -> whereOpened(leak, state);
          case LOST_ON_A_PATH, OVERWRITTEN ->
              leak.field().isPresent() ? ImmutableList.of() : inMethod(leak, state);
          default -> ImmutableList.of();
        };
    return fixes.isEmpty() ? ImmutableList.copyOf(one(leak, state).stream().iterator()) : fixes;
  }

  /** The fixes for what is never released, where it is opened. */
  static ImmutableList<SuggestedFix> whereOpened(Leak leak, VisitorState state) {
    return leak.field().isEmpty()
        ? inMethod(leak, state)
        : ThrownAwayFixes.isGiven(leak)
            ? ThrownAwayFixes.ofGiven(leak, state)
            : LocalFixes.ofLent(leak, state);
  }

  /** The only fix, where there are none of several kinds. */
  private static Optional<SuggestedFix> one(Leak leak, VisitorState state) {
    return switch (leak.kind()) {
      case NEVER_RELEASED ->
          leak.field().isEmpty()
              ? Optional.empty()
              : ThrownAwayFixes.isGiven(leak)
                  ? GivenFields.fix(unreleasedBeside(leak, state), state)
                  : OwnedFlagFixes.of(leak, state)
                      .or(() -> FieldFixes.of(unreleasedBeside(leak, state), state));
      case EXPOSED ->
          leak.field()
              .flatMap(f -> FieldFixes.of(ImmutableMap.of(f, leak.opening().kind()), state));
      case LOST_ON_A_PATH ->
          ExitFixes.of(leak, state).or(() -> FailureFixes.beforePassingOn(leak, state));
      case TAKEN_OUT -> TakenOutFixes.of(leak, state);
      case ONLY_ONE_RELEASED -> TakenOutFixes.ofOne(leak, state);
      case OVERWRITTEN -> OverwriteFixes.ofOld(leak, state);
      case OVERWRITES -> OverwriteFixes.ofNew(leak, state);
      case LOST_BY_FAILING_CONSTRUCTOR -> FailureFixes.inConstructor(leak, state);
      case RELEASE_SKIPPED -> FailureFixes.beforeRelease(leak, state);
      case RELEASE_OVERRIDDEN -> FailureFixes.inOverrider(leak, state);
      case KEEPS_JVM_ALIVE -> DaemonFixes.of(leak, state);
      // In which other state it is to be released is not for a fix to say.
      case RELEASE_PASSED_BY -> Optional.empty();
      case RELEASE_STOPPED -> StoppedReleaseFixes.of(leak, state);
    };
  }

  private static boolean dropsSignals(Leak leak, VisitorState state) {
    return (leak.kind() == Leak.Kind.OVERWRITTEN || leak.kind() == Leak.Kind.OVERWRITES)
        && OverwriteFixes.mayDropSignals(leak, state);
  }

  /** Why there is no fix. */
  public static String advice(Leak leak, VisitorState state) {
    if (dropsSignals(leak, state)) {
      return leak.opening().kind().preferredRelease()
          + "() on the old one drops its tasks, and somebody may wait for what they tell";
    }
    if (leak.kind() == Leak.Kind.RELEASE_STOPPED) {
      return "release the others as well, and answer afterwards";
    }
    if (cancelsTasks(leak, state)) {
      return leak.opening().kind().preferredRelease()
          + "() right there would cancel its tasks before their time has come; call it when the"
          + " program is to end";
    }
    boolean isField = leak.local().isEmpty();
    if (isField
        && leak.field().filter(field -> FieldFixes.mayBeForeign(field, state)).isPresent()) {
      return "it may also hold a handle that somebody else has opened; release your own only";
    }
    return leak.kind() == Leak.Kind.NEVER_RELEASED
            && leak.field().isEmpty()
            && Fates.of(leak.opening(), state).uses().isEmpty()
        ? "nothing uses it: leave it out, or hand it to those who need it"
        : "where to release it is yours to choose";
  }

  private static boolean cancelsTasks(Leak leak, VisitorState state) {
    return leak.field().isEmpty()
        && Graphs.bodyAround(leak.opening().path())
            .map(body -> Graphs.code(body.getLeaf()))
            .filter(code -> GivenTasks.of(leak, ImmutableList.of(code), state).areCancelled())
            .isPresent();
  }

  private static ImmutableList<SuggestedFix> inMethod(Leak leak, VisitorState state) {
    Lending lending = Lending.of(leak, state);
    if (lending.isKept()) {
      return lending.fixes();
    }
    return leak.holders().isEmpty() ? ThrownAwayFixes.of(leak, state) : LocalFixes.of(leak, state);
  }

  /**
   * The unreleased fields of the class that declares the field, always in the same order: their
   * findings then have the same fix, and patch mode applies it once.
   */
  private static ImmutableMap<VarSymbol, HandleKind> unreleasedBeside(
      Leak leak, VisitorState state) {
    VarSymbol field = leak.field().orElseThrow();
    Map<VarSymbol, HandleKind> found = new TreeMap<>(Comparator.comparingInt(f -> f.pos));
    found.put(field, leak.opening().kind());
    TreePath unit = new TreePath(leak.opening().path().getCompilationUnit());
    for (TreePath path : Trees.pathsIn(unit, NewClassTree.class, MethodInvocationTree.class)) {
      Leaks.at(path, state)
          .filter(other -> other.kind() == Leak.Kind.NEVER_RELEASED)
          .filter(other -> other.field().filter(f -> f.owner.equals(field.owner)).isPresent())
          .ifPresent(
              other -> found.putIfAbsent(other.field().orElseThrow(), other.opening().kind()));
    }
    return ImmutableMap.copyOf(found);
  }
}
