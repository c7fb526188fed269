package dev.watertight.model;

/**
 * A row of the model that says what calls of library methods do.
 *
 * @param owner the pattern of the fully qualified name of the class that declares the method
 * @param method the pattern of the method's name
 * @param conduct what it does
 */
public record CallRule(String owner, String method, Conduct conduct) {
  /** What a library method does. */
  public enum Conduct {
    /** It ends the process. */
    EXIT,
    /** It writes a log: it is quiet, and does nothing else. */
    LOG,
    /** It deals with sockets, for which other threads may wait: it is quiet otherwise. */
    CONNECT,
    /** It may change files, of which a watch service tells: it is quiet otherwise. */
    TOUCH,
    /** It neither runs code of its users nor throws what it is given. */
    QUIET,
    /** It throws only if what it is asked for is not there, or not in the state to have it. */
    REFUSE,
    /** It makes a stream of what is in memory: none of its methods fails. */
    MEMORY,
    /** It throws only if its arguments are not as they should be. */
    PARSE,
    /** It makes an exception that says that there is nothing of the name which a call was given. */
    UNNAMED,
    /** It declares an exception that it does not throw where the code makes sense. */
    SAFE
  }
}
