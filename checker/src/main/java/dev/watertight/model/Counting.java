package dev.watertight.model;

/**
 * A method that says how many elements something has, or that calls a function for each of them.
 *
 * @param member the method
 * @param rule what it says
 */
public record Counting(Member member, Rule rule) {
  /** What a method says about elements: those of its receiver, or of its argument if static. */
  public enum Rule {
    /** What it returns has as many elements as it has arguments. */
    ARGUMENTS,
    /** What it returns has as many elements as it has arguments that differ. */
    DISTINCT,
    /** What it returns has half as many elements as it has arguments. */
    PAIRS,
    /** What it returns has as many elements as its first argument says. */
    NUMBER,
    /** What it returns has a number for each of those between its two arguments. */
    RANGE,
    /** What it returns has a number for each from its first to its second argument. */
    CLOSED,
    /** What it returns has no elements. */
    NONE,
    /** What it returns has elements without end. */
    ENDLESS,
    /** What it returns has as many elements. */
    SAME,
    /** What it returns has as many elements; all may have been asked for before it hands on any. */
    GATHERED,
    /** What it returns shows the same elements, whatever is added or removed by either. */
    VIEW,
    /** What it returns has as many elements or fewer. */
    FEWER,
    /** What it returns has as many elements as its argument, a collector, says. */
    COLLECTED,
    /** What it returns has as many elements as there are that differ. */
    UNIQUE,
    /** What it returns has as many elements, but no more than its argument says. */
    LIMIT,
    /** It returns their number. */
    SIZE,
    /** It calls its function once for each element. */
    EACH,
    /** It calls its function once for each element, unless it has seen enough. */
    SOME,
    /** It looks at the elements and leaves them as they are. */
    LOOK,
    /** It tells whether there is a next element. */
    NEXT,
    /** What it makes, a constructor of just this class, keeps all that it is given. */
    KEEPS
  }
}
