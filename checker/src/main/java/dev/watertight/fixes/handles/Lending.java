package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.ClassEdits;
import dev.watertight.fixes.edits.Closers;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.MethodEnd;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.handles.Fates;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Role;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The objects that a method lends a handle to, and that use it as long as they live: {@code
 * server.setExecutor(pool)}.
 *
 * @param borrowers the variables that hold such objects
 * @param isKept whether one of them outlives the block, so that the handle has to as well
 */
record Lending(Leak leak, ImmutableSet<VarSymbol> borrowers, boolean isKept, VisitorState state) {

  static Lending of(Leak leak, VisitorState state) {
    ImmutableSet.Builder<VarSymbol> borrowers = ImmutableSet.builder();
    boolean isKept = false;
    for (Sink.Use use : Fates.of(leak.opening(), state).uses()) {
      if (use.method().equals(Sink.BORROWED) && isLent(use.path(), leak, state)) {
        Optional<VarSymbol> borrower = borrower(use.path());
        borrower.ifPresent(borrowers::add);
        isKept |= borrower.filter(object -> staysInBlock(object, state)).isEmpty();
      }
    }
    return new Lending(leak, borrowers.build(), isKept, state);
  }

  private static boolean isLent(TreePath call, Leak leak, VisitorState state) {
    List<? extends ExpressionTree> arguments = Arguments.of(call.getLeaf());
    for (int i = 0; i < arguments.size(); i++) {
      if (Symbols.isA(ASTHelpers.getType(arguments.get(i)), leak.opening().kind().typeName(), state)
          && ResolvedLibrary.of(state)
              .roleOf((MethodSymbol) ASTHelpers.getSymbol(call.getLeaf()), i)
              .equals(Optional.of(Role.LEND))) {
        return true;
      }
    }
    return false;
  }

  /** The variable that the call is made on, or that is given what comes of it. */
  private static Optional<VarSymbol> borrower(TreePath call) {
    ExpressionTree first = (ExpressionTree) call.getLeaf();
    while (first instanceof MethodInvocationTree && ASTHelpers.getReceiver(first) != null) {
      first = ASTHelpers.getReceiver(first);
    }
    if (ASTHelpers.getSymbol(first) instanceof VarSymbol object) {
      return Optional.of(object);
    }
    TreePath value = ThrownAwayFixes.value(call);
    Tree target =
        value.getLeaf() instanceof AssignmentTree assignment
            ? assignment.getVariable()
            : value.getParentPath().getLeaf();
    return ASTHelpers.getSymbol(target) instanceof VarSymbol object
        ? Optional.of(object)
        : Optional.empty();
  }

  private static boolean staysInBlock(VarSymbol object, VisitorState state) {
    return !Symbols.isField(object)
        && FieldValues.inUnit(object, state)
            .filter(
                declaration ->
                    declaration.getLeaf() instanceof VariableTree local
                        && local.getInitializer() != null
                        && MakerEdits.staysInBlock(
                            new TreePath(declaration, local.getInitializer()), state))
            .isPresent();
  }

  /**
   * The fix where the object of the class keeps the borrower: a field for the handle, too, which
   * the method that ends the object releases.
   */
  ImmutableList<SuggestedFix> fixes() {
    TreePath place = leak.opening().path();
    Optional<TreePath> statement = Paths.statement(place);
    TreePath type = Paths.enclosing(place, ImmutableSet.of(ClassTree.class));
    MethodTree method = ASTHelpers.findEnclosingNode(place, MethodTree.class);
    HandleKind kind = leak.opening().kind();
    Type handle = ThrownAwayFixes.type(leak.opening().tree());
    if (statement.isEmpty()
        || type == null
        || method == null
        || !borrowers.stream().allMatch(borrower -> isKeptBy(type, borrower))
        || Members.thrownByRelease(handle, kind, state).filter(List::isEmpty).isEmpty()) {
      return ImmutableList.of();
    }
    return ImmutableList.copyOf(
        Closers.of((ClassTree) type.getLeaf(), state)
            .filter(closer -> closer != method)
            .filter(closer -> isStatic(closer) == isStatic(method))
            .flatMap(closer -> inField(statement.get(), handle, method, closer, type))
            .stream()
            .iterator());
  }

  private static boolean isStatic(MethodTree method) {
    return ASTHelpers.getSymbol(method).isStatic();
  }

  /** Whether a field of the class is the borrower, or gets it from a local variable. */
  private boolean isKeptBy(TreePath type, VarSymbol borrower) {
    return Stream.concat(
            Stream.of(borrower),
            CompilationIndex.of(state).mentions(borrower).stream().map(Symbols::target))
        .anyMatch(
            target ->
                target instanceof VarSymbol variable
                    && Symbols.isField(variable)
                    && variable.owner.equals(ASTHelpers.getSymbol(type.getLeaf())));
  }

  private Optional<SuggestedFix> inField(
      TreePath statement, Type handle, MethodTree method, MethodTree closer, TreePath type) {
    SourceText source = SourceText.of(state);
    ClassEdits edits = new ClassEdits((ClassTree) type.getLeaf(), source);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    Tree opener = leak.opening().tree();
    VariableTree local =
        statement.getLeaf() instanceof VariableTree declaration
                && declaration.getInitializer() == opener
            ? declaration
            : null;
    String name =
        local == null
            ? ThrownAwayFixes.name(leak.opening().kind(), leak.opening().path())
            : local.getName().toString();
    String set = name + " = " + source.of(opener) + ";";
    if (local == null) {
      fix.replace(opener, name);
      if (!new StatementEdits(source).addBefore(statement, ImmutableList.of(set), fix)) {
        return Optional.empty();
      }
    } else if (source.of(local).endsWith(";") && edits.isFree(name)) {
      fix.replace(source.start(local), source.end(local), set);
    } else {
      return Optional.empty();
    }
    boolean always =
        ASTHelpers.getSymbol(method).isConstructor()
            && statement.getParentPath().getLeaf() == method.getBody()
            && Symbols.constructorsOf(ASTHelpers.getSymbol(method).owner).size() == 1;
    edits.addField(
        fix,
        "private %s%s%s %s;"
            .formatted(
                isStatic(method) ? "static " : "",
                always ? "final " : "",
                SuggestedFixes.prettyType(state, fix, handle),
                name));
    ImmutableList<String> lines =
        ReleaseCall.lines(name, leak.opening().kind(), !always, edits.unit());
    return Mentions.usesName(closer, name)
        ? Optional.empty()
        : new MethodEnd(closer, type, source, state)
            .add(lines)
            .map(
                end ->
                    fix.merge(end.build())
                        .setShortDescription(
                            "Keep it in a field, and release it in " + closer.getName() + "()")
                        .build());
  }
}
