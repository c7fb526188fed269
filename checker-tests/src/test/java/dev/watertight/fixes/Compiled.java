package dev.watertight.fixes;

import static com.google.common.truth.Truth.assertWithMessage;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The classes of one source file, compiled without any check. */
record Compiled(Path classes, String messages, boolean isComplete) {

  /** Compiles a file of that name, which must succeed. */
  static Compiled of(String name, String source, List<String> arguments, Path... more) {
    Compiled compiled = attempt(name, source, arguments, more);
    assertWithMessage("%s %s%s", arguments, compiled.messages, source)
        .that(compiled.isComplete)
        .isTrue();
    return compiled;
  }

  /** Compiles a file of that name, if that is possible. */
  static Compiled attempt(String name, String source, List<String> arguments, Path... more) {
    try {
      Path directory = Files.createTempDirectory("compiled");
      Path file = Files.writeString(directory.resolve(name), source, UTF_8);
      ByteArrayOutputStream messages = new ByteArrayOutputStream();
      ImmutableList<String> command =
          Stream.of(
                  Stream.of("-proc:none", "-nowarn", "-d", directory.toString()),
                  arguments.stream(),
                  Stream.of(file.toString()),
                  Stream.of(more).map(Path::toString))
              .flatMap(part -> part)
              .collect(ImmutableList.toImmutableList());
      int exitCode =
          ToolProvider.getSystemJavaCompiler()
              .run(null, messages, messages, command.toArray(String[]::new));
      return new Compiled(directory, messages.toString(UTF_8), exitCode == 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
