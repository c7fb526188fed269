package dev.watertight.samples.b1;

import com.softwaremill.jox.Channel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Searches a log file; one thread reads it while another searches. */
public final class LogSearch {
  private final Channel<String> lines = Channel.newBufferedChannel(16);

  public static void main(String[] args) throws Exception {
    LogSearch search = new LogSearch();
    new Thread(() -> search.read(Path.of("no-such.log")), "reader").start();
    Thread searcher = new Thread(search::search, "searcher");
    searcher.start();
    searcher.join(500);
    System.out.println("search is over");
  }

  private void read(Path log) {
    try (BufferedReader in = Files.newBufferedReader(log)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.send(line);
      }
    } catch (IOException e) {
      System.out.println("cannot read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lines.done();
    }
  }

  private void search() {
    try {
      lines.forEach(
          line -> {
            if (line.contains("ERROR")) {
              System.out.println(line);
            }
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
