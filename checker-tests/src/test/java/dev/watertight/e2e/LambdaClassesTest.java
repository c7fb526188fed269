package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The build has given the plugin's lambda expressions ordinary classes. */
final class LambdaClassesTest {
  @Test
  void nothingIsLinkedAtRunTime() throws IOException {
    List<String> linking = new ArrayList<>();
    try (JarFile jar = new JarFile(Plugin.jar().toFile())) {
      for (JarEntry entry : jar.stream().filter(LambdaClassesTest::isClass).toList()) {
        String constants = new String(jar.getInputStream(entry).readAllBytes(), ISO_8859_1);
        if (Stream.of("LambdaMetafactory", "StringConcatFactory", "ObjectMethods")
            .anyMatch(constants::contains)) {
          linking.add(entry.getName());
        }
      }
    }

    assertThat(linking).isEmpty();
  }

  @Test
  void everyClassPassesTheVerifier() throws Exception {
    List<String> names;
    try (JarFile jar = new JarFile(Plugin.jar().toFile())) {
      names = jar.stream().filter(LambdaClassesTest::isClass).map(JarEntry::getName).toList();
    }

    assertThat(names.stream().filter(name -> name.contains("$$Lambdas")).toList()).isNotEmpty();
    for (String name : names) {
      // Initialization verifies first.
      Class.forName(name.replace(".class", "").replace('/', '.'));
    }
  }

  @Test
  void interfacesOfLibrariesHaveAClassEach() throws Exception {
    List<String> mixed = new ArrayList<>();
    try (JarFile jar = new JarFile(Plugin.jar().toFile())) {
      for (JarEntry entry : jar.stream().filter(LambdaClassesTest::isClass).toList()) {
        String name = entry.getName().replace(".class", "").replace('/', '.');
        Class<?>[] interfaces =
            name.contains("$$Lambdas") ? Class.forName(name).getInterfaces() : new Class<?>[0];
        if (interfaces.length > 1
            && Arrays.stream(interfaces).anyMatch(i -> !i.getName().startsWith("java."))) {
          mixed.add(name);
        }
      }
    }

    assertThat(mixed).isEmpty();
  }

  private static boolean isClass(JarEntry entry) {
    return entry.getName().endsWith(".class");
  }
}
