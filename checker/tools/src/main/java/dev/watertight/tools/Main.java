package dev.watertight.tools;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands: {@code java -jar watertight-tools.jar COMMAND}. */
@Command(
    name = "watertight",
    description = "Commands around Watertight, the Error Prone plugin.",
    mixinStandardHelpOptions = true,
    subcommands = {Doctor.class, Explain.class, Fix.class, Html.class, Merge.class, Site.class})
public final class Main {
  private Main() {}

  /** Runs a command; the exit code is 0 if it has done what it is for, and 2 for a wrong call. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }
}
