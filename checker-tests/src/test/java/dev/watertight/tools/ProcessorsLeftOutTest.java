package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The processors of the class path that do not run. */
final class ProcessorsLeftOutTest {
  @TempDir private Path repository;

  @Test
  void onClassPathOnly() throws IOException {
    Path maker = jar("org/maker/maker-kit/1.2/maker-kit-1.2.jar", "# ours\nmaker.Maker");
    Path plain = jar("org/plain/plain/1/plain-1.jar", "");

    assertThat(note("-processorpath", plain, "-classpath", plain, maker))
        .hasValue(
            "annotation processors of maker-kit-1.2.jar do not run, since <annotationProcessorPaths> is all that javac looks at: if this code uses them, it loses what they do;"
                + " add <path><groupId>org.maker</groupId><artifactId>maker-kit</artifactId><version>1.2</version></path>");
  }

  @Test
  void outsideRepository() throws IOException {
    Path maker = jar("maker.jar", "maker.Maker");

    assertThat(note("-processorpath", repository, "-classpath", maker).orElseThrow())
        .endsWith("add <path>...</path>");
  }

  @Test
  void otherVersionOnProcessorPath() throws IOException {
    Path old = jar("maker/maker/1/maker-1.jar", "maker.Maker");
    Path next = jar("maker/maker/2/maker-2.jar", "maker.Maker # the same");

    assertThat(note("-processorpath", next, "-classpath", old)).isEmpty();
  }

  @Test
  void noProcessorPath() throws IOException {
    assertThat(note("-classpath", jar("maker/maker/1/maker-1.jar", "maker.Maker"))).isEmpty();
  }

  @Test
  void processorsOff() throws IOException {
    Path maker = jar("maker/maker/1/maker-1.jar", "maker.Maker");

    assertThat(note("-proc:none", "-processorpath", repository, "-classpath", maker)).isEmpty();
  }

  private Optional<String> note(Object... words) throws IOException {
    StringBuilder line = new StringBuilder();
    boolean behindPath = false;
    for (Object word : words) {
      line.append(behindPath && word instanceof Path ? File.pathSeparator : " ").append(word);
      behindPath = word instanceof Path;
    }
    return new ProcessorsLeftOut(Optional.of(repository)).note(JavacOptions.parse(line.toString()));
  }

  private Path jar(String name, String processors) throws IOException {
    Path jar = repository.resolve(name).normalize();
    Files.createDirectories(jar.getParent());
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("META-INF/services/javax.annotation.processing.Processor"));
      out.write(processors.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    return jar;
  }
}
