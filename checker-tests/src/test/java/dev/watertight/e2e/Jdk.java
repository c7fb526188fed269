package dev.watertight.e2e;

import com.google.common.base.StandardSystemProperty;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An installed JDK. */
record Jdk(Path home) {
  private static final Pattern JDK_HOME = Pattern.compile("<jdkHome>(.*?)</jdkHome>");

  /** The one that runs this test. */
  static Jdk current() {
    return new Jdk(Path.of(StandardSystemProperty.JAVA_HOME.value()));
  }

  /**
   * One of the given feature release, among the one that runs this, the one that runs Maven, and
   * all that Maven knows of: those which its toolchains plugin has found, since the build asks it.
   */
  static Optional<Jdk> find(int feature) throws IOException {
    List<Path> homes = new ArrayList<>();
    homes.add(current().home);
    homes.add(Path.of(System.getProperty("maven.java.home")));
    Path settings = Path.of(StandardSystemProperty.USER_HOME.value(), ".m2");
    for (String file : List.of("toolchains.xml", "discovered-jdk-toolchains-cache.xml")) {
      if (Files.exists(settings.resolve(file))) {
        Matcher home = JDK_HOME.matcher(Files.readString(settings.resolve(file)));
        while (home.find()) {
          homes.add(Path.of(home.group(1).strip()));
        }
      }
    }
    for (Path home : homes) {
      if (feature(home) == feature) {
        return Optional.of(new Jdk(home));
      }
    }
    return Optional.empty();
  }

  String java() {
    return home.resolve("bin").resolve("java").toString();
  }

  private static int feature(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.exists(release) || !Files.exists(home.resolve("lib").resolve("ct.sym"))) {
      return -1;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    }
    String version = properties.getProperty("JAVA_VERSION").replace("\"", "");
    return Runtime.Version.parse(version).feature();
  }
}
