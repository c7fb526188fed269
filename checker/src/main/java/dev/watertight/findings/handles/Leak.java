package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Opening;
import dev.watertight.paths.Loss;
import dev.watertight.program.Symbols;
import dev.watertight.values.Fate;
import java.util.Objects;
import java.util.Optional;

/**
 * A handle that is opened and not, or not always, released.
 *
 * @param opening where it is opened and what it is
 * @param kind what is wrong
 * @param holders the variables and fields that hold it, in the order it reaches them; none if it is
 *     thrown away
 * @param losses the exits at which it is lost, the most convincing first; none where no code at all
 *     releases what a field holds
 */
public record Leak(
    Opening opening, Kind kind, ImmutableSet<VarSymbol> holders, ImmutableList<Loss> losses) {
  /** What is wrong with the handle. */
  public enum Kind {
    /** No code releases it. */
    NEVER_RELEASED,
    /** No code in view releases it, but a public getter or field shows it to others. */
    EXPOSED,
    /** Some path of the method that opens it releases it, another does not. */
    LOST_ON_A_PATH,
    /** The variable that holds it is given another handle. */
    OVERWRITTEN,
    /** It is taken out of the container that holds it, and nobody has it then. */
    TAKEN_OUT,
    /** It is one of several in a container of which but one is released. */
    ONLY_ONE_RELEASED,
    /** It is one of several in a container whose release may stop at another one. */
    RELEASE_STOPPED,
    /** It is put into a field that still holds an open one, and that is lost. */
    OVERWRITES,
    /** The constructor that opens it can fail afterwards, and then nobody has the object. */
    LOST_BY_FAILING_CONSTRUCTOR,
    /** The method that should release it can leave before it does. */
    RELEASE_SKIPPED,
    /** The method that should release it passes by the release in a state in which it is open. */
    RELEASE_PASSED_BY,
    /** A subclass overrides the method that should release it and does not call that. */
    RELEASE_OVERRIDDEN,
    /** It lives as long as the process, and its threads are no daemons. */
    KEEPS_JVM_ALIVE
  }

  /**
   * Makes a leak, without the calls that only the compiler writes, such as the {@code close()} of a
   * resource: nobody finds their line, where it is lost by others as well.
   */
  public Leak {
    ImmutableList<Loss> written =
        losses.stream()
            .filter(loss -> loss.at() == null || ASTHelpers.getStartPosition(loss.at()) > 0)
            .collect(ImmutableList.toImmutableList());
    losses = written.isEmpty() ? losses : written;
  }

  /** The same for another opening, at the same place. */
  public Leak of(Opening other) {
    return new Leak(other, kind, holders, losses);
  }

  static Leak of(Opening opening, Kind kind, Fate fate, Loss... losses) {
    return new Leak(opening, kind, fate.variables(), ImmutableList.copyOf(losses));
  }

  /** What holds the handle first and best: the local variable it is opened into, else a field. */
  public Optional<VarSymbol> holder() {
    return holders.stream()
        .findFirst()
        .filter(v -> (v.flags() & Flags.PARAMETER) == 0)
        .or(this::field)
        .or(this::local);
  }

  /** The field that holds the handle, if one does. */
  public Optional<VarSymbol> field() {
    return holders.stream().filter(Symbols::isField).findFirst();
  }

  /** The local variable that holds the handle, if one does. */
  public Optional<VarSymbol> local() {
    return holders.stream().filter(v -> !Symbols.isField(v)).findFirst();
  }

  /** The statements and calls at which it is lost; the end of the method is none. */
  public ImmutableList<Tree> exits() {
    return losses.stream()
        .map(Loss::at)
        .filter(Objects::nonNull)
        .collect(ImmutableList.toImmutableList());
  }
}
