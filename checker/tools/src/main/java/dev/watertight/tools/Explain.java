package dev.watertight.tools;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.util.Optional;
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
    Optional<String> text = Pages.text(name);
    if (text.isEmpty()) {
      throw new ParameterException(command.commandLine(), noPage(name));
    }
    command.commandLine().getOut().println(text.orElseThrow());
    return 0;
  }

  private String noPage(String name) throws IOException {
    ImmutableSortedSet<String> names = Pages.names();
    ImmutableList<String> similar = SimilarNames.of(name, names);
    return "There is no page '%s'; %s"
        .formatted(
            page,
            similar.isEmpty()
                ? "there are: " + String.join(" ", names)
                : "did you mean %s?".formatted(String.join(" or ", similar)));
  }
}
