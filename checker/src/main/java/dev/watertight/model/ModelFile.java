package dev.watertight.model;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symtab;
import com.sun.tools.javac.util.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/**
 * A model file.
 *
 * @param source where it is, for error messages
 * @param lines its lines
 */
record ModelFile(String source, List<String> lines) {
  /** Where libraries bring model files, on the class path and in their jars. */
  private static final String DIRECTORY = "META-INF/watertight";

  /**
   * Reads a user's file.
   *
   * @param option the option that names it, for the error message
   * @throws IllegalArgumentException if it cannot be read; the message names the option and file
   */
  static ModelFile named(String option, String file) {
    String source = option + "=" + file;
    try {
      return new ModelFile(source, Files.readAllLines(Path.of(file)));
    } catch (IOException | InvalidPathException e) {
      throw unreadable(source, e);
    }
  }

  private static ModelFile of(Path file) {
    String source = file.toUri().toString();
    try {
      return new ModelFile(source, Files.readAllLines(file));
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private static IllegalArgumentException unreadable(String source, Exception e) {
    return new IllegalArgumentException(
        "%s: cannot read the model file: %s".formatted(source, e), e);
  }

  /**
   * Reads the files that the libraries bring of which the compilation knows any class: the jars
   * that are open, in place of opening all of them again; and the directories of the class path.
   */
  static ImmutableList<ModelFile> ofLibraries(Context context) {
    if (!(context.get(JavaFileManager.class) instanceof StandardJavaFileManager files)) {
      return ImmutableList.of();
    }
    Set<Path> roots = new LinkedHashSet<>();
    for (StandardLocation location :
        List.of(StandardLocation.CLASS_PATH, StandardLocation.MODULE_PATH)) {
      Iterable<? extends Path> paths = files.getLocationAsPaths(location);
      if (paths != null) {
        paths.forEach(roots::add);
      }
    }
    jars(files, context).forEach(jar -> roots.add(jar.getPath("/")));
    ImmutableList.Builder<ModelFile> found = ImmutableList.builder();
    for (Path root : roots) {
      Path directory = root.resolve(DIRECTORY);
      if (Files.isDirectory(directory)) {
        found.addAll(in(directory));
      }
    }
    return found.build();
  }

  /** The open jars with classes that the compilation has come across. */
  private static Set<FileSystem> jars(StandardJavaFileManager files, Context context) {
    Set<FileSystem> systems = new LinkedHashSet<>();
    for (ClassSymbol symbol : Symtab.instance(context).getAllClasses()) {
      if (symbol.classfile != null && symbol.classfile.getKind() == JavaFileObject.Kind.CLASS) {
        try {
          systems.add(files.asPath(symbol.classfile).getFileSystem());
        } catch (IllegalArgumentException e) {
          // In memory.
        }
      }
    }
    systems.removeIf(system -> !system.provider().getScheme().equals("jar"));
    return systems;
  }

  private static ImmutableList<ModelFile> in(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .map(ModelFile::of)
          .collect(toImmutableList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
