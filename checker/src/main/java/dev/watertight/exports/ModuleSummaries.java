package dev.watertight.exports;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.tools.javac.api.MultiTaskListener;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.util.Context;
import com.sun.tools.javac.util.Log;
import dev.watertight.caches.PerCompilation;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import dev.watertight.model.LibraryFiles;
import dev.watertight.model.Model;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * Writes, beside the class files, what the analysis has found out of classes, for when a module
 * that depends on them is compiled: {@link LibraryFiles} reads it.
 *
 * <p>A summary is written once the class files are there, whose keys it holds: what has been
 * compiled otherwise since then is not believed. The same classes have the same summary, byte by
 * byte.
 */
public final class ModuleSummaries implements TaskListener {
  private static final Supplier<ModuleSummaries> INSTANCE =
      PerCompilation.of(
          state -> {
            ModuleSummaries summaries = new ModuleSummaries(state.context);
            if (Model.isSummarizing(state)) {
              MultiTaskListener.instance(state.context).add(summaries);
            }
            return summaries;
          });

  private final Context context;
  private final Set<CompilationUnitTree> read = new HashSet<>();

  /* All checks ask about one unit after the other. */
  private @Nullable CompilationUnitTree last;

  /* By top-level class, and in it by class. */
  private final Map<String, Map<String, ImmutableSet<String>>> summaries = new TreeMap<>();

  private ModuleSummaries(Context context) {
    this.context = context;
  }

  /**
   * Sees to it that there will be summaries of the classes of the unit at hand. Where javac does
   * not attribute all units first, what methods of others do is not known yet.
   */
  public static void add(VisitorState state) {
    ModuleSummaries summaries = INSTANCE.get(state);
    CompilationUnitTree unit = state.getPath().getCompilationUnit();
    if (unit != summaries.last) {
      if (Model.isSummarizing(state) && CompilationIndex.of(state).isComplete()) {
        summaries.addUnit(unit, state);
      }
      summaries.last = unit;
    }
  }

  private void addUnit(CompilationUnitTree unit, VisitorState state) {
    if (!read.add(unit)) {
      return;
    }
    boolean opens = !Candidates.of(Candidate.HANDLE, state).isEmpty();
    for (Tree tree : unit.getTypeDecls()) {
      if (tree instanceof ClassTree declaration) {
        ClassSymbol type = ASTHelpers.getSymbol(declaration);
        Map<String, ImmutableSet<String>> found = new TreeMap<>();
        addClass(type, opens, found, state);
        summaries.put(type.flatName().toString(), found);
      }
    }
  }

  private static void addClass(
      ClassSymbol type,
      boolean opens,
      Map<String, ImmutableSet<String>> found,
      VisitorState state) {
    if (!Symbols.isOpenToOthers(type)) {
      return;
    }
    ImmutableSet<String> rows = ExportedRows.of(type, opens, state);
    if (!rows.isEmpty()) {
      found.put(type.flatName().toString(), rows);
    }
    for (Symbol member : type.members().getSymbols()) {
      if (member instanceof ClassSymbol nested) {
        addClass(nested, opens, found, state);
      }
    }
  }

  @Override
  public void finished(TaskEvent event) {
    if (event.getKind() != TaskEvent.Kind.COMPILATION || Log.instance(context).nerrors > 0) {
      return;
    }
    JavaFileManager files = context.get(JavaFileManager.class);
    if (files == null || !files.hasLocation(StandardLocation.CLASS_OUTPUT)) {
      return;
    }
    try {
      for (Map.Entry<String, Map<String, ImmutableSet<String>>> summary : summaries.entrySet()) {
        write(summary.getKey(), summary.getValue(), files);
      }
    } catch (IOException | RuntimeException e) {
      // Of modules that are compiled together, or of an output that takes no other files.
      Log.instance(context)
          .printRawLines(
              Log.WriterKind.NOTICE, "Note: Watertight could not write summaries of classes: " + e);
    }
  }

  private static void write(
      String type, Map<String, ImmutableSet<String>> summary, JavaFileManager files)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, ImmutableSet<String>> rows : summary.entrySet()) {
      // For output: a directory that was not there at the start is not found for input.
      JavaFileObject classFile =
          files.getJavaFileForOutput(
              StandardLocation.CLASS_OUTPUT, rows.getKey(), JavaFileObject.Kind.CLASS, null);
      try {
        lines.add(LibraryFiles.header(rows.getKey(), classFile));
        lines.addAll(rows.getValue());
      } catch (FileNotFoundException | NoSuchFileException e) {
        // Not all of the unit has been compiled.
      }
    }
    String name = LibraryFiles.SUMMARIES + "/" + LibraryFiles.summaryOf(type);
    FileObject file = files.getFileForOutput(StandardLocation.CLASS_OUTPUT, "", name, null);
    if (lines.isEmpty()) {
      file.delete();
      return;
    }
    try (Writer out = file.openWriter()) {
      out.write("version 1\n" + String.join("\n", lines) + "\n");
    }
  }
}
