package dev.watertight.e2e;

import com.google.common.base.Joiner;
import com.google.common.base.StandardSystemProperty;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a program with a {@code main} method did when it was run.
 *
 * @param printed its lines, sorted: its threads print in any order
 * @param verdict {@code CLEAN}, or what it left behind, or that its main method does not return
 */
public record ProgramRun(ImmutableList<String> printed, String verdict) {
  /** The verdict on a program whose threads have all ended. */
  public static final String CLEAN = "CLEAN";

  private static final String COUNTER = "dev.watertight.samples.LeakCounter";
  private static final Pattern COUNTED = Pattern.compile("(CLEAN|LEAKED platform=.*)\\s*$");
  // A fix moves lines.
  private static final String STACK = "\tat ";
  private static final int TIMEOUT_SECONDS = 10;

  /** The source that has to be compiled into the directory of the program, which it runs. */
  public static Path counter() {
    return Samples.counterDirectory().resolve(COUNTER.replace('.', '/') + ".java");
  }

  /** Runs a program in a process of its own, and counts the threads that it leaves. */
  public static ProgramRun of(Path classes, String mainClass) {
    return run(classes, ImmutableList.of(COUNTER, mainClass));
  }

  /** Runs a program in a process of its own, which it may keep from ending. */
  public static ProgramRun alone(Path classes, String mainClass) {
    return run(classes, ImmutableList.of(mainClass));
  }

  private static ProgramRun run(Path classes, List<String> program) {
    try {
      Forked run = fork(classes, program, TIMEOUT_SECONDS);
      Matcher counted = COUNTED.matcher(run.output());
      boolean isCounted = counted.find();
      String printed = isCounted ? run.output().substring(0, counted.start()) : run.output();
      // A program that calls System.exit() ends before the counter speaks.
      String otherwise =
          run.exitCode() == Forked.HANGS
              ? "HANGS"
              : run.exitCode() == 0 ? CLEAN : "ENDED " + run.exitCode();
      return new ProgramRun(
          printed
              .lines()
              .filter(line -> !line.startsWith(STACK))
              .sorted()
              .collect(ImmutableList.toImmutableList()),
          isCounted ? counted.group(1) : otherwise);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The process, whose output ends with a line that counts the threads that are left. */
  static Forked counted(Path classes, String mainClass, int seconds)
      throws IOException, InterruptedException {
    return fork(classes, ImmutableList.of(COUNTER, mainClass), seconds);
  }

  private static Forked fork(Path classes, List<String> program, int seconds)
      throws IOException, InterruptedException {
    String classPath =
        Joiner.on(File.pathSeparatorChar)
            .join(classes, StandardSystemProperty.JAVA_CLASS_PATH.value());
    return Forked.run(
        Project.TESTS,
        ImmutableMap.of(),
        ImmutableList.<String>builder()
            .add(Jdk.current().java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
            .add("--enable-preview", "-Djdk.trackAllThreads=true", "-cp", classPath)
            .addAll(program)
            .build(),
        seconds);
  }
}
