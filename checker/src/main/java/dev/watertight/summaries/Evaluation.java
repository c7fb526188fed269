package dev.watertight.summaries;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.answers.Known;
import dev.watertight.model.CallRule.Conduct;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.summaries.Step.Code;
import dev.watertight.summaries.Thrown.Reason;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What code does, given what is known of the methods that it calls. */
final class Evaluation {
  private final Summaries summaries;
  private final VisitorState state;
  private final boolean passesOn;
  private final Map<VarSymbol, Set<Thrown>> caught = new HashMap<>();
  private boolean exits;
  private boolean connects;
  private boolean waits;
  private boolean callsOthers;

  /**
   * Evaluates code.
   *
   * @param passesOn whether it is in a method that somebody calls
   */
  Evaluation(Summaries summaries, boolean passesOn, VisitorState state) {
    this.summaries = summaries;
    this.passesOn = passesOn;
    this.state = state;
  }

  Effects of(Code code) {
    exits = false;
    connects = false;
    waits = false;
    callsOthers = false;
    Set<Thrown> thrown = thrown(code.steps(), ImmutableSet.of());
    return new Effects(ImmutableSet.copyOf(thrown), exits, connects, waits, callsOthers);
  }

  /**
   * What leaves the steps.
   *
   * @param reasons why the catch clause is entered in which they are; none if they are in none
   */
  private Set<Thrown> thrown(List<Step> steps, Set<Reason> reasons) {
    Set<Thrown> found = new LinkedHashSet<>();
    for (Step step : steps) {
      if (step instanceof Step.Call call) {
        add(ofCall(call), reasons, found);
        found.addAll(thrown(call.inPlace(), reasons));
      } else if (step instanceof Step.Raise raise) {
        add(
            Set.of(Thrown.of(raise.type(), raise.refusal() ? Reason.REFUSAL : Reason.STATEMENT)),
            reasons,
            found);
      } else if (step instanceof Step.Rethrow rethrow) {
        found.addAll(caught.getOrDefault(rethrow.parameter(), Set.of()));
      } else if (step instanceof Step.Attempt attempt) {
        found.addAll(ofAttempt(attempt, reasons));
      } else if (step instanceof Step.Apart apart) {
        // It neither throws here nor waits.
        boolean waitsHere = waits;
        Set<Thrown> unused = thrown(apart.code(), ImmutableSet.of());
        waits = waitsHere;
      }
    }
    return found;
  }

  private static void add(Set<Thrown> thrown, Set<Reason> reasons, Set<Thrown> found) {
    if (reasons.isEmpty()) {
      found.addAll(thrown);
    }
    for (Reason reason : reasons) {
      thrown.forEach(t -> found.add(t.because(reason)));
    }
  }

  private Set<Thrown> ofAttempt(Step.Attempt attempt, Set<Reason> reasons) {
    Set<Thrown> left = thrown(attempt.block(), reasons);
    Set<Thrown> found = new LinkedHashSet<>();
    for (Step.Clause clause : attempt.clauses()) {
      Set<Thrown> entering = new LinkedHashSet<>();
      for (Thrown one : left) {
        if (clause.caught().stream().anyMatch(c -> CatchClauses.areRelated(c, one.type(), state))) {
          entering.add(one);
        }
      }
      left.removeIf(
          one -> clause.caught().stream().anyMatch(c -> state.getTypes().isSubtype(one.type(), c)));
      caught.put(clause.parameter(), entering);
      found.addAll(thrown(clause.code(), reasonsOf(entering)));
    }
    found.addAll(left);
    return found;
  }

  private static Set<Reason> reasonsOf(Set<Thrown> entering) {
    Set<Reason> reasons = new HashSet<>();
    for (Thrown thrown : entering) {
      if (thrown.isInterrupt()) {
        reasons.add(Reason.INTERRUPT);
      } else if (thrown.reason() != Reason.UNLIKELY) {
        reasons.add(Reason.FAILURE);
      }
    }
    return reasons.isEmpty() ? ImmutableSet.of(Reason.UNLIKELY) : reasons;
  }

  private Set<Thrown> ofCall(Step.Call call) {
    Step.Target target = call.target();
    MethodSymbol method = target.method();
    Known<TreePath> bodies = summaries.bodies(target);
    Effects callee = summaries.soFar(target);
    Optional<Conduct> conduct =
        bodies.seen().isEmpty() ? CallRules.of(target, state) : Optional.empty();
    exits |= callee.exits() || conduct.filter(c -> c == Conduct.EXIT).isPresent();
    connects |= callee.connects() || conduct.filter(c -> c == Conduct.CONNECT).isPresent();
    waits |= callee.waits() || ResolvedLibrary.of(state).waits(method);
    callsOthers |= callee.callsOthers() || mayCallOthers(method, bodies);
    Set<Thrown> found = new LinkedHashSet<>();
    for (Thrown thrown : callee.thrown()) {
      Reason reason = passesOn ? thrown.passedOn().reason() : thrown.reason();
      substitute(thrown.type(), call).ifPresent(t -> found.add(Thrown.of(t, reason)));
    }
    boolean refuses = conduct.filter(c -> c == Conduct.REFUSE).isPresent();
    boolean parses = conduct.filter(c -> c == Conduct.PARSE).isPresent();
    boolean safe = (parses && !call.input()) || conduct.filter(c -> c == Conduct.SAFE).isPresent();
    if (!bodies.isComplete() && !safe) {
      for (Type type : call.declared()) {
        if (type.hasTag(TypeTag.TYPEVAR) || ASTHelpers.isCheckedExceptionType(type, state)) {
          found.add(Thrown.of(type, refuses ? Reason.REFUSAL : Reason.DECLARED));
        }
      }
    }
    Type unchecked = state.getSymtab().runtimeExceptionType;
    if (parses && call.input() && found.isEmpty()) {
      found.add(Thrown.of(unchecked, Reason.INPUT));
    }
    if (!bodies.isComplete() && isSupplied(method)) {
      found.add(Thrown.of(unchecked, Reason.SUPPLIED));
    }
    return found;
  }

  private boolean mayCallOthers(MethodSymbol method, Known<TreePath> bodies) {
    return !bodies.isComplete()
        && (CallRules.isFunction(method, state)
            || (CompilationIndex.of(state).isInView(method)
                ? bodies.seen().isEmpty() && (method.flags() & Flags.ABSTRACT) != 0
                : !CallRules.isQuiet(method, state)));
  }

  /** A type variable stands for what the call has put in its place. */
  private Optional<Type> substitute(Type type, Step.Call call) {
    if (!type.hasTag(TypeTag.TYPEVAR)) {
      return Optional.of(type);
    }
    List<Type> formal = call.target().method().getThrownTypes();
    for (int i = 0; i < formal.size() && i < call.declared().size(); i++) {
      if (formal.get(i).tsym.equals(type.tsym)) {
        return Optional.of(call.declared().get(i))
            .filter(t -> t.tsym != null && (t.hasTag(TypeTag.CLASS) || t.hasTag(TypeTag.TYPEVAR)));
      }
    }
    return Optional.empty();
  }

  private boolean isSupplied(MethodSymbol method) {
    String owner = method.owner.getQualifiedName().toString();
    return CallRules.isFunction(method, state)
        && (CompilationIndex.of(state).isInView(method)
            || owner.startsWith("java.util.function.")
            || owner.equals("java.util.concurrent.Callable"));
  }

  /** What the steps call, that of their lambdas and classes included. */
  static ImmutableList<Step.Target> targets(List<Step> steps) {
    ImmutableList.Builder<Step.Target> found = ImmutableList.builder();
    for (Step step : steps) {
      if (step instanceof Step.Call call) {
        found.add(call.target());
        found.addAll(targets(call.inPlace()));
      } else if (step instanceof Step.Apart apart) {
        found.addAll(targets(apart.code()));
      } else if (step instanceof Step.Attempt attempt) {
        found.addAll(targets(attempt.block()));
        attempt.clauses().forEach(clause -> found.addAll(targets(clause.code())));
      }
    }
    return found.build();
  }
}
