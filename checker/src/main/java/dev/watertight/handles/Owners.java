package dev.watertight.handles;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Lifetime;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Methods;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises owners: classes in view that open a handle for a field and release it in a method of
 * their own. An owner is itself a handle, and that method its release.
 */
public final class Owners {
  /** What messages call an owner, and what tells its leaks from those of the model's handles. */
  static final String NOUN = "owner";

  private static final Supplier<Owners> INSTANCE = VisitorState.memoize(state -> new Owners());

  /**
   * How a class comes to own a handle.
   *
   * @param field the field that holds it
   * @param opening what it opens
   * @param opener the constructor or method that opens it; null for a field initializer
   * @param closers the names of the methods that release it
   */
  private record Ownership(
      VarSymbol field,
      Opening opening,
      Optional<MethodSymbol> opener,
      ImmutableSet<String> closers) {}

  private final Map<ClassSymbol, Optional<Ownership>> known = new HashMap<>();

  private Owners() {}

  /** The owner that a {@code new} expression makes, as an opening, if it makes one. */
  public static Optional<Opening> at(TreePath path, VisitorState state) {
    if (!(path.getLeaf() instanceof NewClassTree creation)
        || creation.getClassBody() != null
        || !(ASTHelpers.getSymbol(creation.getIdentifier()) instanceof ClassSymbol type)
        || !CompilationIndex.of(state).isInView(type)) {
      return Optional.empty();
    }
    return INSTANCE
        .get(state)
        .ownership(type, state)
        .filter(o -> o.opening().lifetime() == Lifetime.PERSISTENT)
        .filter(o -> opensFor(o, creation, state))
        .map(o -> asOpening(o, type, path));
  }

  /** Whether objects of the class may own a handle: it is in view and has a field for one. */
  public static boolean isCandidate(ClassSymbol type, VisitorState state) {
    return CompilationIndex.of(state).isInView(type) && !handleFields(type, state).isEmpty();
  }

  private static ImmutableList<VarSymbol> handleFields(ClassSymbol type, VisitorState state) {
    ImmutableList.Builder<VarSymbol> fields = ImmutableList.builder();
    for (Symbol member : type.members().getSymbols(NON_RECURSIVE)) {
      if (member instanceof VarSymbol field
          && !ASTHelpers.isStatic(field)
          && Handles.of(state).kindOf(field.type).isPresent()) {
        fields.add(field);
      }
    }
    return fields.build();
  }

  private static Opening asOpening(Ownership ownership, ClassSymbol type, TreePath path) {
    String start =
        ownership
            .opener()
            .filter(m -> !m.isConstructor())
            .map(m -> m.getSimpleName().toString())
            .orElse("");
    return new Opening(
        path,
        new HandleKind(type.getQualifiedName().toString(), NOUN, ownership.closers()),
        ownership.opening().lifetime(),
        type.getSimpleName() + " with its " + ownership.opening().description(),
        start,
        ownership.opening().primitive());
  }

  /** Whether making the object with this constructor leads to the opening. */
  private static boolean opensFor(Ownership ownership, NewClassTree creation, VisitorState state) {
    MethodSymbol constructor = ASTHelpers.getSymbol(creation);
    Optional<MethodSymbol> opener = ownership.opener();
    if (opener.isEmpty() || !opener.get().isConstructor()) {
      return true;
    }
    GivenHandles given = GivenHandles.of(ownership.opening(), ownership.field(), state);
    if (opener.get().equals(constructor)) {
      return given.isNoneIn(creation.getArguments());
    }
    // `this(...)` may lead from the one to the other.
    for (TreePath mention : CompilationIndex.of(state).mentions(opener.get())) {
      Optional<TreePath> body = Graphs.bodyAround(mention);
      if (mention.getLeaf() instanceof IdentifierTree
          && body.isPresent()
          && body.get().getLeaf() instanceof MethodTree method
          && ASTHelpers.getSymbol(method).equals(constructor)
          && mention.getParentPath().getLeaf() instanceof MethodInvocationTree call) {
        return given.isNoneIn(call.getArguments());
      }
    }
    return false;
  }

  private Optional<Ownership> ownership(ClassSymbol type, VisitorState state) {
    Optional<Ownership> found = known.get(type);
    if (found == null) {
      known.put(type, Optional.empty());
      found = find(type, state);
      known.put(type, found);
    }
    return found;
  }

  private static Optional<Ownership> find(ClassSymbol type, VisitorState state) {
    for (VarSymbol field : handleFields(type, state)) {
      for (TreePath value : Values.assignedTo(field, state)) {
        Optional<Opening> opening = Openings.at(value, state);
        if (opening.isPresent()) {
          return ownership(field, opening.get(), state);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Ownership> ownership(
      VarSymbol field, Opening opening, VisitorState state) {
    Fate fate = Fates.of(opening, state);
    if (fate.isUnknown() || Fates.expires(fate)) {
      return Optional.empty();
    }
    Set<String> closers = new LinkedHashSet<>();
    Set<MethodSymbol> seen = new HashSet<>();
    for (Sink.Release release : fate.releases()) {
      if (Lifespans.counts(release, state)) {
        Optional<MethodSymbol> method = Methods.around(release.path());
        if (method.isEmpty()
            || !(method.get().isPrivate() || ClosingMethods.of(state).isCloser(method.get()))) {
          return Optional.empty();
        }
        addWithCallers(method.get(), closers, seen, state);
      }
    }
    if (closers.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Ownership(
            field, opening, Methods.around(opening.path()), ImmutableSet.copyOf(closers)));
  }

  private static void addWithCallers(
      MethodSymbol method, Set<String> closers, Set<MethodSymbol> seen, VisitorState state) {
    if (!seen.add(method)) {
      return;
    }
    if (!method.isPrivate()) {
      closers.add(method.getSimpleName().toString());
    }
    for (TreePath mention : CompilationIndex.of(state).mentions(method)) {
      if (mention.getParentPath().getLeaf() instanceof MethodInvocationTree call
          && isOnThis(call)) {
        Methods.around(mention).ifPresent(caller -> addWithCallers(caller, closers, seen, state));
      }
    }
  }

  private static boolean isOnThis(MethodInvocationTree call) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    return receiver == null
        || (receiver instanceof IdentifierTree name && name.getName().contentEquals("this"));
  }
}
