package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Lifespans;
import dev.watertight.handles.Opening;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.paths.CheckedData;
import dev.watertight.paths.Loss;
import dev.watertight.paths.Obligation;
import dev.watertight.paths.PathSearch;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Subclasses;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.Exceptions;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown.Reason;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import dev.watertight.wakers.ProgramTasks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The leaks of a handle in a field of an object that does have a way to release it. */
final class FieldLeaks {
  private FieldLeaks() {}

  /**
   * The handle is opened for a field, its threads are started, and then the constructor throws: no
   * one has the object, so no one can release it. Where opening fails by the same exceptions as the
   * rest does, as with sockets, the caller is ready for both, and mostly does not try again.
   */
  static Optional<Leak> lostByFailingConstructor(
      Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    if (ASTHelpers.isStatic(field)
        || (ASTHelpers.getSymbol(opening.primitive().getLeaf()) instanceof MethodSymbol opener
            && opener.getThrownTypes().stream()
                .anyMatch(type -> ASTHelpers.isCheckedExceptionType(type, state)))) {
      return Optional.empty();
    }
    Tree parent = opening.path().getParentPath().getLeaf();
    List<TreePath> constructors = new ArrayList<>();
    boolean initializer =
        parent instanceof VariableTree variable && field.equals(ASTHelpers.getSymbol(variable));
    if (initializer) {
      Symbols.constructorsOf(field.owner).stream()
          .filter(constructor -> (constructor.flags() & Flags.GENERATEDCONSTR) == 0)
          .flatMap(constructor -> CompilationIndex.of(state).declaration(constructor).stream())
          .forEach(constructors::add);
    } else {
      Graphs.bodyAround(opening.path()).filter(Symbols::isConstructor).ifPresent(constructors::add);
    }
    for (TreePath constructor : constructors) {
      int start = initializer ? 0 : ASTHelpers.getStartPosition(opening.tree());
      Predicate<Tree> isBehind = tree -> ASTHelpers.getStartPosition(tree) > start;
      if (!UnguardedThrows.any(constructor, isBehind, ImmutableSet.of(), call -> true, state)) {
        continue;
      }
      Obligation obligation =
          (initializer
                  ? Obligations.ofHeld(opening, field, constructor, state).notStarted()
                  : Obligations.ofOpenedForField(opening, field, constructor, state))
              .alsoThrowing(
                  call ->
                      failsForInput(call, constructor, state)
                          || new FailingCalls(constructor, state).fails(call));
      ImmutableSet<Loss> losses =
          !obligation.settled()
                  && UnguardedThrows.any(
                      constructor, isBehind, obligation.discharges(), obligation.throwing(), state)
              ? thrown(PathSearch.losses(constructor, obligation, state))
              : ImmutableSet.of();
      if (!losses.isEmpty()) {
        return Optional.of(
            new Leak(
                opening, Leak.Kind.LOST_BY_FAILING_CONSTRUCTOR, fate.variables(), losses.asList()));
      }
    }
    return constructors.stream()
        .filter(made -> ThreadStarts.isCertain(fate, opening, made, state))
        .flatMap(made -> lostByFailingSubclass(made, opening, field, state).stream())
        .findFirst()
        .map(
            losses ->
                new Leak(opening, Leak.Kind.LOST_BY_FAILING_CONSTRUCTOR, fate.variables(), losses));
  }

  /** Whether a call in a constructor does not understand a text that no other code has checked. */
  private static boolean failsForInput(Tree call, TreePath constructor, VisitorState state) {
    return Exceptions.failsForInput(call, constructor, state)
        && Optional.ofNullable(TreePath.getPath(constructor, call))
            .filter(path -> !CheckedData.mayBeUnderstood(path, state))
            .isPresent();
  }

  /** How the constructor of a subclass throws after that of its superclass has run. */
  private static Optional<ImmutableList<Loss>> lostByFailingSubclass(
      TreePath superconstructor, Opening opening, VarSymbol field, VisitorState state) {
    for (TreePath mention :
        CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(superconstructor.getLeaf()))) {
      Optional<TreePath> constructor = Graphs.bodyAround(mention).filter(Symbols::isConstructor);
      if (constructor.isEmpty()
          || !(mention.getLeaf() instanceof IdentifierTree name)
          || !name.getName().contentEquals("super")
          || Fates.givesItself(
              ASTHelpers.getSymbol((MethodTree) constructor.get().getLeaf()).enclClass(), state)) {
        continue;
      }
      Tree call = mention.getParentPath().getLeaf();
      Predicate<Tree> isBehind =
          tree ->
              ASTHelpers.getStartPosition(tree) > ASTHelpers.getStartPosition(call)
                  && !Trees.any(call, tree::equals);
      Obligation obligation = Obligations.ofHeld(opening, field, constructor.get(), state);
      ImmutableList<Loss> losses =
          UnguardedThrows.any(
                  constructor.get(),
                  isBehind,
                  obligation.discharges(),
                  obligation.throwing(),
                  state)
              ? thrown(PathSearch.losses(constructor.get(), obligation, state)).stream()
                  .filter(loss -> loss.at() != null && isBehind.test(loss.at()))
                  .collect(ImmutableList.toImmutableList())
              : ImmutableList.of();
      if (!losses.isEmpty()) {
        return Optional.of(losses);
      }
    }
    return Optional.empty();
  }

  /** Whether all constructors release, on every path, what an initializer has opened. */
  static boolean endsInConstructors(Opening opening, VarSymbol field, VisitorState state) {
    return Symbols.constructorsOf(field.owner).stream()
        .map(CompilationIndex.of(state)::declaration)
        .allMatch(
            body ->
                body.isPresent()
                    && PathSearch.losses(
                            body.get(),
                            Obligations.ofHeld(opening, field, body.get(), state),
                            state)
                        .isEmpty());
  }

  /**
   * Every method that ends the owner can be left by a checked exception before it comes to the
   * release, or catches the exception behind it.
   */
  static Optional<Leak> releaseSkipped(
      Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    if (fate.isUnknown() || ASTHelpers.isStatic(field)) {
      return Optional.empty();
    }
    Optional<Leak> first = Optional.empty();
    for (TreePath closer : closersOf(fate, state)) {
      Leak.Kind kind = Leak.Kind.RELEASE_SKIPPED;
      Obligation obligation = Obligations.ofHeld(opening, field, closer, state);
      ImmutableList<Loss> losses = skipping(closer, obligation, state);
      if (losses.isEmpty()) {
        kind = Leak.Kind.RELEASE_PASSED_BY;
        losses =
            PassedReleases.in(closer, opening, fate, field, state).stream()
                .collect(ImmutableList.toImmutableList());
      }
      if (losses.isEmpty()) {
        return Optional.empty();
      }
      Leak leak = new Leak(opening, kind, fate.variables(), losses);
      first = first.or(() -> Optional.of(leak));
    }
    return first;
  }

  private static ImmutableList<Loss> skipping(
      TreePath closer, Obligation obligation, VisitorState state) {
    ImmutableSet<Tree> releases = obligation.discharges();
    if (!UnguardedThrows.any(
        closer, tree -> isBefore(tree, releases), releases, obligation.throwing(), state)) {
      return ImmutableList.of();
    }
    return PathSearch.byExceptions(closer, obligation, state).stream()
        .sorted(Leaks.MOST_CONVINCING)
        .filter(loss -> !isRefusal(loss.at(), closer, state))
        .filter(loss -> isBefore(loss.at(), releases))
        .filter(
            loss -> !loss.exception().equals("InterruptedException") || !isOfMain(closer, state))
        .filter(loss -> goesOnToRelease(loss.at(), closer, releases))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Whether only {@code main} closes the object, as far as is in view: nobody interrupts that. What
   * it makes it closes, or a resource is closed where it is made.
   */
  static boolean isOfMain(TreePath closer, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    MethodSymbol method = ASTHelpers.getSymbol((MethodTree) closer.getLeaf());
    ImmutableList<TreePath> places =
        ImmutableList.<TreePath>builder()
            .addAll(index.creations((ClassSymbol) method.owner))
            .addAll(index.mentions(method))
            .build();
    return !places.isEmpty()
        && places.stream()
            .allMatch(place -> Tasks.of(place, state).stream().allMatch(ProgramTasks::isMain));
  }

  /**
   * Whether the exception that leaves a body at a place says that the object or the arguments are
   * in the wrong state: {@code if (!owned) throw ..}, {@code if (closed) throw ..}. Whether a
   * handle is open then is not known: mostly it is somebody else's, or has been released.
   */
  private static boolean isRefusal(@Nullable Tree at, TreePath body, VisitorState state) {
    TreePath path = at == null ? null : TreePath.getPath(body, at);
    if (path == null
        || (at instanceof MethodInvocationTree call
            && !Symbols.isSelf(ASTHelpers.getReceiver(call))
            && CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call)))) {
      return false;
    }
    Effects effects = Summaries.ofCode(path, state);
    return !effects.thrown().isEmpty()
        && !effects.isThrown(t -> t.reason() != Reason.REFUSAL && t.reason() != Reason.UNLIKELY);
  }

  /** Whether a release was still to come there: one that the path had passed by was not skipped. */
  private static boolean isBefore(@Nullable Tree exit, ImmutableSet<Tree> releases) {
    return exit == null
        || releases.stream()
            .anyMatch(r -> ASTHelpers.getStartPosition(r) > ASTHelpers.getStartPosition(exit));
  }

  /**
   * Whether code may go on from a place to a release. Where it returns instead, as the second of
   * two threads does that close the same object, an exception skips nothing.
   */
  private static boolean goesOnToRelease(
      @Nullable Tree exit, TreePath body, ImmutableSet<Tree> releases) {
    TreePath path = exit == null ? null : TreePath.getPath(body, exit);
    for (; path != null && path.getLeaf() != body.getLeaf(); path = path.getParentPath()) {
      if (path.getParentPath().getLeaf() instanceof BlockTree block) {
        List<? extends StatementTree> statements = block.getStatements();
        for (StatementTree next :
            statements.subList(statements.indexOf(path.getLeaf()) + 1, statements.size())) {
          if (next instanceof ReturnTree) {
            return false;
          }
          if (Trees.any(next, releases::contains)) {
            return true;
          }
        }
      }
    }
    return true;
  }

  /** A subclass in view overrides the only method that ends the owner, and leaves that out. */
  static Optional<Leak> releaseOverridden(
      Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableSet<TreePath> closers = closersOf(fate, state);
    if (closers.size() != 1 || fate.isUnknown()) {
      return Optional.empty();
    }
    MethodTree closer = (MethodTree) closers.iterator().next().getLeaf();
    for (MethodSymbol overrider : index.overriders(ASTHelpers.getSymbol(closer))) {
      Optional<TreePath> body = index.declaration(overrider);
      if (body.isPresent()
          && Subclasses.mayReach(opening.path(), overrider.enclClass(), state)
          && isStartedIn(overrider.owner, opening, fate, state)
          && fate.releases().stream()
              .allMatch(r -> Summaries.reaches(r.path(), body.get(), state).isNo())) {
        String subclass = overrider.owner.getSimpleName().toString();
        Loss loss = new Loss(Loss.Exit.RETURN, body.get().getLeaf(), subclass);
        return Optional.of(Leak.of(opening, Leak.Kind.RELEASE_OVERRIDDEN, fate, loss));
      }
    }
    return Optional.empty();
  }

  /** Whether an object of the subclass may start the threads: it overrides not all that does. */
  private static boolean isStartedIn(
      Symbol subclass, Opening opening, Fate fate, VisitorState state) {
    Optional<TreePath> declaration = CompilationIndex.of(state).declaration(subclass);
    return opening.startsAtOnce()
        || fate.uses().stream()
            .filter(use -> ThreadStarts.isStart(use, opening))
            .anyMatch(
                use ->
                    Symbols.methodAround(use.path()).stream()
                            .flatMap(
                                method ->
                                    Symbols.withOwnCallers(method, Symbols::methodAround, state)
                                        .stream())
                            .filter(method -> !method.isPrivate())
                            .anyMatch(
                                method ->
                                    method.isConstructor()
                                        || method.equals(
                                            method.implementation(
                                                (ClassSymbol) subclass, state.getTypes(), true)))
                        || declaration
                            .filter(d -> !Summaries.reaches(use.path(), d, state).isNo())
                            .isPresent());
  }

  /** The methods with the releases that count; none if one of those is in no closing method. */
  private static ImmutableSet<TreePath> closersOf(Fate fate, VisitorState state) {
    Map<Tree, TreePath> closers = new LinkedHashMap<>();
    for (Sink.Release release : fate.releases()) {
      if (Lifespans.counts(release, state)) {
        Optional<TreePath> body = Graphs.bodyAround(release.path());
        if (body.isEmpty()
            || !(body.get().getLeaf() instanceof MethodTree method)
            || !(release.path().getLeaf() instanceof MethodInvocationTree)
            || !ClosingMethods.of(state).isCloser(ASTHelpers.getSymbol(method))) {
          return ImmutableSet.of();
        }
        closers.put(method, body.get());
      }
    }
    return ImmutableSet.copyOf(closers.values());
  }

  private static ImmutableSet<Loss> thrown(ImmutableSet<Loss> losses) {
    return losses.stream()
        .filter(loss -> loss.exit() == Loss.Exit.THROW)
        .sorted(Leaks.MOST_CONVINCING)
        .collect(ImmutableSet.toImmutableSet());
  }
}
