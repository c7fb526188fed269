package dev.watertight.candidates;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.CompletionFailure;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.tree.JCTree.JCMemberReference;
import com.sun.tools.javac.tree.JCTree.JCMethodInvocation;
import com.sun.tools.javac.tree.JCTree.JCNewClass;
import com.sun.tools.javac.tree.JCTree.JCVariableDecl;
import com.sun.tools.javac.tree.TreeInfo;
import dev.watertight.findings.handles.Leaks;
import dev.watertight.findings.oneway.OneWayVariable;
import dev.watertight.findings.polling.BusyLoop;
import dev.watertight.findings.receives.SwallowingLoops;
import dev.watertight.findings.selects.SelectLoops;
import dev.watertight.findings.selects.SelectorLoops;
import dev.watertight.findings.unbounded.ExcessTakes;
import dev.watertight.findings.unbounded.UnboundedWaits;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an expression is a candidate for, as its type and the method that it calls tell. Each class
 * and each method is looked at once.
 */
final class CandidateKinds {
  private static final ImmutableSet<Candidate> NONE = ImmutableSet.of();
  private static final ImmutableSet<Candidate> POLL = Sets.immutableEnumSet(Candidate.POLL);
  private static final ImmutableSet<Candidate> HANDLE = Sets.immutableEnumSet(Candidate.HANDLE);

  private final Map<ClassSymbol, Boolean> handles = new HashMap<>();
  private final Map<MethodSymbol, ImmutableSet<Candidate>> methods = new HashMap<>();

  /** The candidates that a call, a creation, a method reference or a variable is. */
  ImmutableSet<Candidate> of(JCTree tree, VisitorState state) {
    try {
      if (tree instanceof JCMethodInvocation call) {
        return ofCall(call, state);
      }
      if (tree instanceof JCNewClass creation) {
        return isHandle(creation.type, state) ? HANDLE : NONE;
      }
      if (tree instanceof JCMemberReference reference) {
        return reference.sym instanceof MethodSymbol method
                && isHandle(
                    method.isConstructor() ? method.owner.type : method.type.getReturnType(), state)
            ? HANDLE
            : NONE;
      }
      return tree instanceof JCVariableDecl variable
              && OneWayVariable.isCandidate(variable.type, state)
          ? Sets.immutableEnumSet(Candidate.TWO_WAY_VARIABLE)
          : NONE;
    } catch (CompletionFailure e) {
      // A class is missing from the class path: javac says so where it matters.
      return NONE;
    }
  }

  private ImmutableSet<Candidate> ofCall(JCMethodInvocation call, VisitorState state) {
    ImmutableSet<Candidate> found = NONE;
    if (TreeInfo.symbol(call.meth) instanceof MethodSymbol method) {
      ImmutableSet<Candidate> known = methods.get(method);
      if (known == null) {
        known = find(method, state);
        methods.put(method, known);
      }
      found =
          known.contains(Candidate.POLL) && !BusyLoop.isCandidate(call, state)
              ? Sets.difference(known, POLL).immutableCopy()
              : known;
    }
    return isHandle(call.type, state) ? Sets.union(found, HANDLE).immutableCopy() : found;
  }

  private boolean isHandle(@Nullable Type type, VisitorState state) {
    if (type == null || !(type.tsym instanceof ClassSymbol symbol) || type.isPrimitiveOrVoid()) {
      return false;
    }
    Boolean known = handles.get(symbol);
    if (known == null) {
      known = Leaks.isCandidate(symbol, state);
      handles.put(symbol, known);
    }
    return known;
  }

  private static ImmutableSet<Candidate> find(MethodSymbol method, VisitorState state) {
    ImmutableSet.Builder<Candidate> found = ImmutableSet.builder();
    if (BusyLoop.isCandidate(method, state)) {
      found.add(Candidate.POLL);
    }
    if (SwallowingLoops.isReceive(method, state)) {
      found.add(Candidate.RECEIVE);
    }
    if (SelectLoops.isSelect(method, state) || SelectorLoops.isCandidate(method)) {
      found.add(Candidate.SELECT);
    }
    if (UnboundedWaits.isCandidate(method, state) || ExcessTakes.isCandidate(method)) {
      found.add(Candidate.WAIT);
    }
    return found.build();
  }
}
