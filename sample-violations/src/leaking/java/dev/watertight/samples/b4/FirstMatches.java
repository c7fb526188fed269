package dev.watertight.samples.b4;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.ChannelClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A search in three stages: read the lines, keep those that match, show the first few. */
public final class FirstMatches {
  private FirstMatches() {}

  public static void main(String[] args) throws InterruptedException {
    List<String> lines = IntStream.range(0, 500).mapToObj(i -> "order " + i).toList();
    System.out.println(search(lines, "7", 3));
  }

  private static List<String> search(List<String> lines, String word, int limit)
      throws InterruptedException {
    Channel<String> read = Channel.newRendezvousChannel();
    Channel<String> matching = Channel.newRendezvousChannel();
    Thread.startVirtualThread(
        () -> {
          try {
            for (String line : lines) {
              read.send(line);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (ChannelClosedException e) {
            System.out.println("reading stopped");
          } finally {
            read.doneOrClosed();
          }
        });
    Thread.startVirtualThread(
        () -> {
          try {
            while (read.receiveOrClosed() instanceof String line) {
              if (line.contains(word)) {
                matching.send(line);
              }
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (ChannelClosedException e) {
            System.out.println("matching stopped");
          } finally {
            matching.doneOrClosed();
          }
        });
    List<String> found = new ArrayList<>();
    while (matching.receiveOrClosed() instanceof String line) {
      found.add(line);
      if (found.size() == limit) {
        break;
      }
    }
    return found;
  }
}
