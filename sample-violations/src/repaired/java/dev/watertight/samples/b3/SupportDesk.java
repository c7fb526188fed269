package dev.watertight.samples.b3;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.ChannelClosedException;
import com.softwaremill.jox.Select;
import java.util.List;

/** Support desks that listen to tickets and cancellations until they are closed. */
public final class SupportDesk implements AutoCloseable {
  private final Channel<String> tickets = Channel.newRendezvousChannel();
  private final Channel<String> cancellations = Channel.newRendezvousChannel();
  private final String name;

  SupportDesk(String name) {
    this.name = name;
    Thread.startVirtualThread(this::listen);
  }

  public static void main(String[] args) throws InterruptedException {
    for (String name : List.of("billing", "returns", "travel")) {
      try (SupportDesk desk = new SupportDesk(name)) {
        desk.open("refund");
        desk.open("invoice");
        desk.cancel("refund");
      }
    }
  }

  void open(String ticket) throws InterruptedException {
    tickets.send(ticket);
  }

  void cancel(String ticket) throws InterruptedException {
    cancellations.send(ticket);
  }

  private void listen() {
    try {
      while (true) {
        String line =
            Select.select(
                tickets.receiveClause(ticket -> "opened " + ticket),
                cancellations.receiveClause(ticket -> "cancelled " + ticket));
        System.out.println(name + ": " + line);
      }
    } catch (ChannelClosedException e) {
      // Closed: nothing more will come.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    System.out.println(name + ": closed");
    tickets.doneOrClosed();
    cancellations.doneOrClosed();
  }
}
