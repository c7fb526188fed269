package dev.watertight.e2e;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Prints each class, field and method that a class in a jar refers to and that is not on the class
 * path: what would be a {@link LinkageError} once that line runs. The last line is the number of
 * references looked at.
 *
 * <p>A program that is run from this source file, so that the JDK that it looks at is the one that
 * runs it; so it has to do with Java 17, and with nothing else in this package.
 */
final class UnresolvedReferences {
  private int references;

  private UnresolvedReferences() {}

  /**
   * Looks at one jar, which is on the class path itself.
   *
   * @param args the jar
   * @throws IOException if it can't be read
   */
  public static void main(String[] args) throws IOException {
    UnresolvedReferences search = new UnresolvedReferences();
    try (JarFile jar = new JarFile(args[0])) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        if (entry.getName().endsWith(".class")) {
          try (InputStream in = jar.getInputStream(entry)) {
            search.read(entry.getName(), new DataInputStream(in));
          }
        }
      }
    }
    System.out.println(search.references);
  }

  /* The constant pool: JVM specification, 4.4. */
  private void read(String file, DataInputStream in) throws IOException {
    in.skipNBytes(8);
    int size = in.readUnsignedShort();
    int[] tags = new int[size];
    int[] first = new int[size];
    int[] second = new int[size];
    String[] texts = new String[size];
    for (int i = 1; i < size; i++) {
      tags[i] = in.readUnsignedByte();
      switch (tags[i]) {
        case 1 -> texts[i] = in.readUTF();
        case 3, 4 -> in.skipNBytes(4);
        case 5, 6 -> {
          in.skipNBytes(8);
          i++;
        }
        case 7, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
        case 9, 10, 11, 12, 17, 18 -> {
          first[i] = in.readUnsignedShort();
          second[i] = in.readUnsignedShort();
        }
        case 15 -> in.skipNBytes(3);
        default -> throw new IOException(file + ": constant of unknown kind " + tags[i]);
      }
    }
    for (int i = 1; i < size; i++) {
      if (tags[i] == 7) {
        check(file, texts[first[i]], "", "", tags[i]);
      } else if (tags[i] >= 9 && tags[i] <= 11) {
        int member = second[i];
        check(file, texts[first[first[i]]], texts[first[member]], texts[second[member]], tags[i]);
      }
    }
  }

  private void check(String file, String owner, String name, String descriptor, int tag) {
    references++;
    try {
      Class<?> type =
          Class.forName(owner.replace('/', '.'), true, UnresolvedReferences.class.getClassLoader());
      boolean resolved =
          switch (tag) {
            case 9 -> hasField(type, name, descriptor);
            case 10 -> !type.isInterface() && hasMethod(type, name, descriptor);
            case 11 -> type.isInterface() && hasMethod(type, name, descriptor);
            default -> true;
          };
      if (!resolved) {
        System.out.printf("%s: no %s.%s %s%n", file, owner, name, descriptor);
      }
    } catch (ClassNotFoundException | LinkageError e) {
      System.out.printf("%s: %s.%s %s: %s%n", file, owner, name, descriptor, e);
    }
  }

  private static boolean hasField(Class<?> type, String name, String descriptor) {
    return supertypes(type)
        .flatMap(supertype -> Arrays.stream(supertype.getDeclaredFields()))
        .anyMatch(
            field ->
                field.getName().equals(name)
                    && field.getType().descriptorString().equals(descriptor));
  }

  private static boolean hasMethod(Class<?> type, String name, String descriptor) {
    if (name.equals("<init>")) {
      return Arrays.stream(type.getDeclaredConstructors())
          .anyMatch(
              constructor ->
                  MethodType.methodType(void.class, constructor.getParameterTypes())
                      .descriptorString()
                      .equals(descriptor));
    }
    return supertypes(type)
        .flatMap(supertype -> Arrays.stream(supertype.getDeclaredMethods()))
        .anyMatch(
            method ->
                method.getName().equals(name)
                    && MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                        .descriptorString()
                        .equals(descriptor));
  }

  /* With the class itself; and with Object, whose methods interfaces have, too. */
  private static Stream<Class<?>> supertypes(Class<?> type) {
    return Stream.of(
            Stream.<Class<?>>of(type, Object.class),
            Stream.ofNullable(type.getSuperclass()).flatMap(UnresolvedReferences::supertypes),
            Arrays.stream(type.getInterfaces()).flatMap(UnresolvedReferences::supertypes))
        .flatMap(types -> types);
  }
}
