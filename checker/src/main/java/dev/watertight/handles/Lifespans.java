package dev.watertight.handles;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.NamedMembers;
import dev.watertight.values.Sink;

/** Which objects live as long as the process, and which methods run at all. */
public final class Lifespans {
  private Lifespans() {}

  /** Whether what the field holds is held until the process ends. */
  public static boolean isProcessWide(VarSymbol field, VisitorState state) {
    return ASTHelpers.isStatic(field) || isProcessWide(ASTHelpers.enclosingClass(field), state);
  }

  /** Whether all objects of a class live until the process ends. */
  public static boolean isProcessWide(ClassSymbol type, VisitorState state) {
    // A singleton that can be stopped does not live as long as the process.
    return isSingleton(type, state) && ClosingMethods.of(state).in(type).isEmpty();
  }

  /** Whether all instances of a class are made for static fields, and nowhere else. */
  private static boolean isSingleton(ClassSymbol type, VisitorState state) {
    if ((type.flags() & Flags.ENUM) != 0) {
      return true;
    }
    for (Symbol member : type.members().getSymbols(NON_RECURSIVE)) {
      boolean written = (member.flags() & Flags.GENERATEDCONSTR) == 0;
      if (member.isConstructor() && written && Symbols.isOpenToOthers(member)) {
        return false;
      }
    }
    ImmutableList<TreePath> creations = CompilationIndex.of(state).creations(type);
    return !creations.isEmpty()
        && CompilationIndex.of(state).subclasses(type).isEmpty()
        && creations.stream().allMatch(Lifespans::isForStaticField);
  }

  /** Whether a static field is given the value. */
  public static boolean isForStaticField(TreePath creation) {
    Symbol target = Symbols.target(creation);
    return target != null && target.owner instanceof ClassSymbol && ASTHelpers.isStatic(target);
  }

  /**
   * Whether a release ends the handle's life: not in a private method that nobody calls, and not by
   * a call in the constructor itself, which cleans up after a failure.
   */
  public static boolean counts(Sink.Release release, VisitorState state) {
    return !(release.path().getLeaf() instanceof MethodInvocationTree)
        || Symbols.methodAround(release.path())
            .filter(method -> method.isConstructor() || isDead(method, state))
            .isEmpty();
  }

  private static boolean isDead(MethodSymbol method, VisitorState state) {
    return method.isPrivate()
        && method.getAnnotationMirrors().isEmpty()
        && !NamedMembers.includes(method, state)
        && CompilationIndex.of(state).mentions(method).stream()
            .allMatch(mention -> Symbols.methodAround(mention).filter(method::equals).isPresent());
  }
}
