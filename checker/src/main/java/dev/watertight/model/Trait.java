package dev.watertight.model;

/** What a row says of a type, or of a method and those that override it. */
public enum Trait {
  /** A type: a parameter of it limits how long a method waits. */
  TIME_LIMIT,
  /** A type: its objects answer by what they have been given before, as a set does. */
  REMEMBERS,
  /** A channel: what it carries are bytes or characters, read and written by streams around it. */
  STREAM,
  /** A channel: no method ends it, so that its users agree on a value for the end. */
  ENDLESS,
  /** A channel: its reader fails once the thread that wrote last has ended. */
  WATCHED,
  /** A channel: it drops what is sent while nobody receives, instead of waiting. */
  DROPPING,
  /** A channel: it hands out values in an order of its own. */
  SORTED,
  /** A channel, or a view: it carries no values, and is waited for all the same. */
  SYNCHRONIZER,
  /** A channel: a process, which reads out of view what is written to it, and answers. */
  CHILD,
  /** It gives what a process writes, to be read from. */
  CHILD_OUTPUT,
  /** It gives what a process writes of its errors. */
  CHILD_ERRORS,
  /** It makes the output of a process go elsewhere. */
  REDIRECTS_OUTPUT,
  /** It makes what a process writes of its errors go elsewhere. */
  REDIRECTS_ERRORS,
  /** It waits until a task, or what stands for its result, has ended. */
  AWAITS_TASK,
  /** It waits until every task that the receiver knows of has ended. */
  AWAITS_TASKS,
  /** It waits until others give a sign, perhaps each of them. */
  AWAITS_SIGNAL,
  /** It waits for a permit. */
  AWAITS_PERMIT,
  /** It waits for time to pass. */
  AWAITS_TIME,
  /** It waits for something from outside the program: input, a connection. */
  AWAITS_INPUT,
  /** It reads from a stream; where that has come to its end or failed, it comes back at once. */
  READS,
  /** It connects to others or sends to them, be it to a socket of the program itself. */
  CALLS_OUT,
  /** A type: a connection to a peer, a read of which waits until that sends something. */
  PEER,
  /** It limits how long calls of its receiver wait from then on. */
  LIMITS_WAITS,
  /** It waits for the events of a select, all of which are of its arguments or its receiver. */
  AWAITS_CLAUSE,
  /** It runs the tasks that it is given, and waits for them. */
  RUNS_AWAITED,
  /** It interrupts the tasks that it was given and that still run when it returns. */
  CANCELS_REST,
  /** It runs the task that it is given again and again. */
  PERIODIC,
  /** It makes a task wait for a time, or hands on first what came last. */
  REORDERS,
  /** It runs its function only if its receiver, a stage, has come to a result. */
  AFTER_SUCCESS,
  /** It runs its function when its receiver, a stage, has come to a result or failed. */
  AFTER_EITHER,
  /** After a time limit its receiver, a future, stands for a task no more that still runs. */
  ABANDONS,
  /** It makes the task that its receiver stands for run no more. */
  CANCELS,
  /** It ends the waits for its receiver, or brings the end nearer. */
  COMPLETES,
  /** It makes its receiver wait for more signals. */
  ENROLLS,
  /** It makes its receiver wait for one signal less, for good. */
  WITHDRAWS,
  /** It ends the waits for its receiver with the exception that it is given. */
  FAILS,
  /** A type: whoever has taken it keeps others out. */
  LOCK,
  /** A lock: it keeps out the thread itself that has taken it. */
  NOT_REENTRANT,
  /** It takes its receiver, a lock, and waits until that is free. */
  LOCKS,
  /** It takes its receiver, a lock, if that is free, and tells whether it has. */
  TRIES_LOCK,
  /** It gives its receiver, a lock, back. */
  UNLOCKS,
  /** Its result is its receiver, a lock, for some: for those who read or for those who write. */
  LOCK_VIEW,
  /** It is for those who read, who do not keep each other out. */
  SHARED,
  /** It tells whether, or how often, its receiver, a lock, has been taken. */
  TELLS_HELD,
  /** A map: while it runs a function for a key, others wait that change what is there. */
  KEEPS_PLACES,
  /** It changes what a map has at a key. */
  CHANGES_PLACE,
  /** It writes the end of a line behind what it is given. */
  ENDS_LINE,
  /** It throws an unchecked exception if its receiver has nothing, or nothing more, to give. */
  FAILS_IF_EMPTY,
  /** It makes others go on that wait for its receiver, or calls what its receiver was given. */
  SIGNALS,
  /** It makes only one of those go on that wait for its receiver. */
  WAKES_ONE,
  /** It runs the functions that it is given before it, or what it returns, has done its work. */
  IN_PLACE,
  /** It runs the functions that it is given before it returns, if its result is not lazy. */
  AT_ONCE,
  /** A second call of it with the same arguments changes nothing. */
  REPEATABLE,
  /** What it returns comes from its receiver and its arguments alone. */
  COMPUTES,
  /** It tells of the platform, or how the program was started: the same as long as it runs. */
  TELLS_PLATFORM,
  /** A type: its objects run the functions that they are made with when they are asked. */
  LAZY,
  /** Its result is an executor that runs a task in the thread of whoever gives it. */
  RUNS_AT_ONCE,
  /** Its result is an executor that takes every task until it is told to end. */
  TAKES_ALL,
  /** An interrupt of a platform thread does not end this wait, or those in objects of this type. */
  UNINTERRUPTIBLE,
  /** An interrupt does not end this wait, in whatever thread it is. */
  IGNORES_INTERRUPTS,
  /** Its result is an executor that runs one task at a time. */
  ONE_WORKER,
  /** Its result is an executor with as many threads as its first argument says. */
  WORKERS_GIVEN,
  /** Its result is what drops the tasks, untold, that an executor has no room for. */
  DROPS_REFUSED,
  /** A handle: its release drops the tasks whose time has not come. */
  DROPS_TASKS,
  /** Whether a scheduler runs its periodic tasks on after it has been told to end, it is given. */
  GOES_ON_IF_TRUE,
  /**
   * It ends an executor, and returns the tasks that have not begun without ending their futures.
   */
  DROPS_WAITING,
  /** A handle: it works by itself, so that a {@code main} method may leave it to do so. */
  SERVES,
  /** What it makes from its receiver ends with that, if it is a handle. */
  ENDS_WITH_RECEIVER,
  /** Its result stays as long as the program runs: nobody releases it. */
  LASTS,
  /** Its result is a new object, which nobody else has. */
  MAKES_NEW,
  /** The threads that it makes are virtual. */
  VIRTUAL,
  /** The threads that it makes, or of what it opens, are daemons. */
  DAEMON,
  /** They are daemons if a boolean argument, should there be one, says so. */
  DAEMON_GIVEN,
  /** Is told of the exceptions that leave threads, or says who is. */
  HANDLES_FAILURES,
  /** A handle's method: it returns true only when the handle has been released. */
  TELLS_ENDED,
  /** An executor's method: it returns true only when every task of its receiver has ended. */
  TELLS_IDLE,
  /** A handle's method: it returns false only when the handle has been released. */
  TELLS_OPEN,
  /** It gives its receiver, an executor, another number of threads. */
  RESIZES,
  /** An exception: it says that a channel, or what it is like, has been closed. */
  SAYS_CLOSED,
  /** It tells that there is something in its receiver, or more of it, whatever that is. */
  TELLS_SOME,
  /** It tells that there is nothing in its receiver. */
  TELLS_NONE,
  /** It throws {@code NoSuchElementException} when its receiver has nothing more. */
  FAILS_AT_END,
  /** It may leave some elements of its receiver, a stream, alone: it need not come to their end. */
  PARTIAL,
  /** A subscriber's method: it is called when its publisher has come to its end. */
  ON_END,
  /** A subscriber's method: it is called with an item that the subscriber has asked for. */
  ON_ITEM,
  /** It asks its receiver, a subscription, for so many more items. */
  REQUESTS
}
