package dev.watertight.bugpatterns;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.handles.Leak;
import dev.watertight.findings.handles.Leaks;
import dev.watertight.fixes.handles.DaemonFixes;
import dev.watertight.fixes.handles.ExitFixes;
import dev.watertight.fixes.handles.FailureFixes;
import dev.watertight.fixes.handles.FieldFixes;
import dev.watertight.fixes.handles.HeldField;
import dev.watertight.fixes.handles.LocalFixes;
import dev.watertight.fixes.handles.OpenHandle;
import dev.watertight.fixes.handles.OverwriteFixes;
import dev.watertight.fixes.handles.ThrownAwayFixes;
import dev.watertight.handles.Opening;
import dev.watertight.paths.Loss;
import dev.watertight.program.Trees;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Picks the fixes for a leak, best first. */
final class LeakFixes {
  private LeakFixes() {}

  static ImmutableList<SuggestedFix> of(Leak leak, VisitorState state) {
    OpenHandle handle = handle(leak);
    Optional<HeldField> field = leak.field().map(f -> new HeldField(f, handle.kind()));
    return switch (leak.kind()) {
      case NEVER_RELEASED ->
          field.isPresent()
              ? FieldFixes.of(unreleasedBeside(leak, field.get(), state), state)
              : inMethod(leak, handle, state);
      case EXPOSED ->
          field
              .map(held -> FieldFixes.of(ImmutableList.of(held), state))
              .orElse(ImmutableList.of());
      case LOST_ON_A_PATH -> {
        ImmutableList<SuggestedFix> fixes =
            field.isPresent() ? ImmutableList.of() : inMethod(leak, handle, state);
        yield fixes.isEmpty() ? ExitFixes.of(handle, losses(leak), state) : fixes;
      }
      case OVERWRITTEN -> OverwriteFixes.ofOld(handle, losses(leak), state);
      case OVERWRITES -> OverwriteFixes.ofNew(handle, state);
      case LOST_BY_FAILING_CONSTRUCTOR ->
          field
              .map(held -> FailureFixes.inConstructor(handle, held, losses(leak), state))
              .orElse(ImmutableList.of());
      case RELEASE_SKIPPED ->
          field
              .filter(held -> leak.losses().get(0).exit() == Loss.Exit.THROW)
              .map(held -> FailureFixes.beforeRelease(handle, held, losses(leak), state))
              .orElse(ImmutableList.of());
      case KEEPS_JVM_ALIVE -> DaemonFixes.of(leak.opening().primitive(), state);
      // The other kinds are lost by a class that need not be in this file.
      default -> ImmutableList.of();
    };
  }

  private static ImmutableList<SuggestedFix> inMethod(
      Leak leak, OpenHandle handle, VisitorState state) {
    return leak.holders().isEmpty()
        ? ThrownAwayFixes.of(handle, state)
        : LocalFixes.of(handle, state);
  }

  private static OpenHandle handle(Leak leak) {
    Opening opening = leak.opening();
    return new OpenHandle(opening.path(), opening.kind(), opening.lifetime(), leak.holders());
  }

  /** Where it is lost, without the end of the method. */
  private static ImmutableList<Tree> losses(Leak leak) {
    return leak.losses().stream()
        .map(Loss::at)
        .filter(Objects::nonNull)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The unreleased fields of the class that declares the field, always in the same order: their
   * findings then have the same fix, and patch mode applies it once.
   */
  private static ImmutableList<HeldField> unreleasedBeside(
      Leak leak, HeldField field, VisitorState state) {
    Map<VarSymbol, HeldField> found = new TreeMap<>(Comparator.comparingInt(f -> f.pos));
    found.put(field.field(), field);
    TreePath unit = new TreePath(leak.opening().path().getCompilationUnit());
    for (TreePath path : Trees.pathsIn(unit, NewClassTree.class, MethodInvocationTree.class)) {
      Leaks.at(path, state)
          .filter(other -> other.kind() == Leak.Kind.NEVER_RELEASED)
          .flatMap(other -> other.field().map(f -> new HeldField(f, other.opening().kind())))
          .filter(held -> held.field().owner.equals(field.field().owner))
          .ifPresent(held -> found.putIfAbsent(held.field(), held));
    }
    return ImmutableList.copyOf(found.values());
  }
}
