package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import dev.watertight.reports.Found;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.DidChangeWatchedFilesRegistrationOptions;
import org.eclipse.lsp4j.FileSystemWatcher;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.MessageType;
import org.eclipse.lsp4j.ProgressParams;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.Registration;
import org.eclipse.lsp4j.RegistrationParams;
import org.eclipse.lsp4j.WorkDoneProgressBegin;
import org.eclipse.lsp4j.WorkDoneProgressCreateParams;
import org.eclipse.lsp4j.WorkDoneProgressEnd;
import org.eclipse.lsp4j.WorkDoneProgressNotification;
import org.eclipse.lsp4j.WorkDoneProgressReport;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.services.LanguageClient;

/** The editor, as far as it is told something. */
final class Client {
  private static final int PATIENCE_SECONDS = 2;

  private final LanguageClient remote;
  private final ClientCapabilities can;
  private final ConcurrentHashMap<String, Run> cancellable = new ConcurrentHashMap<>();

  Client(LanguageClient remote, ClientCapabilities capabilities) {
    this.remote = remote;
    this.can = capabilities;
  }

  /** Shows a user what they have to do something about. */
  void show(MessageType type, String message) {
    remote.showMessage(new MessageParams(type, message));
  }

  /** Tells what may be of interest when something is looked into. */
  void log(String message) {
    remote.logMessage(new MessageParams(MessageType.Info, message));
  }

  /** Shows the findings of a file, in place of those that it had. */
  void publish(String uri, Optional<Integer> version, Shown shown) {
    PublishDiagnosticsParams params =
        new PublishDiagnosticsParams(uri, diagnostics(shown.findings(), new Lines(shown.text())));
    version.ifPresent(params::setVersion);
    remote.publishDiagnostics(params);
  }

  /** Whether edits may say which version of a file they are of. */
  boolean takesVersions() {
    return can.getWorkspace() != null
        && can.getWorkspace().getWorkspaceEdit() != null
        && Boolean.TRUE.equals(can.getWorkspace().getWorkspaceEdit().getDocumentChanges());
  }

  /** Asks to be told when a file changes that says how others are compiled. */
  void watch(String... globs) {
    if (can.getWorkspace() == null
        || can.getWorkspace().getDidChangeWatchedFiles() == null
        || !Boolean.TRUE.equals(
            can.getWorkspace().getDidChangeWatchedFiles().getDynamicRegistration())) {
      return;
    }
    List<FileSystemWatcher> watchers =
        ImmutableList.copyOf(globs).stream()
            .map(glob -> new FileSystemWatcher(Either.forLeft(glob)))
            .toList();
    // A client that refuses tells of no changes, which each save makes up for.
    var unused =
        remote.registerCapability(
            new RegistrationParams(
                List.of(
                    new Registration(
                        "watertight-files",
                        "workspace/didChangeWatchedFiles",
                        new DidChangeWatchedFilesRegistrationOptions(watchers)))));
  }

  /** Has the work that the user sees under this name stop. */
  void cancel(String token) {
    Run run = cancellable.get(token);
    if (run != null) {
      run.cancel();
    }
  }

  /** Shows that there is work under way. */
  Progress progress(String title, Run run) throws InterruptedException {
    return new Progress(title, run);
  }

  /** What the user sees of some work; nothing if the editor cannot show it. */
  final class Progress implements AutoCloseable {
    private final String token = UUID.randomUUID().toString();
    private final boolean isShown;
    private int percentage;

    private Progress(String title, Run run) throws InterruptedException {
      this.isShown = create();
      if (isShown) {
        cancellable.put(token, run);
        WorkDoneProgressBegin begin = new WorkDoneProgressBegin();
        begin.setTitle(title);
        begin.setCancellable(true);
        begin.setPercentage(0);
        send(begin);
      }
    }

    /** Says what is done now. */
    void step(String message) {
      WorkDoneProgressReport report = new WorkDoneProgressReport();
      report.setMessage(message);
      report.setPercentage(percentage);
      report.setCancellable(true);
      send(report);
    }

    /** Says how much is done. */
    void part(double done) {
      int now = (int) (100 * done);
      if (now >= percentage + 5) {
        percentage = now;
        WorkDoneProgressReport report = new WorkDoneProgressReport();
        report.setPercentage(percentage);
        report.setCancellable(true);
        send(report);
      }
    }

    @Override
    public void close() {
      cancellable.remove(token);
      send(new WorkDoneProgressEnd());
    }

    private boolean create() throws InterruptedException {
      if (can.getWindow() == null || !Boolean.TRUE.equals(can.getWindow().getWorkDoneProgress())) {
        return false;
      }
      Future<Void> created =
          remote.createProgress(new WorkDoneProgressCreateParams(Either.forLeft(token)));
      try {
        created.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return true;
      } catch (ExecutionException | TimeoutException e) {
        created.cancel(true);
        return false;
      }
    }

    private void send(WorkDoneProgressNotification news) {
      if (isShown) {
        remote.notifyProgress(new ProgressParams(Either.forLeft(token), Either.forLeft(news)));
      }
    }
  }

  /** Findings as the protocol has them. */
  static List<Diagnostic> diagnostics(List<Found> findings, Lines lines) {
    return findings.stream().map(finding -> diagnostic(finding, lines)).toList();
  }

  static Diagnostic diagnostic(Found finding, Lines lines) {
    Diagnostic diagnostic =
        new Diagnostic(
            lines.range(finding),
            finding.message(),
            switch (finding.severity()) {
              case ERROR -> DiagnosticSeverity.Error;
              case WARNING -> DiagnosticSeverity.Warning;
              case SUGGESTION -> DiagnosticSeverity.Information;
            },
            "watertight");
    diagnostic.setCode(finding.check());
    return diagnostic;
  }
}
