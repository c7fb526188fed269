package dev.watertight.server;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.BaseErrorProneJavaCompiler;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.scanner.ScannerSupplier;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.tools.javac.api.BasicJavacTask;
import dev.watertight.listeners.FindingListener;
import dev.watertight.reports.Found;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.DoubleConsumer;
import javax.tools.Diagnostic;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import org.jspecify.annotations.Nullable;

/** Runs javac here, with our checks and no others. */
final class Compiler {
  private final JavaCompiler javac;

  Compiler() {
    List<Class<? extends BugChecker>> checks = new ArrayList<>();
    ServiceLoader.load(BugChecker.class, Compiler.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::type)
        .filter(type -> type.getName().startsWith("dev.watertight."))
        .forEach(checks::add);
    this.javac = new BaseErrorProneJavaCompiler(ScannerSupplier.fromBugCheckerClasses(checks));
  }

  /**
   * What is compiled.
   *
   * @param module how
   * @param files the files
   * @param texts the texts of those that are not as on disk
   * @param classPath in place of that of the module
   * @param output where to put classes
   * @param whole whether these are all files of the module
   */
  record Request(
      Module module,
      Collection<Path> files,
      Map<Path, String> texts,
      List<Path> classPath,
      Path output,
      boolean whole) {}

  /**
   * What has come of it.
   *
   * @param findings by file; the text is the one that was compiled
   * @param errors why javac did not come to an end, so that the findings are not all
   */
  record Result(Map<Path, Shown> findings, ImmutableList<String> errors) {}

  /** What keeps the libraries open for some compilations. */
  StandardJavaFileManager files() {
    return javac.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
  }

  /**
   * Compiles.
   *
   * @param progress is told which part of the work is done
   */
  Result compile(Request request, StandardJavaFileManager files, Run run, DoubleConsumer progress)
      throws IOException {
    run.check();
    Errors errors = new Errors();
    Findings findings = new Findings();
    List<JavaFileObject> sources = new ArrayList<>();
    for (Path file : request.files) {
      String text = request.texts.get(file);
      if (text == null) {
        files.getJavaFileObjects(file).forEach(source -> sources.add(new Read(source)));
      } else {
        sources.add(new Buffer(file.toUri(), text));
      }
    }
    Files.createDirectories(request.output);
    StringWriter output = new StringWriter();
    JavaCompiler.CompilationTask task =
        javac.getTask(output, files, errors, options(request), null, sources);
    FindingListener.listen(findings, ((BasicJavacTask) task).getContext());
    ((BasicJavacTask) task).addTaskListener(new Steps(sources.size(), run, progress));
    try {
      boolean done = task.call();
      if (!done && errors.texts.isEmpty()) {
        errors.texts.add("javac says: " + output.toString().strip());
      }
    } catch (RuntimeException e) {
      run.check();
      throw e;
    }
    return new Result(findings.byFile(), ImmutableList.copyOf(errors.texts));
  }

  private static ImmutableList<String> options(Request request) {
    ImmutableList.Builder<String> options =
        ImmutableList.<String>builder()
            .addAll(request.module.options())
            .add("-d", request.output.toString())
            .add("-cp", Joiner.on(File.pathSeparatorChar).join(request.classPath))
            .add("-Xlint:none", "-Xmaxerrs", "100", "-implicit:none")
            .add("-XDaddTypeAnnotationsToSymbol=true")
            .add("--should-stop=ifError=FLOW");
    if (request.whole) {
      options.add("-XDcompilePolicy=simple");
    } else {
      // With this policy, the checks know that they do not see all: no "nobody does this" is true.
      options.add("-XDcompilePolicy=byfile", "--should-stop=ifNoError=FLOW");
    }
    return options.add("-XepIgnoreUnknownCheckNames").addAll(request.module.flags()).build();
  }

  /** A text of the editor. */
  private static final class Buffer extends SimpleJavaFileObject {
    private final String text;

    Buffer(URI uri, String text) {
      super(uri, Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /**
   * A file on disk, with the text that javac has read: whoever asks for it later gets that, too,
   * also if the file has been written meanwhile, since it is that text which findings are of.
   */
  private static final class Read extends ForwardingJavaFileObject<JavaFileObject> {
    private @Nullable String text;

    Read(JavaFileObject file) {
      super(file);
    }

    @Override
    public synchronized CharSequence getCharContent(boolean ignoreEncodingErrors)
        throws IOException {
      if (text == null) {
        text = super.getCharContent(ignoreEncodingErrors).toString();
      }
      return text;
    }
  }

  /** What javac itself has to complain of. */
  private static final class Errors implements javax.tools.DiagnosticListener<JavaFileObject> {
    private final List<String> texts = new ArrayList<>();

    @Override
    public void report(Diagnostic<? extends JavaFileObject> diagnostic) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
        JavaFileObject file = diagnostic.getSource();
        String place =
            file == null
                ? ""
                : Path.of(file.toUri()).getFileName() + ":" + diagnostic.getLineNumber() + ": ";
        texts.add(place + diagnostic.getMessage(Locale.ROOT).lines().findFirst().orElse(""));
      }
    }
  }

  /** What the checks report. */
  private static final class Findings implements FindingListener {
    private final Map<JavaFileObject, List<Found>> byFile = new LinkedHashMap<>();

    @Override
    public void onFinding(Found finding) {
      byFile.computeIfAbsent(finding.file(), file -> new ArrayList<>()).add(finding);
    }

    Map<Path, Shown> byFile() throws IOException {
      Map<Path, Shown> shown = new LinkedHashMap<>();
      for (Map.Entry<JavaFileObject, List<Found>> entry : byFile.entrySet()) {
        shown.put(
            Path.of(entry.getKey().toUri()),
            new Shown(
                entry.getKey().getCharContent(true).toString(),
                entry.getValue().stream().distinct().collect(toImmutableList())));
      }
      return shown;
    }
  }

  /** The steps of a compilation: between them it can be cancelled. */
  private static final class Steps implements TaskListener {
    private final int files;
    private final Run run;
    private final DoubleConsumer progress;
    private int done;

    Steps(int files, Run run, DoubleConsumer progress) {
      this.files = files;
      this.run = run;
      this.progress = progress;
    }

    @Override
    public void started(TaskEvent event) {
      run.check();
    }

    @Override
    public void finished(TaskEvent event) {
      // Each class is analyzed; a file has one, mostly.
      if (event.getKind() == TaskEvent.Kind.ANALYZE) {
        done++;
        progress.accept(Math.min(1, done / (double) Math.max(1, files)));
      }
    }
  }
}
