package dev.watertight.e2e;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The Error Prone releases that the plugin is tried with. */
final class ErrorProne {
  static final String OLDEST = System.getProperty("error-prone.oldest.version");

  /** The last that runs on Java 17. */
  static final String LAST_FOR_JAVA_17 = "2.42.0";

  static final String NEWEST = System.getProperty("error-prone.version");

  private static final Map<String, ImmutableList<File>> CLASS_PATHS = new HashMap<>();

  private ErrorProne() {}

  /** The class path of a release as a user has it, untouched by the versions managed in our pom. */
  static synchronized ImmutableList<File> classPath(String version)
      throws IOException, InterruptedException {
    ImmutableList<File> known = CLASS_PATHS.get(version);
    if (known != null) {
      return known;
    }
    Path directory = Project.scratch("error-prone-" + version);
    Files.copy(Project.resource("class-path/pom.xml"), directory.resolve("pom.xml"));
    Forked build =
        Maven.run(
            directory,
            Jdk.current(),
            ImmutableList.of(
                "dependency:build-classpath",
                "-Dmdep.outputFile=class-path",
                "-Derror-prone.version=" + version));
    assertWithMessage(build.output()).that(build.exitCode()).isEqualTo(0);
    ImmutableList<File> classPath =
        Splitter.on(File.pathSeparatorChar)
            .splitToStream(Files.readString(directory.resolve("class-path")).strip())
            .map(File::new)
            .collect(toImmutableList());
    CLASS_PATHS.put(version, classPath);
    return classPath;
  }
}
