package dev.watertight.fixes;

import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.bugpatterns.ChannelClosedBeforeSendersEnd;
import dev.watertight.bugpatterns.ExpiringHandleNotReleased;
import dev.watertight.bugpatterns.NonDaemonStaticHandle;
import dev.watertight.e2e.ProgramRun;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Proves the repair of a program by running it: what it left behind is gone, and it prints what it
 * printed before. At each language level on which the program compiles, what the fix makes of it
 * does too, whether the level is that of the API or the compiler's own API is in view.
 */
final class Proof {
  private static final ImmutableList<Integer> LEVELS = ImmutableList.of(8, 11, 17, 21, 25);

  /** What is not printed is the defect that these find. */
  private static final ImmutableSet<Class<? extends BugChecker>> LOST_WORK =
      ImmutableSet.of(ChannelClosedBeforeSendersEnd.class, ExpiringHandleNotReleased.class);

  private static final Pattern MAIN = Pattern.compile("\\bstatic void main\\(");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern TYPE =
      Pattern.compile("(?m)^(?:public |final )*(?:class|record|enum|interface) (\\w+)");

  private final Class<? extends BugChecker> check;
  private final String name;
  private final String before;

  private Proof(Class<? extends BugChecker> check, String name, String before) {
    this.check = check;
    this.name = name;
    this.before = before;
  }

  /**
   * Runs both, if they can be.
   *
   * @param name the name of the file
   * @param arguments those which the programs are compiled with
   */
  static void of(
      Class<? extends BugChecker> check,
      String name,
      String before,
      String after,
      ImmutableList<String> arguments) {
    if (MAIN.matcher(before).find()) {
      Proof proof = new Proof(check, name, before);
      proof.levels();
      proof.runs(after, arguments);
    }
  }

  private void levels() {
    int newest = Runtime.version().feature();
    for (int level : LEVELS) {
      String number = Integer.toString(level);
      ImmutableList<String> release = ImmutableList.of("--release", number);
      if (level > newest || !Compiled.attempt(name, before, release).isComplete()) {
        continue;
      }
      String patched = patch("--release", number);
      Compiled.of(name, patched, release);
      // The API of newer releases is in view, and must not be used.
      assertWithMessage("-source %s", level)
          .that(patch("-source", number, "-target", number))
          .isEqualTo(patched);
    }
  }

  private String patch(String... level) {
    return PatchRun.of(check).with(level).patch(name, before);
  }

  private void runs(String after, List<String> arguments) {
    ProgramRun old = run(before, arguments);
    ProgramRun repaired = run(after, arguments);
    assertWithMessage("%s\n%s", repaired.printed(), after)
        .that(repaired.verdict())
        .isEqualTo(ProgramRun.CLEAN);
    if (LOST_WORK.contains(check)) {
      return;
    }
    assertWithMessage(after).that(repaired.printed()).containsAtLeastElementsIn(old.printed());
    if (old.verdict().equals(ProgramRun.CLEAN)) {
      assertWithMessage(after).that(repaired.printed()).isEqualTo(old.printed());
    }
  }

  private ProgramRun run(String source, List<String> arguments) {
    Compiled compiled = Compiled.of(name, source, arguments, ProgramRun.counter());
    // Of a handle that lives as long as the process, it matters that this ends.
    return check.equals(NonDaemonStaticHandle.class)
        ? ProgramRun.alone(compiled.classes(), mainClass(source))
        : ProgramRun.of(compiled.classes(), mainClass(source));
  }

  /** The last class that begins before the main method. */
  private static String mainClass(String source) {
    Matcher main = MAIN.matcher(source);
    Matcher type = TYPE.matcher(source);
    String name = "";
    if (main.find()) {
      while (type.find() && type.start() < main.start()) {
        name = type.group(1);
      }
    }
    Matcher home = PACKAGE.matcher(source);
    return home.find() ? home.group(1) + "." + name : name;
  }
}
