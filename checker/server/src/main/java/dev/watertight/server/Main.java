package dev.watertight.server;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;

/** Speaks with an editor over the standard input and output, until that says to exit, or ends. */
public final class Main {
  private Main() {}

  /** Runs the server; arguments, such as the {@code --stdio} of some editors, mean nothing. */
  public static void main(String[] arguments) throws InterruptedException {
    InputStream in = System.in;
    PrintStream out = System.out;
    // Whatever else is printed, by an annotation processor perhaps, would be in the way.
    System.setOut(System.err);
    Server server = new Server();
    Launcher<LanguageClient> launcher = LSPLauncher.createServerLauncher(server, in, out);
    server.connect(launcher.getRemoteProxy());
    try {
      launcher.startListening().get();
    } catch (ExecutionException e) {
      System.err.println("The connection has failed: " + e.getCause());
    }
    // The editor has ended without a word.
    server.exit();
  }
}
