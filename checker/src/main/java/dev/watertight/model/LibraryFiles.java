package dev.watertight.model;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symtab;
import com.sun.tools.javac.util.ClientCodeException;
import com.sun.tools.javac.util.Context;
import com.sun.tools.javac.util.Name;
import com.sun.tools.javac.util.Names;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.tools.FileObject;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/**
 * The files that come with the libraries and modules that a compilation uses: models that their
 * authors have written, and summaries of classes that were compiled with the plugin.
 *
 * <p>A summary has the name of a top-level class. A row {@code class NAME KEY} stands in front of
 * what is said of a class, and says for which class file that holds.
 */
public final class LibraryFiles {
  /** Where models are, on the class path and in jars. */
  private static final String MODELS = "META-INF/watertight";

  /** Where summaries are, on the class path, in jars, and in the output. */
  public static final String SUMMARIES = MODELS + "/summaries";

  private static final String EXTENSION = ".txt";
  private static final String CLASS = "class ";
  private static final String VERSION = "version ";

  private final Context context;
  private final ImmutableSet<Path> roots;

  /** Those of a compilation. */
  LibraryFiles(Context context) {
    this.context = context;
    this.roots = roots(context);
  }

  /** The path of the summary of a top-level class, below the directory for summaries. */
  public static String summaryOf(String type) {
    return type + EXTENSION;
  }

  /** The row in front of what a summary says of a class. */
  public static String header(String type, FileObject classFile) throws IOException {
    return CLASS + type + " " + key(classFile);
  }

  private static String key(FileObject classFile) throws IOException {
    try (InputStream in = classFile.openInputStream()) {
      byte[] bytes = in.readAllBytes();
      CRC32 sum = new CRC32();
      sum.update(bytes);
      return Long.toHexString(sum.getValue()) + "-" + bytes.length;
    }
  }

  /**
   * Where libraries are of which the compilation knows any class: the jars that are open, in place
   * of opening all of them again; and the directories of the class path.
   */
  private static ImmutableSet<Path> roots(Context context) {
    if (!(context.get(JavaFileManager.class) instanceof StandardJavaFileManager files)) {
      return ImmutableSet.of();
    }
    try {
      return roots(files, context);
    } catch (ClientCodeException | UnsupportedOperationException e) {
      // A file manager that has no paths.
      return ImmutableSet.of();
    }
  }

  private static ImmutableSet<Path> roots(StandardJavaFileManager files, Context context) {
    Set<Path> found = new LinkedHashSet<>();
    for (StandardLocation location :
        List.of(StandardLocation.CLASS_PATH, StandardLocation.MODULE_PATH)) {
      if (files.hasLocation(location)) {
        files.getLocationAsPaths(location).forEach(found::add);
      }
    }
    found.removeIf(path -> !Files.isDirectory(path));
    Set<FileSystem> systems = new LinkedHashSet<>();
    for (ClassSymbol symbol : Symtab.instance(context).getAllClasses()) {
      if (symbol.classfile != null
          && !symbol.flatName().toString().startsWith("java.")
          && symbol.classfile.getKind() == JavaFileObject.Kind.CLASS) {
        try {
          systems.add(files.asPath(symbol.classfile).getFileSystem());
        } catch (IllegalArgumentException e) {
          // In memory.
        }
      }
    }
    for (FileSystem system : systems) {
      if (system.provider().getScheme().equals("jar")) {
        found.add(system.getPath("/"));
      }
    }
    return ImmutableSet.copyOf(found);
  }

  /**
   * The models that libraries bring.
   *
   * @throws IllegalArgumentException if one cannot be read
   */
  ImmutableList<ModelFile> models() {
    return paths(MODELS).map(ModelFile::of).collect(toImmutableList());
  }

  /** The summaries of classes that the compilation knows. */
  ImmutableList<Path> summaries() {
    return paths(SUMMARIES)
        .filter(
            path -> {
              String file = path.getFileName().toString();
              return isKnown(file.substring(0, file.length() - EXTENSION.length()));
            })
        .collect(toImmutableList());
  }

  /**
   * What a summary says of classes that are as they were then.
   *
   * @throws IllegalArgumentException if it, or such a class, cannot be read
   */
  ModelFile summary(Path path) {
    ModelFile file = ModelFile.of(path);
    return new ModelFile(file.source(), valid(file));
  }

  private Stream<Path> paths(String directory) {
    return roots.stream()
        .map(root -> root.resolve(directory))
        .filter(Files::isDirectory)
        .flatMap(path -> in(path).stream());
  }

  private static ImmutableList<Path> in(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(EXTENSION))
          .sorted()
          .collect(toImmutableList());
    } catch (IOException e) {
      throw ModelFile.unreadable(directory.toUri().toString(), e);
    }
  }

  private boolean isKnown(String type) {
    return !classFiles(type).isEmpty();
  }

  /** The class files, mostly one, of a class that is not compiled now. */
  private ImmutableList<JavaFileObject> classFiles(String type) {
    Name name = Names.instance(context).fromString(type);
    ImmutableList.Builder<JavaFileObject> found = ImmutableList.builder();
    for (ClassSymbol symbol : Symtab.instance(context).getClassesForName(name)) {
      if (symbol.classfile != null && symbol.classfile.getKind() == JavaFileObject.Kind.CLASS) {
        found.add(symbol.classfile);
      }
    }
    return found.build();
  }

  /** The lines about classes whose files are as the lines say; empty ones stand for the others. */
  private List<String> valid(ModelFile file) {
    List<String> valid = new ArrayList<>();
    boolean holds = false;
    for (String line : file.lines()) {
      boolean header = line.startsWith(CLASS);
      if (header) {
        holds = isUnchanged(line, file);
      }
      valid.add((holds && !header) || line.startsWith(VERSION) ? line : "");
    }
    return valid;
  }

  private boolean isUnchanged(String header, ModelFile file) {
    int space = header.indexOf(' ', CLASS.length());
    if (space < 0) {
      return false;
    }
    try {
      for (JavaFileObject known : classFiles(header.substring(CLASS.length(), space))) {
        if (key(known).equals(header.substring(space + 1))) {
          return true;
        }
      }
    } catch (IOException e) {
      throw ModelFile.unreadable(file.source(), e);
    }
    return false;
  }
}
