package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.VariableTree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fixes for a handle in a local variable: a {@code try} around the statements that use it. */
public final class LocalFixes {
  private final OpenHandle handle;
  private final Holding holding;
  private final Region region;
  private final GivenTasks tasks;
  private final SourceText source;
  private final VisitorState state;
  private final @Nullable StatementTree release;

  private LocalFixes(OpenHandle handle, Holding holding, Region region, VisitorState state) {
    this.handle = handle;
    this.holding = holding;
    this.region = region;
    this.tasks = GivenTasks.of(handle, region, state);
    this.source = SourceText.of(state);
    this.state = state;
    this.release = ReleaseCall.lastOf(region.statements(), variables(), handle.kind());
  }

  /** The fixes for a handle that one method opens, uses and should release. */
  public static ImmutableList<SuggestedFix> of(OpenHandle handle, VisitorState state) {
    Optional<Holding> holding = Holding.of(handle);
    if (holding.isEmpty()) {
      return ImmutableList.of();
    }
    Region region = holding.get().region(handle.holders());
    if (GivenTasks.of(handle, region, state).needRestOfBlock()) {
      region = region.toEndOfBlock();
    }
    return new LocalFixes(handle, holding.get(), region, state).fixes();
  }

  private ImmutableList<SuggestedFix> fixes() {
    if (region.isEmpty()
        || region.callsConstructor()
        || !source.has(holding.statement())
        || !region.isIn(source, source.end(holding.statement()))
        || Reuse.isPassedOn(holding, handle, state)
        || (release == null && tasks.areCutOff())) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<SuggestedFix> fixes = ImmutableList.builder();
    Optional<SuggestedFix> resource = inResource();
    Optional<SuggestedFix> release = inFinally();
    boolean wait = tasks.areAwaited() || !handle.waitsForTasks();
    (wait ? resource : release).ifPresent(fixes::add);
    (wait ? release : resource).ifPresent(fixes::add);
    return fixes.build();
  }

  private Optional<SuggestedFix> inResource() {
    VariableTree declaration = holding.declaration().orElse(null);
    if (declaration == null
        || !source.of(declaration).endsWith(";")
        || !Members.isEffectivelyFinal(holding.variable())
        || !Members.isResource(ASTHelpers.getType(handle.path().getLeaf()), state)
        || !(handle.isScope() ? ScopeUse.isJoined(handle, region) : mayWait())) {
      return Optional.empty();
    }
    SuggestedFix.Builder type = SuggestedFix.builder();
    return Optional.of(
        wraps()
            .inResource(resource(declaration, type), declaration, isPlainRelease() ? release : null)
            .merge(type)
            .setShortDescription("Close it by try-with-resources")
            .build());
  }

  /** Whether waiting for the tasks is what the code means, or at least nothing that it excludes. */
  private boolean mayWait() {
    return !tasks.areEndless() && (release == null || isPlainRelease());
  }

  /** Whether the code releases the handle by its simplest means, which then becomes redundant. */
  private boolean isPlainRelease() {
    return release != null && !isAwaitedAfterRelease() && releaseName().equals(preferred());
  }

  private String releaseName() {
    return release == null
        ? ""
        : ReleaseCall.callIn(release, variables(), handle.kind())
            .map(MethodInvocationTree::getMethodSelect)
            .map(m -> ASTHelpers.getSymbol(m).getSimpleName().toString())
            .orElse("");
  }

  private boolean isAwaitedAfterRelease() {
    return region.statements().stream().anyMatch(s -> source.of(s).contains(".awaitTermination("));
  }

  private Optional<SuggestedFix> inFinally() {
    if (handle.isScope() || Reuse.isAssigned(region, holding.variable())) {
      return Optional.empty();
    }
    SuggestedFix.Builder type = SuggestedFix.builder();
    if (!Members.isReleasable(holding.variable().type, handle.kind(), state)) {
      VariableTree declaration = holding.declaration().orElse(null);
      if (declaration == null || !source.has(declaration.getType())) {
        return Optional.empty();
      }
      type.replace(declaration.getType(), openedType(type));
    }
    boolean moves = movesRelease();
    List<String> lines =
        moves && release != null
            ? source.lines(release)
            : ReleaseCall.lines(
                holding.variable().getSimpleName().toString(),
                handle.kind(),
                holding.mayBeNull(),
                source.unit(region.block(), holding.statement()));
    return Optional.of(
        wraps()
            .inTry(source.end(holding.statement()), Wraps.FINALLY, lines, moves ? release : null)
            .merge(type)
            .setShortDescription("Call " + preferred() + "() in a finally block")
            .build());
  }

  /** Whether the release that the code has can be the one in the {@code finally} block. */
  private boolean movesRelease() {
    return release != null
        && !isAwaitedAfterRelease()
        && source.linesOf(release) != null
        && region.statements().size() > 1
        && region.statements().stream().noneMatch(s -> Mentions.any(release, Mentions.declared(s)));
  }

  private String resource(VariableTree declaration, SuggestedFix.Builder fix) {
    String text = source.of(declaration);
    String resource = text.substring(0, text.length() - 1);
    if (Members.isResource(holding.variable().type, state) || !source.has(declaration.getType())) {
      return resource;
    }
    return source.slice(source.start(declaration), source.start(declaration.getType()))
        + openedType(fix)
        + source.slice(source.end(declaration.getType()), source.end(declaration) - 1);
  }

  private String openedType(SuggestedFix.Builder fix) {
    return SuggestedFixes.prettyType(state, fix, ASTHelpers.getType(handle.path().getLeaf()));
  }

  private Wraps wraps() {
    return new Wraps(source, region, holding.statement());
  }

  private ImmutableSet<VarSymbol> variables() {
    return ImmutableSet.of(holding.variable());
  }

  private String preferred() {
    return handle.kind().preferredRelease();
  }
}
