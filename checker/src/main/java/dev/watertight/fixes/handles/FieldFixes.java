package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.handles.Leak;
import dev.watertight.findings.handles.Leaks;
import dev.watertight.fixes.edits.ClassEdits;
import dev.watertight.fixes.edits.Closers;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.MethodEnd;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Owners;
import dev.watertight.model.HandleKind;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Fate;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Fixes for handles in fields that nobody releases: a line in the method that ends the object, or
 * such a method.
 *
 * <p>All unreleased fields of a class get the same fix, which releases all of them. Patch mode
 * applies it once, whereas two methods {@code close()} would not compile.
 */
public final class FieldFixes {
  /** Owners of owners are looked at so often. */
  private static final int DEPTH = 4;

  private static final ImmutableSet<Tree.Kind> CLASSES =
      ImmutableSet.of(Tree.Kind.CLASS, Tree.Kind.RECORD);

  private final ImmutableMap<VarSymbol, HandleKind> fields;
  private final TreePath path;
  private final ClassTree type;
  private final ClassSymbol symbol;
  private final SourceText source;
  private final ClassEdits edits;
  private final FieldReleases releases;
  private final int depth;
  private final VisitorState state;

  private FieldFixes(
      ImmutableMap<VarSymbol, HandleKind> fields, TreePath path, int depth, VisitorState state) {
    this.depth = depth;
    this.fields = fields;
    this.path = path;
    this.type = (ClassTree) path.getLeaf();
    this.symbol = ASTHelpers.getSymbol(type);
    this.source = SourceText.of(state);
    this.edits = new ClassEdits(type, source);
    this.releases = new FieldReleases(fields, path, edits.unit(), state);
    this.state = state;
  }

  /**
   * The fixes for the fields of one class.
   *
   * @param fields the fields, at least one, with the kinds of handles in them
   */
  public static Optional<SuggestedFix> of(
      ImmutableMap<VarSymbol, HandleKind> fields, VisitorState state) {
    return of(fields, DEPTH, state);
  }

  /** The fix for fields of a class which hold no handles of others. */
  static Optional<SuggestedFix> ofOwn(
      ImmutableMap<VarSymbol, HandleKind> fields, TreePath type, VisitorState state) {
    return new FieldFixes(fields, type, DEPTH, state).fix();
  }

  private static Optional<SuggestedFix> of(
      ImmutableMap<VarSymbol, HandleKind> fields, int depth, VisitorState state) {
    ClassSymbol owner = (ClassSymbol) fields.keySet().asList().get(0).owner;
    return FieldValues.inUnit(owner, state)
        .filter(path -> SourceText.of(state).has(path.getLeaf()))
        .filter(path -> fields.keySet().stream().noneMatch(field -> mayBeForeign(field, state)))
        .flatMap(path -> new FieldFixes(fields, path, depth, state).fix());
  }

  private Optional<SuggestedFix> fix() {
    Optional<MethodTree> closer = Closers.of(type, state).or(() -> LastCalls.methodOf(type, state));
    return (closer.isPresent() ? inMethod(closer.get()) : inNewMethod())
        .map(
            fix ->
                fix.toBuilder()
                    .merge(releases.imports())
                    .merge(releases.ofDropped(closer))
                    .build());
  }

  private Optional<SuggestedFix> inNewMethod() {
    boolean anonymous = path.getParentPath().getLeaf() instanceof NewClassTree;
    if (!CLASSES.contains(type.getKind()) || anonymous || Closers.declaresClose(type)) {
      return Optional.empty();
    }
    Optional<ImmutableList<String>> lines = releases.lines("");
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Optional<MethodSymbol> inherited = Closers.inherited(symbol, state);
    if (inherited.isPresent()) {
      return Optional.of(inherited.get())
          .filter(method -> releases.areAllowed(method.getThrownTypes()))
          .map(method -> overriding(method, lines.get()));
    }
    return TestClass.of(symbol, state)
        .map(test -> inTestClass(test, lines.get()))
        .or(() -> closing(lines.get()));
  }

  /** Whether the field may hold a handle that somebody else has opened, and will release. */
  public static boolean mayBeForeign(VarSymbol field, VisitorState state) {
    return Values.assignedTo(field, state).stream()
        .flatMap(value -> Symbols.namedIn(value.getLeaf()).stream())
        .anyMatch(
            named ->
                (named.flags() & Flags.PARAMETER) != 0
                    && ASTHelpers.isSubtype(named.type, field.type, state));
  }

  private Optional<SuggestedFix> inMethod(MethodTree method) {
    boolean hidden =
        fields.keySet().stream()
            .anyMatch(f -> Mentions.declared(method).stream().anyMatch(s -> s.name.equals(f.name)));
    ImmutableList<Type> allowed =
        method.getThrows().stream()
            .map(ASTHelpers::getType)
            .collect(ImmutableList.toImmutableList());
    if (fields.entrySet().stream().anyMatch(held -> isReleasedIn(method, held))) {
      // Where it is passed by, another one beside it is passed by as well.
      return Optional.empty();
    }
    return releases
        .lines(hidden ? "this." : "")
        .flatMap(lines -> releases.allowed(lines, allowed))
        .flatMap(
            lines -> new MethodEnd(method, path, source, state).add(lines, releases::areDroppedIn))
        .map(fix -> fix.setShortDescription("Release it in " + method.getName() + "()").build());
  }

  private static boolean isReleasedIn(MethodTree method, Map.Entry<VarSymbol, HandleKind> held) {
    return Trees.in(method, MethodInvocationTree.class).stream()
        .anyMatch(
            call ->
                held.getKey().equals(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)))
                    && held.getValue()
                        .isRelease(ASTHelpers.getSymbol(call).getSimpleName().toString()));
  }

  private SuggestedFix overriding(MethodSymbol method, ImmutableList<String> lines) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String access = (method.flags() & Flags.PUBLIC) != 0 ? "public" : "protected";
    // What ends the superclass may still call methods of this class, which use the handle.
    List<String> body = new ArrayList<>();
    body.add("try {");
    body.add(edits.unit() + "super." + method.getSimpleName() + "();");
    body.addAll(SourceText.block("} finally", edits.unit(), lines));
    edits.addMember(
        fix,
        member(
            "@Override",
            access
                + " void "
                + method.getSimpleName()
                + "()"
                + throwing(method.getThrownTypes(), fix),
            body));
    return fix.setShortDescription("Release it in an override of " + method.getSimpleName() + "()")
        .build();
  }

  private SuggestedFix inTestClass(TestClass test, ImmutableList<String> lines) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String annotation = "@" + SuggestedFixes.qualifyType(state, fix, test.annotation());
    edits.addMember(
        fix,
        member(
            annotation,
            test.modifiers() + "void shutDownExecutors()" + throwing(releases.thrown(), fix),
            lines));
    return fix.setShortDescription("Release it after each test").build();
  }

  private Optional<SuggestedFix> closing(ImmutableList<String> lines) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    ImmutableList<TreePath> creations = CompilationIndex.of(state).creations(symbol);
    if (creations.stream().anyMatch(this::isLeftOpen)) {
      return Optional.empty();
    }
    if (!creations.isEmpty() && creations.stream().noneMatch(this::isClosedThen)) {
      // Executors run their tasks after they have been told to end.
      boolean executors = areAll("executor");
      Optional<SuggestedFix> makers =
          executors
                  || (areAll("executor", "timer", HandleKind.OWNER) && releases.thrown().isEmpty())
              ? MakerEdits.of(creations, !executors, state)
              : Optional.empty();
      if (makers.isEmpty()) {
        return Optional.empty();
      }
      fix.merge(makers.get());
    }
    if (Closers.inheritsClose(symbol, state) || !edits.addInterface(fix, "AutoCloseable")) {
      return Optional.empty();
    }
    edits.addMember(
        fix, member("@Override", "public void close()" + throwing(releases.thrown(), fix), lines));
    return Optional.of(
        fix.setShortDescription("Make the class AutoCloseable, with a close() that releases it")
            .build());
  }

  private boolean areAll(String... nouns) {
    return fields.values().stream().allMatch(kind -> Arrays.asList(nouns).contains(kind.noun()));
  }

  /** Whether who makes an object is then told to close it, or gives it to others, who may do so. */
  private boolean isClosedThen(TreePath creation) {
    ImmutableList<Opening> owners = madeBy(creation);
    return owners.isEmpty()
        ? Arguments.of(creation.getParentPath().getLeaf()).contains(creation.getLeaf())
        : owners.stream()
            .anyMatch(
                owner -> {
                  Fate fate = Fates.of(owner, state);
                  return fate.isUnknown()
                      || !fate.releases().isEmpty()
                      || Leaks.of(owner, state).isPresent();
                });
  }

  /** Whether nobody closes an object then, and no fix can: half a fix would hide that. */
  private boolean isLeftOpen(TreePath creation) {
    VisitorState there = state.withPath(creation);
    return madeBy(creation).stream()
        .flatMap(owner -> Leaks.of(owner, state).stream())
        .anyMatch(
            leak ->
                leak.kind() == Leak.Kind.NEVER_RELEASED
                    && LeakFixes.whereOpened(leak, there).isEmpty()
                    && !isClosedByOwner(leak, there));
  }

  private boolean isClosedByOwner(Leak leak, VisitorState there) {
    return !ThrownAwayFixes.isGiven(leak)
        && leak.field()
            .filter(field -> depth > 0)
            .flatMap(field -> of(ImmutableMap.of(field, leak.opening().kind()), depth - 1, there))
            .isPresent();
  }

  /** What an object would be to its maker. */
  private ImmutableList<Opening> madeBy(TreePath creation) {
    return fields.keySet().stream()
        .flatMap(field -> Owners.ifClosed(field, creation, state).stream())
        .collect(ImmutableList.toImmutableList());
  }

  private String throwing(List<Type> types, SuggestedFix.Builder fix) {
    String names =
        types.stream()
            .filter(type -> ASTHelpers.isCheckedExceptionType(type, state))
            .map(type -> SuggestedFixes.qualifyType(state, fix, type))
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : " throws " + names;
  }

  private List<String> member(String annotation, String header, List<String> body) {
    List<String> lines = new ArrayList<>();
    lines.add(annotation);
    lines.addAll(SourceText.block(header, edits.unit(), body));
    return lines;
  }
}
