package dev.watertight.samples;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs the main method of another class and counts the threads that are left when it has returned.
 *
 * <p>Usage: {@code java -Djdk.trackAllThreads=true LeakCounter <main class name>}. The last line
 * printed is {@code CLEAN}, or {@code LEAKED platform=<n> virtual=<n> [<names>]}; before it comes
 * {@code THREW <exception>} if the main method threw one. The exit code is 0 for a program that is
 * clean and did not throw, else 1.
 *
 * <p>A thread counts if it was not there before, and is neither gone within {@value #SETTLE_MILLIS}
 * ms nor one of the JDK's own. What the JDK's own are, and how they are told from the program's, is
 * said at {@code isOwnedByJdk}.
 */
public final class LeakCounter {
  private static final int SETTLE_MILLIS = 1_500;
  private static final int POLL_MILLIS = 50;
  private static final Pattern DUMPED_THREAD =
      Pattern.compile("\"tid\":\\s*\"?(\\d+)\"?.*?\"name\":\\s*\"([^\"]*)\"", Pattern.DOTALL);

  /* By id: the name, or #id for a thread without one. */
  private record Threads(Map<Long, String> platform, Map<Long, String> virtual) {
    static Threads live() throws IOException {
      Map<Long, String> platform = new TreeMap<>();
      Map<Long, String> all = dump();
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        all.remove(thread.threadId());
        if (!isOwnedByJdk(thread)) {
          platform.put(thread.threadId(), thread.getName());
        }
      }
      return new Threads(platform, all);
    }

    Threads minus(Threads others) {
      platform.keySet().removeAll(others.platform.keySet());
      virtual.keySet().removeAll(others.virtual.keySet());
      return this;
    }

    List<String> names() {
      return Stream.of(platform, virtual).flatMap(threads -> threads.values().stream()).toList();
    }

    boolean isEmpty() {
      return platform.isEmpty() && virtual.isEmpty();
    }
  }

  private LeakCounter() {}

  /**
   * Runs a program and reports what it leaves behind.
   *
   * @param args the name of the program's main class
   * @throws Exception if the class has no main method, or the threads can't be dumped
   */
  public static void main(String[] args) throws Exception {
    Threads before = Threads.live();
    boolean threw = !run(args[0]);
    Threads left = Threads.live().minus(before);
    /* By the clock, since on a busy machine counting takes longer than the sleep between counts. */
    long start = System.nanoTime();
    while (!left.isEmpty() && System.nanoTime() - start < SETTLE_MILLIS * 1_000_000L) {
      Thread.sleep(POLL_MILLIS);
      left = Threads.live().minus(before);
    }
    System.out.println(
        left.isEmpty()
            ? "CLEAN"
            : "LEAKED platform=%d virtual=%d %s"
                .formatted(left.platform.size(), left.virtual.size(), left.names()));
    System.exit(left.isEmpty() && !threw ? 0 : 1);
  }

  /* In this very thread, so that a scope left open still has an owner, and is seen in the dump. */
  private static boolean run(String className) throws ReflectiveOperationException {
    try {
      Method main = Class.forName(className).getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) new String[0]);
      return true;
    } catch (InvocationTargetException e) {
      System.out.println("THREW " + e.getCause());
      return false;
    }
  }

  /* Thread.getAllStackTraces() has no virtual threads; the JSON dump has both kinds. */
  private static Map<Long, String> dump() throws IOException {
    Path directory = Files.createTempDirectory("leak-counter");
    Path file = directory.resolve("threads.json");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
      Map<Long, String> names = new TreeMap<>();
      Matcher thread = DUMPED_THREAD.matcher(Files.readString(file));
      while (thread.find()) {
        String name = thread.group(2);
        names.put(Long.valueOf(thread.group(1)), name.isEmpty() ? "#" + thread.group(1) : name);
      }
      return names;
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  /**
   * Whether a platform thread is one that the JDK starts when it needs it and never ends.
   *
   * <ul>
   *   <li>In the root group, where no program's threads start: {@code Reference Handler}, {@code
   *       Finalizer}, {@code Signal Dispatcher}, {@code Notification Thread}, {@code Attach
   *       Listener}.
   *   <li>Of a class in {@code jdk.internal}: {@code Common-Cleaner}, {@code Read-Poller}, {@code
   *       VirtualThread-unparker} and {@code -unblocker}; also the carriers of virtual threads,
   *       whose names ({@code ForkJoinPool-1-worker-1}) a program's own pool can have, too.
   *   <li>In the group of the carriers: the thread that wakes sleeping virtual threads.
   *   <li>By name: the workers and the timer of the common pool, and before JDK 25 the timer of
   *       {@code CompletableFuture}, which start in whatever group first needs them.
   * </ul>
   */
  private static boolean isOwnedByJdk(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null // It has ended.
        || group.getParent() == null
        || group.getName().equals("CarrierThreads")
        || thread.getClass().getName().startsWith("jdk.internal.")
        || thread.getName().startsWith("ForkJoinPool.commonPool-")
        || thread.getName().equals("CompletableFutureDelayScheduler");
  }
}
