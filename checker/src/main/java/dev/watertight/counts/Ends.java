package dev.watertight.counts;

import com.sun.source.tree.Tree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The ways in which a statement ends, each with what is known then. */
final class Ends {
  /** How a statement ends. */
  enum Way {
    /** Control goes on behind it. */
    NORMAL,
    /** Control leaves a statement around it, or goes on behind a switch. */
    BREAK,
    /** Control goes on with the next round of a loop around it. */
    CONTINUE,
    /** The body around it returns. */
    RETURN,
    /** It throws, or ends the process. */
    THROW,
    /** It never ends. */
    NEVER
  }

  /** A way, with the statement that a jump leads to. */
  private record End(Way way, @Nullable Tree target) {}

  private final Map<End, Situation> situations = new LinkedHashMap<>();

  static Ends of(Situation situation) {
    Ends ends = new Ends();
    ends.add(Way.NORMAL, null, situation);
    return ends;
  }

  void add(Way way, @Nullable Tree target, Situation situation) {
    situations.merge(new End(way, target), situation, Situation::or);
  }

  void addAll(Ends others) {
    others.situations.forEach((end, situation) -> add(end.way(), end.target(), situation));
  }

  Optional<Situation> normal() {
    return Optional.ofNullable(situations.get(new End(Way.NORMAL, null)));
  }

  /** Takes out the ends of a way that lead to a target, or those without one. */
  Optional<Situation> remove(Way way, @Nullable Tree target) {
    return Optional.ofNullable(situations.remove(new End(way, target)));
  }

  /** What holds in all ends of such ways together. */
  Optional<Situation> all(Predicate<Way> way) {
    return situations.entrySet().stream()
        .filter(entry -> way.test(entry.getKey().way()))
        .map(Map.Entry::getValue)
        .reduce(Situation::or);
  }

  /** The same ends, each changed. */
  Ends map(UnaryOperator<Situation> change) {
    Ends changed = new Ends();
    situations.forEach(
        (end, situation) -> changed.add(end.way(), end.target(), change.apply(situation)));
    return changed;
  }
}
