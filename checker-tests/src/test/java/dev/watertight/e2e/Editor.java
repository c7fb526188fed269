package dev.watertight.e2e;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.StandardSystemProperty;
import com.google.common.collect.ImmutableList;
import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializedParams;
import org.eclipse.lsp4j.MessageActionItem;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.ProgressParams;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.ShowMessageRequestParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.WindowClientCapabilities;
import org.eclipse.lsp4j.WorkDoneProgressCancelParams;
import org.eclipse.lsp4j.WorkDoneProgressCreateParams;
import org.eclipse.lsp4j.WorkDoneProgressNotification;
import org.eclipse.lsp4j.WorkDoneProgressReport;
import org.eclipse.lsp4j.WorkspaceFolder;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;

/** An editor that follows a script: it speaks with a language server of its own, over stdio. */
final class Editor implements LanguageClient, AutoCloseable {
  private static final int TIMEOUT_SECONDS = 60;

  private final Process process;
  private final Map<Path, String> texts = new HashMap<>();
  private final Map<Path, Integer> versions = new HashMap<>();

  /* What the server has said: guarded by this. */
  private final Map<String, PublishDiagnosticsParams> published = new HashMap<>();
  private final List<String> messages = new ArrayList<>();
  private final List<String> logs = new ArrayList<>();
  private final List<WorkDoneProgressNotification> progress = new ArrayList<>();
  private boolean isCancelling;
  private final Map<String, Path> savedDuring = new HashMap<>();

  private final LanguageServer server;
  private final Future<Void> listening;

  private Editor(Process process) {
    this.process = process;
    Launcher<LanguageServer> launcher =
        LSPLauncher.createClientLauncher(this, process.getInputStream(), process.getOutputStream());
    this.server = launcher.getRemoteProxy();
    this.listening = launcher.startListening();
  }

  /** The command that starts the language server of this build. */
  static ImmutableList<String> server() throws IOException {
    return ImmutableList.<String>builder()
        .add(Jdk.current().java())
        // To start fast: what it compiles here is small.
        .add("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .addAll(Project.errorProneOptions())
        .add("-cp", StandardSystemProperty.JAVA_CLASS_PATH.value())
        .add("dev.watertight.server.Main")
        .build();
  }

  /** One that has a directory open; the server has another one for what it writes. */
  static Editor start(Path directory, Path temporary, Map<String, Object> settings)
      throws Exception {
    List<String> command = new ArrayList<>(server());
    command.add(1, "-Djava.io.tmpdir=" + temporary);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Editor editor = new Editor(process);
    InitializeParams params = new InitializeParams();
    ClientCapabilities capabilities = new ClientCapabilities();
    WindowClientCapabilities window = new WindowClientCapabilities();
    window.setWorkDoneProgress(true);
    capabilities.setWindow(window);
    params.setCapabilities(capabilities);
    params.setWorkspaceFolders(
        List.of(new WorkspaceFolder(directory.toUri().toString(), "workspace")));
    params.setInitializationOptions(new Gson().toJsonTree(settings));
    editor.get(editor.server.initialize(params));
    editor.server.initialized(new InitializedParams());
    return editor;
  }

  /** Opens a file that there is. */
  void open(Path file) throws IOException {
    texts.put(file, Files.readString(file));
    versions.put(file, 1);
    server
        .getTextDocumentService()
        .didOpen(
            new DidOpenTextDocumentParams(new TextDocumentItem(uri(file), "java", 1, text(file))));
  }

  /** What an open file has in it. */
  String text(Path file) {
    return texts.get(file);
  }

  /** Gives an open file another text. */
  void edit(Path file, String text) {
    texts.put(file, text);
    int version = versions.merge(file, 1, Integer::sum);
    server
        .getTextDocumentService()
        .didChange(
            new DidChangeTextDocumentParams(
                new VersionedTextDocumentIdentifier(uri(file), version),
                List.of(new TextDocumentContentChangeEvent(text))));
  }

  /** Replaces a part of an open file. */
  void edit(Path file, String old, String replacement) {
    edit(file, text(file).replace(old, replacement));
  }

  /** Writes an open file. */
  void save(Path file) throws IOException {
    Files.writeString(file, text(file));
    server
        .getTextDocumentService()
        .didSave(new DidSaveTextDocumentParams(new TextDocumentIdentifier(uri(file))));
  }

  /** The checks that report something in a file, each with its line, once that is as expected. */
  ImmutableList<String> findings(Path file, String... expected) throws InterruptedException {
    ImmutableList<String> all = ImmutableList.copyOf(expected);
    return await(
        () ->
            Optional.ofNullable(published.get(uri(file)))
                .map(Editor::summary)
                .orElse(ImmutableList.of("nothing published")),
        all::equals);
  }

  /** What was published last of a file. */
  synchronized List<Diagnostic> diagnostics(Path file) {
    return published.get(uri(file)).getDiagnostics();
  }

  private static ImmutableList<String> summary(PublishDiagnosticsParams params) {
    return params.getDiagnostics().stream()
        .map(
            diagnostic ->
                "%s:%d"
                    .formatted(
                        diagnostic.getCode().getLeft(),
                        diagnostic.getRange().getStart().getLine() + 1))
        .sorted()
        .collect(toImmutableList());
  }

  /** What can be done on a line, counted from 1. */
  List<CodeAction> actions(Path file, int line, String... kinds) throws Exception {
    Position place = new Position(line - 1, text(file).split("\n", -1)[line - 1].length());
    CodeActionContext context = new CodeActionContext(List.of());
    context.setOnly(kinds.length == 0 ? null : List.of(kinds));
    return get(
            server
                .getTextDocumentService()
                .codeAction(
                    new CodeActionParams(
                        new TextDocumentIdentifier(uri(file)), new Range(place, place), context)))
        .stream()
        .map(each -> each.getRight())
        .toList();
  }

  /** Edits an open file as an action says. */
  void apply(Path file, CodeAction action) {
    edit(file, applied(file, action));
  }

  /** What an open file would be after an action. */
  String applied(Path file, CodeAction action) {
    StringBuilder text = new StringBuilder(text(file));
    List<TextEdit> edits = new ArrayList<>(action.getEdit().getChanges().get(uri(file)));
    edits.sort(
        (one, other) ->
            offset(file, other.getRange().getStart()) - offset(file, one.getRange().getStart()));
    for (TextEdit edit : edits) {
      text.replace(
          offset(file, edit.getRange().getStart()),
          offset(file, edit.getRange().getEnd()),
          edit.getNewText());
    }
    return text.toString();
  }

  private int offset(Path file, Position position) {
    int offset = 0;
    for (int line = 0; line < position.getLine(); line++) {
      offset = text(file).indexOf('\n', offset) + 1;
    }
    return offset + position.getCharacter();
  }

  /** What the server has told for its log, once there is something about a text. */
  ImmutableList<String> logs(String text) throws InterruptedException {
    return await(
        () -> logs.stream().filter(each -> each.contains(text)).collect(toImmutableList()),
        found -> !found.isEmpty());
  }

  /** What the user was shown, once there is something about a text. */
  ImmutableList<String> messages(String text) throws InterruptedException {
    return await(
        () -> messages.stream().filter(each -> each.contains(text)).collect(toImmutableList()),
        found -> !found.isEmpty());
  }

  /** What the user was shown of work under way, once there is so much. */
  ImmutableList<WorkDoneProgressNotification> progress(
      Predicate<ImmutableList<WorkDoneProgressNotification>> isEnough) throws InterruptedException {
    return await(() -> ImmutableList.copyOf(progress), isEnough);
  }

  /** From now on, whatever work is shown gets cancelled; or not any more. */
  synchronized void setCancelling(boolean cancelling) {
    isCancelling = cancelling;
  }

  /** Says that a file was written, once the user is shown a step of some work. */
  synchronized void saveDuring(String step, Path file) {
    savedDuring.put(step, file);
  }

  private synchronized <T> T await(Supplier<T> fact, Predicate<T> isExpected)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    T now = fact.get();
    while (!isExpected.test(now) && System.nanoTime() < end && process.isAlive()) {
      wait(200);
      now = fact.get();
    }
    if (!isExpected.test(now)) {
      System.err.println("Not as expected: " + now + "; messages: " + messages + logs);
    }
    return now;
  }

  private <T> T get(CompletableFuture<T> answer) throws Exception {
    return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private static String uri(Path file) {
    return file.toUri().toString();
  }

  /** Ends as an editor does, and returns how the server has ended. */
  int end() throws Exception {
    get(server.shutdown());
    server.exit();
    return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  @Override
  public void close() {
    listening.cancel(true);
    process.destroyForcibly();
  }

  @Override
  public synchronized void publishDiagnostics(PublishDiagnosticsParams params) {
    published.put(params.getUri(), params);
    notifyAll();
  }

  @Override
  public synchronized void showMessage(MessageParams message) {
    messages.add(message.getMessage());
    notifyAll();
  }

  @Override
  public CompletableFuture<Void> createProgress(WorkDoneProgressCreateParams params) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized void notifyProgress(ProgressParams params) {
    WorkDoneProgressNotification news = params.getValue().getLeft();
    progress.add(news);
    if (news instanceof WorkDoneProgressReport report) {
      Path saved = savedDuring.remove(String.valueOf(report.getMessage()));
      if (saved != null) {
        server
            .getTextDocumentService()
            .didSave(new DidSaveTextDocumentParams(new TextDocumentIdentifier(uri(saved))));
      }
    }
    if (isCancelling) {
      server.cancelProgress(new WorkDoneProgressCancelParams(params.getToken()));
    }
    notifyAll();
  }

  @Override
  public void telemetryEvent(Object object) {}

  @Override
  public synchronized void logMessage(MessageParams message) {
    logs.add(message.getMessage());
    notifyAll();
  }

  @Override
  public CompletableFuture<MessageActionItem> showMessageRequest(ShowMessageRequestParams params) {
    return CompletableFuture.completedFuture(null);
  }
}
