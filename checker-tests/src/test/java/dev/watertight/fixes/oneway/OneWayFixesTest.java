package dev.watertight.fixes.oneway;

import dev.watertight.bugpatterns.TwoWayChannelUsedOneWay;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class OneWayFixesTest {
  @Test
  void parameter() {
    Repair.by(TwoWayChannelUsedOneWay.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;

            class A {
              static void produce(final Channel<? super Integer> target) throws InterruptedException {
                target.send(1);
                target.done();
              }
            }
            """,
            """
            import com.softwaremill.jox.Sink;

            class A {
              static void produce(final Sink<? super Integer> target) throws InterruptedException {
                target.send(1);
                target.done();
              }
            }
            """);
  }

  @Test
  void importStaysWhereNeeded() {
    Repair.by(TwoWayChannelUsedOneWay.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;

            class A {
              Channel<String> lines = Channel.newRendezvousChannel();

              void print(Channel<String> source) throws InterruptedException {
                System.out.println(source.receive());
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Source;

            class A {
              Channel<String> lines = Channel.newRendezvousChannel();

              void print(Source<String> source) throws InterruptedException {
                System.out.println(source.receive());
              }
            }
            """);
  }

  @Test
  void fieldWithConstructorParameter() {
    Repair.by(TwoWayChannelUsedOneWay.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;

            class A {
              private final Channel<Long> ticks;

              A(Channel<Long> ticks) {
                this.ticks = ticks;
              }

              void tick(long now) throws InterruptedException {
                ticks.send(now);
              }
            }
            """,
            """
            import com.softwaremill.jox.Sink;

            class A {
              private final Sink<Long> ticks;

              A(Sink<Long> ticks) {
                this.ticks = ticks;
              }

              void tick(long now) throws InterruptedException {
                ticks.send(now);
              }
            }
            """);
  }

  @Test
  void chain() {
    Repair.by(TwoWayChannelUsedOneWay.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;

            class A {
              void outer(Channel<Long> first) throws InterruptedException {
                inner(first);
              }

              void inner(Channel<Long> second) throws InterruptedException {
                second.receive();
              }
            }
            """,
            """
            import com.softwaremill.jox.Source;

            class A {
              void outer(Source<Long> first) throws InterruptedException {
                inner(first);
              }

              void inner(Source<Long> second) throws InterruptedException {
                second.receive();
              }
            }
            """);
  }

  @Test
  void nameIsTaken() {
    Repair.by(TwoWayChannelUsedOneWay.class)
        .turns(
            """
            class A {
              interface Sink {}

              void write(com.softwaremill.jox.Channel<Long> channel) throws InterruptedException {
                channel.send(3L);
              }
            }
            """,
            """
            class A {
              interface Sink {}

              void write(com.softwaremill.jox.Sink<Long> channel) throws InterruptedException {
                channel.send(3L);
              }
            }
            """);
  }
}
