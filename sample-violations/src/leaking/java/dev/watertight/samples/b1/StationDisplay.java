package dev.watertight.samples.b1;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.Source;
import java.util.List;

/** Shows the stations of a line until there are no more. */
public final class StationDisplay {
  private StationDisplay() {}

  public static void main(String[] args) throws Exception {
    Channel<String> stations = Channel.newRendezvousChannel();
    Thread.startVirtualThread(
        () -> {
          try {
            for (String station : List.of("Airport", "Harbour", "Old Town")) {
              stations.send(station);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Thread display = Thread.ofPlatform().name("display").start(() -> show(stations));
    display.join(500);
    System.out.println("terminal reached");
  }

  private static void show(Source<String> stations) {
    try {
      stations.forEach(station -> System.out.println("next stop: " + station));
      System.out.println("this train ends here");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
