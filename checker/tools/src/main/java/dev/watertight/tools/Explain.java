package dev.watertight.tools;

import static java.util.Objects.requireNonNull;

import com.google.common.io.Resources;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
    CommandLine command = requireNonNull(spec).commandLine();
    URL resource =
        page(page.replaceFirst("(.*/)?(.*?)(\\.md)?$", "$2"))
            .orElseThrow(
                () -> new ParameterException(command, "There is no page '%s'".formatted(page)));
    command.getOut().println(Resources.toString(resource, StandardCharsets.UTF_8));
    return 0;
  }

  /** The page of a check, or another page. */
  static Optional<URL> page(String name) {
    return Optional.ofNullable(Explain.class.getResource("/dev/watertight/docs/" + name + ".md"));
  }
}
