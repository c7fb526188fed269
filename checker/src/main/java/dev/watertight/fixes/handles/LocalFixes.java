package dev.watertight.fixes.handles;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.handles.Leak;
import dev.watertight.findings.handles.TaskScopes;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.handles.Opening;
import dev.watertight.model.HandleKind;
import dev.watertight.program.Arguments;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fixes for a handle in a local variable: a {@code try} around the statements that use it. */
public final class LocalFixes {
  private final Opening opening;
  private final Holding holding;
  private final boolean isContainer;
  private final Region region;
  private final GivenTasks tasks;
  private final SourceText source;
  private final VisitorState state;
  private final @Nullable StatementTree release;
  private final boolean isOverwritten;
  private final Optional<LoopDeclaration> moved;

  private LocalFixes(
      Leak leak, Holding holding, boolean isContainer, Region region, VisitorState state) {
    this.opening = leak.opening();
    this.holding = holding;
    this.isContainer = isContainer;
    this.region = region;
    this.tasks = GivenTasks.of(leak, region, state);
    this.source = SourceText.of(state);
    this.state = state;
    this.release = release(region.statements());
    this.isOverwritten = leak.kind() == Leak.Kind.OVERWRITTEN;
    this.moved =
        isOverwritten
            ? LoopDeclaration.of(holding, region, opening.kind(), state)
            : Optional.empty();
  }

  /** The fixes for a handle that one method opens, uses and should release. */
  public static ImmutableList<SuggestedFix> of(Leak leak, VisitorState state) {
    Optional<Holding> holding = Holding.of(leak, state);
    boolean isContainer = holding.isEmpty();
    holding = holding.or(() -> Holding.ofContainer(leak, state));
    if (holding.isEmpty()) {
      return ImmutableList.of();
    }
    Region region =
        holding
            .get()
            .region(leak.holders())
            .extended(
                Sets.union(leak.holders(), Lending.of(leak, state).borrowers()).immutableCopy());
    if (GivenTasks.of(leak, region, state).needRestOfBlock()
        || isReadBehind(leak.opening(), region, state)) {
      region = region.toEndOfBlock();
    }
    return new LocalFixes(leak, holding.get(), isContainer, region, state).fixes();
  }

  /** The fixes for a handle that its opener only lends to the objects whose fields have it, too. */
  public static ImmutableList<SuggestedFix> ofLent(Leak leak, VisitorState state) {
    return Holding.of(leak, state).filter(holding -> holding.isLent(leak, state)).isPresent()
        ? of(leak, state)
        : ImmutableList.of();
  }

  /** Whether code behind the region uses what an owner was given, which its end may change. */
  private static boolean isReadBehind(Opening opening, Region region, VisitorState state) {
    Set<Symbol> given = new HashSet<>();
    if (opening.isOwner()) {
      Arguments.of(opening.tree()).forEach(a -> given.addAll(Symbols.variablesIn(a)));
      given.removeIf(
          v ->
              state.getTypes().unboxedTypeOrType(v.type).isPrimitive()
                  || ASTHelpers.isSameType(v.type, state.getSymtab().stringType, state));
    }
    List<? extends StatementTree> statements = region.block().getStatements();
    return statements.subList(region.end(), statements.size()).stream()
        .anyMatch(statement -> Mentions.any(statement, given));
  }

  /** The last of some statements that releases the handle, or the last in a {@code try} there. */
  private @Nullable StatementTree release(List<? extends StatementTree> statements) {
    StatementTree last = ReleaseCall.lastOf(statements, variables(), opening.kind());
    for (StatementTree statement : statements) {
      if (last == null && statement instanceof TryTree attempt) {
        last = release(attempt.getBlock().getStatements());
      }
    }
    return last;
  }

  private ImmutableList<SuggestedFix> fixes() {
    if (region.isEmpty()
        || (isOverwritten && holding.declaration().isEmpty() && moved.isEmpty())
        || region.callsConstructor()
        || !source.has(holding.statement())
        || !region.isIn(source, source.end(holding.statement()))
        || (!isContainer && holding.isPassedOn(opening, state))
        || (!tasks.closeWaits() && holding.isCaptured(state))
        || (release == null && tasks.areCutOff())) {
      return ImmutableList.of();
    }
    ImmutableList<SuggestedFix> fixes =
        tasks.ranked(isContainer ? Optional.empty() : inResource(), inFinally());
    // Two fixes that move the declaration look alike in the report, which shows their first line.
    return moved.isPresent() && fixes.size() > 1 ? fixes.subList(0, 1) : fixes;
  }

  private Optional<SuggestedFix> inResource() {
    VariableTree declaration = holding.declaration().orElse(null);
    boolean isWhole =
        declaration == null
            ? moved.isPresent()
            : source.of(declaration).endsWith(";")
                && Members.isEffectivelyFinal(holding.variable());
    if (!isWhole
        || !Members.isResource(ASTHelpers.getType(opening.tree()), state)
        || !(opening.isScope() ? TaskScopes.misuseOf(opening, state).isEmpty() : mayWait())) {
      return Optional.empty();
    }
    SuggestedFix.Builder type = SuggestedFix.builder();
    return Optional.of(
        wraps(isPlainRelease())
            .inResource(
                declaration == null ? movedDeclaration() : resource(declaration, type),
                holding.variable(),
                holding.statement(),
                isPlainRelease() ? release : null)
            .merge(type)
            .merge(movedEdits())
            .setShortDescription("Close it by try-with-resources")
            .build());
  }

  /** Whether waiting for the tasks is what the code means, or at least nothing that it excludes. */
  private boolean mayWait() {
    return !tasks.mayNotBeAwaited() && (release == null || isPlainRelease());
  }

  /** Whether the code releases the handle by its simplest means, which then becomes redundant. */
  private boolean isPlainRelease() {
    return release != null
        && !waitsForTermination()
        && releaseName().equals(opening.kind().preferredRelease());
  }

  private String releaseName() {
    return release == null
        ? ""
        : ReleaseCall.callIn(release, variables(), opening.kind())
            .map(MethodInvocationTree::getMethodSelect)
            .map(m -> ASTHelpers.getSymbol(m).getSimpleName().toString())
            .orElse("");
  }

  private boolean waitsForTermination() {
    return region.statements().stream().anyMatch(s -> source.of(s).contains(".awaitTermination("));
  }

  private Optional<SuggestedFix> inFinally() {
    if (opening.isScope() || holding.isAssignedIn(region, state)) {
      return Optional.empty();
    }
    SuggestedFix.Builder type = SuggestedFix.builder();
    Type declared = holding.variable().type;
    if (!isContainer && Members.thrownByRelease(declared, opening.kind(), state).isEmpty()) {
      VariableTree declaration = holding.declaration().orElse(null);
      if (declaration == null || !source.has(declaration.getType())) {
        return Optional.empty();
      }
      declared = ASTHelpers.getType(opening.tree());
      type.replace(declaration.getType(), openedType(type));
    }
    if (moved.isPresent()) {
      int start = source.start(holding.statement());
      type.replace(start, start, moved.get().type() + " ").merge(movedEdits());
    }
    boolean moves = movesRelease();
    String unit = source.unit(region.block(), holding.statement());
    String name = holding.variable().getSimpleName().toString();
    HandleKind kind = release == null ? tasks.release() : opening.kind();
    Optional<ImmutableList<String>> lines =
        isContainer
            ? ReleaseCall.lines(name, declared, kind, false, unit, type, state)
            : ReleaseCall.catching(
                moves && release != null
                    ? source.lines(release)
                    : ReleaseCall.lines(name, kind, holding.mayBeNull(), unit),
                declared,
                kind,
                unit,
                type,
                state);
    return lines.map(
        all ->
            wraps(moves)
                .inTry(source.end(holding.statement()), Wraps.FINALLY, all, moves ? release : null)
                .merge(type)
                .setShortDescription("Call " + kind.preferredRelease() + "() in a finally block")
                .build());
  }

  /** Whether the release that the code has can be the one in the {@code finally} block. */
  private boolean movesRelease() {
    return release != null
        && !waitsForTermination()
        && source.linesOf(release) != null
        && region.statements().stream().anyMatch(s -> s != release && !Region.isPlain(s))
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

  private String movedDeclaration() {
    String statement = source.of(holding.statement());
    return moved.orElseThrow().type() + " " + statement.substring(0, statement.length() - 1);
  }

  private SuggestedFix movedEdits() {
    return moved.map(LoopDeclaration::edits).orElse(SuggestedFix.emptyFix());
  }

  private String openedType(SuggestedFix.Builder fix) {
    return SuggestedFixes.prettyType(state, fix, ASTHelpers.getType(opening.tree()));
  }

  private Wraps wraps(boolean releasesAtEnd) {
    return new Wraps(source, region, holding.statement())
        .leavingOut(
            releasesAtEnd
                ? earlierReleases()
                : release == null && !waitsForTermination()
                    ? ReleaseCall.atEnds(
                        Iterables.getLast(region.statements(), null), variables(), opening.kind())
                    : ImmutableList.of());
  }

  /** The same releases as the last one, before other ways out of the region. */
  private ImmutableList<StatementTree> earlierReleases() {
    ImmutableList.Builder<StatementTree> found = ImmutableList.builder();
    for (StatementTree statement : region.statements()) {
      for (BlockTree block : Trees.ownIn(statement, BlockTree.class)) {
        List<? extends StatementTree> statements = block.getStatements();
        for (int i = 0; i + 1 < statements.size(); i++) {
          StatementTree next = statements.get(i + 1);
          if (statements.get(i) != release
              && (next instanceof ReturnTree || next instanceof ThrowTree)
              && !Mentions.any(next, variables())
              && source.of(statements.get(i)).equals(source.of(requireNonNull(release)))) {
            found.add(statements.get(i));
          }
        }
      }
    }
    return found.build();
  }

  private ImmutableSet<VarSymbol> variables() {
    return ImmutableSet.of(holding.variable());
  }
}
