package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import javax.tools.ToolProvider;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.CodeActionOptions;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.DidChangeConfigurationParams;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.ExecuteCommandOptions;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.InitializedParams;
import org.eclipse.lsp4j.MessageType;
import org.eclipse.lsp4j.SaveOptions;
import org.eclipse.lsp4j.ServerCapabilities;
import org.eclipse.lsp4j.ServerInfo;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.TextDocumentSyncKind;
import org.eclipse.lsp4j.TextDocumentSyncOptions;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.WorkDoneProgressCancelParams;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageClientAware;
import org.eclipse.lsp4j.services.LanguageServer;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.eclipse.lsp4j.services.WorkspaceService;
import org.jspecify.annotations.Nullable;

/** What the editor may ask and tell; {@link Workspace} does the work. */
final class Server
    implements LanguageServer, LanguageClientAware, TextDocumentService, WorkspaceService {
  /** The command that reads anew how the modules are compiled. */
  private static final String RELOAD = "watertight.reload";

  private @Nullable LanguageClient remote;
  private volatile @Nullable Client client;
  private volatile @Nullable Workspace workspace;
  private volatile ImmutableList<Path> folders = ImmutableList.of();
  private volatile Settings settings = Settings.of(null);
  private volatile boolean isShutDown;

  @Override
  public void connect(LanguageClient editor) {
    remote = editor;
  }

  @Override
  public CompletableFuture<InitializeResult> initialize(InitializeParams params) {
    ClientCapabilities can =
        params.getCapabilities() == null ? new ClientCapabilities() : params.getCapabilities();
    client = new Client(java.util.Objects.requireNonNull(remote), can);
    settings = Settings.of(params.getInitializationOptions());
    folders = folders(params);
    TextDocumentSyncOptions sync = new TextDocumentSyncOptions();
    sync.setOpenClose(true);
    sync.setChange(TextDocumentSyncKind.Full);
    sync.setSave(Either.forRight(new SaveOptions(false)));
    ServerCapabilities capabilities = new ServerCapabilities();
    capabilities.setTextDocumentSync(sync);
    capabilities.setCodeActionProvider(
        new CodeActionOptions(List.of(CodeActionKind.QuickFix, CodeActions.FIX_ALL)));
    capabilities.setExecuteCommandProvider(new ExecuteCommandOptions(List.of(RELOAD)));
    return CompletableFuture.completedFuture(
        new InitializeResult(capabilities, new ServerInfo("Watertight")));
  }

  @SuppressWarnings("deprecation") // What older editors send.
  private static ImmutableList<Path> folders(InitializeParams params) {
    List<String> uris =
        params.getWorkspaceFolders() != null
            ? params.getWorkspaceFolders().stream().map(folder -> folder.getUri()).toList()
            : params.getRootUri() != null ? List.of(params.getRootUri()) : List.of();
    return uris.stream()
        .flatMap(uri -> Document.file(uri).stream())
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public void initialized(InitializedParams params) {
    Client editor = client;
    if (editor == null) {
      return;
    }
    if (ToolProvider.getSystemJavaCompiler() == null || Runtime.version().feature() < 21) {
      editor.show(
          MessageType.Error,
          "Watertight needs the java of a JDK, 21 or newer, and was started by %s (Java %s)"
              .formatted(System.getProperty("java.home"), System.getProperty("java.version")));
      return;
    }
    start(editor);
    editor.watch("**/pom.xml", "**/" + FlagsFile.NAME);
  }

  private void start(Client editor) {
    try {
      workspace = new Workspace(editor, settings, folders);
    } catch (IOException | LinkageError e) {
      editor.show(MessageType.Error, "Watertight cannot start: " + e);
    }
  }

  @Override
  public CompletableFuture<Object> shutdown() {
    isShutDown = true;
    stop();
    return CompletableFuture.completedFuture(new Object());
  }

  @Override
  public void exit() {
    stop();
    System.exit(isShutDown ? 0 : 1);
  }

  private void stop() {
    Workspace now = workspace;
    workspace = null;
    if (now != null) {
      now.close();
    }
  }

  @Override
  public void cancelProgress(WorkDoneProgressCancelParams params) {
    Client editor = client;
    if (editor != null) {
      editor.cancel(
          params.getToken().isLeft()
              ? params.getToken().getLeft()
              : String.valueOf(params.getToken().getRight()));
    }
  }

  @Override
  public void didOpen(DidOpenTextDocumentParams params) {
    TextDocumentItem item = params.getTextDocument();
    with(
        item.getUri(),
        (files, file) ->
            files.open(file, new Document(item.getUri(), item.getVersion(), item.getText())));
  }

  @Override
  public void didChange(DidChangeTextDocumentParams params) {
    VersionedTextDocumentIdentifier item = params.getTextDocument();
    int last = params.getContentChanges().size() - 1;
    if (last >= 0) {
      String text = params.getContentChanges().get(last).getText();
      int version = item.getVersion() == null ? 0 : item.getVersion();
      with(
          item.getUri(),
          (files, file) -> files.change(file, new Document(item.getUri(), version, text)));
    }
  }

  @Override
  public void didSave(DidSaveTextDocumentParams params) {
    with(params.getTextDocument().getUri(), Workspace::save);
  }

  @Override
  public void didClose(DidCloseTextDocumentParams params) {
    with(params.getTextDocument().getUri(), Workspace::close);
  }

  @Override
  public CompletableFuture<List<Either<Command, CodeAction>>> codeAction(CodeActionParams params) {
    Workspace now = workspace;
    List<String> only =
        params.getContext() == null || params.getContext().getOnly() == null
            ? List.of()
            : params.getContext().getOnly();
    return CompletableFuture.completedFuture(
        Optional.ofNullable(now)
            .flatMap(
                files -> Document.file(params.getTextDocument().getUri()).flatMap(files::actions))
            .map(actions -> actions.in(params.getRange(), only))
            .orElse(ImmutableList.of())
            .stream()
            .map(Either::<Command, CodeAction>forRight)
            .toList());
  }

  @Override
  public CompletableFuture<Object> executeCommand(ExecuteCommandParams params) {
    if (params.getCommand().equals(RELOAD)) {
      reload();
    }
    return CompletableFuture.completedFuture(new Object());
  }

  @Override
  public void didChangeConfiguration(DidChangeConfigurationParams params) {
    // What was given at the start holds; many editors send an empty one, unasked.
  }

  @Override
  public void didChangeWatchedFiles(DidChangeWatchedFilesParams params) {
    reload();
  }

  private void reload() {
    Workspace now = workspace;
    if (now != null) {
      now.reload();
    }
  }

  @Override
  public TextDocumentService getTextDocumentService() {
    return this;
  }

  @Override
  public WorkspaceService getWorkspaceService() {
    return this;
  }

  private void with(String uri, BiConsumer<Workspace, Path> action) {
    Workspace now = workspace;
    if (now != null) {
      Document.file(uri)
          .filter(file -> file.toString().endsWith(".java"))
          .ifPresent(file -> action.accept(now, file));
    }
  }
}
