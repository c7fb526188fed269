package dev.watertight.tools;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the page of a check. */
@Command(
    name = "explain",
    description = "Prints the page of a check, to which its reports refer.",
    mixinStandardHelpOptions = true)
final class Explain implements Callable<Integer> {
  @Parameters(paramLabel = "CHECK", description = "The name of a check, or of another page.")
  private String page = "";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    String name = page.replaceFirst("^.*/", "").replaceFirst("\\.md$", "");
    CommandSpec command = requireNonNull(spec);
    String text =
        Pages.text(name)
            .orElseThrow(
                () ->
                    new ParameterException(
                        command.commandLine(), "There is no page '%s'".formatted(page)));
    command.commandLine().getOut().println(text);
    return 0;
  }
}
