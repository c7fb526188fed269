package dev.watertight.e2e;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A Maven project that uses the plugin by {@code .mvn/jvm.config}, and has samples as its sources.
 */
record UserProject(Path directory) {
  private static final Pattern MESSAGE =
      Pattern.compile(
          "^\\[(ERROR|WARNING|INFO)] (.+\\.java):\\[(\\d+),\\d+] \\[(\\w+)] ", Pattern.MULTILINE);

  /** A new project below {@code target}, with samples as its sources. */
  static UserProject create(String name, Samples.Group group, List<String> files)
      throws IOException {
    UserProject project = create(name);
    copy(group.directory(), files, project.sources());
    return project;
  }

  /** A new project below {@code target}, without sources. */
  static UserProject create(String name) throws IOException {
    UserProject project = new UserProject(Project.scratch(name));
    copy(
        Project.resource("user-project"),
        ImmutableList.of("pom.xml", ".mvn/jvm.config"),
        project.directory);
    return project;
  }

  void addSource(String file, String text) throws IOException {
    Path path = sources().resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** Adds a module, which uses others. */
  UserProject addModule(String name, String... used) throws IOException {
    if (!Files.readString(directory.resolve("pom.xml")).contains("<modules>")) {
      editPom(
          "  <properties>",
          "  <packaging>pom</packaging>\n  <modules>\n  </modules>\n  <properties>");
    }
    editPom("  </modules>", "    <module>" + name + "</module>\n  </modules>");
    UserProject module = module(name);
    Files.createDirectories(module.directory);
    Files.writeString(
        module.directory.resolve("pom.xml"),
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <parent>
            <groupId>com.example</groupId>
            <artifactId>user-project</artifactId>
            <version>1</version>
          </parent>
          <artifactId>%s</artifactId>
          <build/>
        </project>
        """
            .formatted(name));
    for (String other : used) {
      module.addDependency("com.example", other, "1");
    }
    return module;
  }

  UserProject module(String name) {
    return new UserProject(directory.resolve(name));
  }

  void addDependency(String group, String name, String version) throws IOException {
    if (!Files.readString(directory.resolve("pom.xml")).contains("<dependencies>")) {
      editPom("  <build", "  <dependencies>\n  </dependencies>\n  <build");
    }
    editPom(
        "  </dependencies>",
        """
          <dependency>
            <groupId>%s</groupId>
            <artifactId>%s</artifactId>
            <version>%s</version>
          </dependency>
        </dependencies>\
        """
            .formatted(group, name, version)
            .indent(2)
            .stripTrailing());
  }

  /** Adds to what Error Prone is given. */
  void addOption(String option) throws IOException {
    editPom("-Xep:Watertight ", "-Xep:Watertight" + option + " ");
  }

  /** Replaces a text in its POM. */
  void editPom(String old, String replacement) throws IOException {
    Path pom = directory.resolve("pom.xml");
    Files.writeString(pom, Files.readString(pom).replace(old, replacement));
  }

  /** Runs {@code mvn compile}. */
  Forked compile(Jdk jdk, String errorProne, List<String> options)
      throws IOException, InterruptedException {
    return Maven.run(
        directory,
        jdk,
        ImmutableList.<String>builder()
            .add("compile")
            .add("-Derror-prone.version=" + errorProne, "-Dwatertight.version=" + Plugin.VERSION)
            .addAll(options)
            .build());
  }

  /** The reports of our checks; Maven prints errors twice. */
  ImmutableList<Finding> findings(Forked build) {
    return MESSAGE
        .matcher(build.output())
        .results()
        .filter(message -> Plugin.CHECKS.containsKey(message.group(4)))
        .map(this::finding)
        .distinct()
        .collect(toImmutableList());
  }

  private Finding finding(MatchResult message) {
    return new Finding(
        sources().relativize(Path.of(message.group(2))).toString().replace('\\', '/'),
        Integer.parseInt(message.group(3)),
        Finding.severity(message.group(1)),
        message.group(4));
  }

  private Path sources() {
    return directory.resolve("src").resolve("main").resolve("java");
  }

  private static void copy(Path from, List<String> files, Path to) throws IOException {
    for (String file : files) {
      Files.createDirectories(to.resolve(file).getParent());
      Files.copy(from.resolve(file), to.resolve(file));
    }
  }
}
