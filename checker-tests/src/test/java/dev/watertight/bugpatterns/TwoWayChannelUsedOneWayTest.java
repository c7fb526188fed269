package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class TwoWayChannelUsedOneWayTest {
  @Test
  void notOneWay() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              void unused(Channel<String> channel) {}

              void bothWays(Channel<Integer> channel) throws InterruptedException {
                channel.send(channel.receive() + 1);
              }

              void closes(Channel<?> channel) {
                channel.done();
              }

              void made() throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                channel.send("made here");
              }
            }
            """)
        .doTest();
  }

  @Test
  void passedToBoth() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Sink;
            import com.softwaremill.jox.Source;
            import java.util.List;

            class A {
              void otherType(Sink<String> sink, List<String> list) throws InterruptedException {
                sink.send(list.get(0));
              }

              void toBoth(Channel<String> channel) throws InterruptedException {
                otherType(channel, List.of("first"));
                print(channel);
              }

              void print(Source<String> source) throws InterruptedException {
                source.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void handedOn() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Sink;
            import java.util.List;

            class A {
              void otherType(Sink<String> sink, List<String> list) throws InterruptedException {
                sink.send(list.get(0));
              }

              Channel<String> handedBack(Channel<String> channel) throws InterruptedException {
                channel.send("hello");
                return channel;
              }

              void intoCollection(Channel<String> channel, List<Channel<String>> all)
                  throws InterruptedException {
                all.add(channel);
                channel.send("welcome");
              }
            }
            """)
        .doTest();
  }

  @Test
  void onlySent() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.Objects;

            class A {
              // BUG: Diagnostic contains: 'numbers' is only sent to here; as a Sink, nobody can receive
              void produce(Channel<Integer> numbers) throws InterruptedException {
                for (int i = 0; i < 5; i++) {
                  numbers.send(i);
                }
                numbers.done();
              }

              // BUG: Diagnostic contains: 'passedOn' is only sent to
              void passes(Channel<Integer> passedOn) throws InterruptedException {
                produce(Objects.requireNonNull(passedOn));
              }
            }
            """)
        .doTest();
  }

  @Test
  void onlyReceived() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Select;
            import com.softwaremill.jox.Source;

            class A {
              // BUG: Diagnostic contains: 'lines' is only received from here; as a Source, nobody can
              void consume(Channel<String> lines) throws InterruptedException {
                lines.forEach(System.out::println);
              }

              // BUG: Diagnostic contains: 'prices'
              String first(Channel<String> prices, Source<String> news) throws InterruptedException {
                return Select.select(prices.receiveClause(), news.receiveClause());
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledWithChannel() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              // BUG: Diagnostic contains: 'countdown' is only sent to
              void calls(Channel<Integer> countdown, int n) throws InterruptedException {
                if (n > 0) {
                  countdown.send(n);
                  calls(countdown, n - 1);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void signatureMustStay() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Sink;
            import java.lang.annotation.Retention;
            import java.lang.annotation.RetentionPolicy;

            class A {
              interface Stage {
                void run(Channel<String> channel) throws InterruptedException;
              }

              @Retention(RetentionPolicy.RUNTIME)
              @interface Wired {}

              static class Writer implements Stage {
                @Override
                public void run(Channel<String> channel) throws InterruptedException {
                  channel.send("overrides");
                }
              }

              static class Base {
                void fill(Channel<String> channel) throws InterruptedException {
                  channel.send("overridden");
                }
              }

              static class Derived extends Base {
                @Override
                void fill(Channel<String> channel) throws InterruptedException {
                  channel.receive();
                }
              }

              static class Inherited {
                public void run(Channel<String> channel) throws InterruptedException {
                  channel.send("implements an interface of a subclass");
                }
              }

              static class Implementing extends Inherited implements Stage {}

              void overloaded(Channel<String> channel) throws InterruptedException {
                channel.send("two");
              }

              void overloaded(Sink<String> sink) throws InterruptedException {
                sink.send("of a kind");
              }

              @Wired
              void injected(Channel<String> channel) throws InterruptedException {
                channel.send("by type");
              }

              Stage lambda() {
                return (Channel<String> channel) -> channel.send("explicit type");
              }

              // BUG: Diagnostic contains: 'referenced'
              static void write(Channel<String> referenced) throws InterruptedException {
                referenced.send("contravariant");
              }

              Stage reference() {
                return A::write;
              }
            }
            """)
        .doTest();
  }

  @Test
  void channelOfItsOwn() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              static class Cursor {
                private final Channel<Integer> rows = Channel.newBufferedChannel(4);

                void scan(int size) throws InterruptedException {
                  for (int row = 0; row < size; row++) {
                    rows.send(row);
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void handedToTwoFields() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              static class Handed {
                private final Channel<Integer> in;
                private final Channel<Integer> out;

                Handed(Channel<Integer> channel) {
                  in = channel;
                  out = channel;
                }

                int exchange(int value) throws InterruptedException {
                  out.send(value);
                  return in.receive();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void receivesInConstructor() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              static class Receiving {
                private final Channel<Integer> out;

                Receiving(Channel<Integer> channel) throws InterruptedException {
                  out = channel;
                  System.out.println(channel.receive());
                }

                void write(int value) throws InterruptedException {
                  out.send(value);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldExposed() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              public static class Exposed {
                private final Channel<Integer> out;

                public Exposed(Channel<Integer> out) {
                  this.out = out;
                }

                void write(int value) throws InterruptedException {
                  out.send(value);
                }

                public Channel<Integer> channel() {
                  return out;
                }
              }
            }
            """)
        .addSourceLines(
            "Owner.java",
            """
            import com.softwaremill.jox.Channel;

            class Owner {
              void locals(A.Exposed stage) throws InterruptedException {
                // BUG: Diagnostic contains: 'local' is only sent to
                Channel<Integer> local = stage.channel();
                local.send(1);
                var inferred = stage.channel();
                inferred.send(2);
              }
            }
            """)
        .doTest();
  }

  @Test
  void soleField() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              static class Sole {
                private final Channel<Integer> out;

                Sole(Channel<Integer> out) {
                  this.out = out;
                }

                void write(int value) throws InterruptedException {
                  out.send(value);
                }

                static Sole create() {
                  return new Sole(Channel.newUnlimitedChannel());
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void componentOfRecord() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              static class Stage {
                // BUG: Diagnostic contains: 'target' is only sent to
                private final Channel<Integer> target;

                Stage(Channel<Integer> target) {
                  this.target = target;
                }

                void write(int value) throws InterruptedException {
                  target.send(value);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void componentRead() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              // BUG: Diagnostic contains: 'source' is only received from
              record Reader(Channel<String> source) {}

              String read(Reader reader) throws InterruptedException {
                return reader.source().receive();
              }
            }
            """)
        .doTest();
  }

  @Test
  void componentRelayed() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              record Link(Channel<String> channel) {}

              String relay(Link in, Link out) throws InterruptedException {
                out.channel().send(in.channel().receive());
                return "done";
              }
            }
            """)
        .doTest();
  }

  @Test
  void controlLoop() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosedException;
            import com.softwaremill.jox.Select;

            class A {
              private final Channel<Integer> readings = Channel.newBufferedChannel(4);
              private final Channel<String> commands = Channel.newRendezvousChannel();

              void control() throws InterruptedException {
                try {
                  while (true) {
                    String action =
                        Select.select(
                            commands.receiveClause(c -> "command " + c),
                            readings.receiveClause(r -> "reading " + r));
                    System.out.println(action);
                  }
                } catch (ChannelClosedException e) {
                  System.out.println("off");
                }
              }

              void reading(int degrees) throws InterruptedException {
                readings.send(degrees);
              }

              void stop() {
                commands.done();
              }
            }
            """)
        .doTest();
  }

  @Test
  void publishAndSubscribe() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Source;
            import java.util.ArrayList;
            import java.util.List;
            import java.util.Map;
            import java.util.concurrent.ConcurrentHashMap;

            class A {
              private final Map<String, Channel<String>> topics = new ConcurrentHashMap<>();
              private final List<Channel<String>> subscribers = new ArrayList<>();

              void publish(String topic, String text) throws InterruptedException {
                Channel<String> channel =
                    topics.computeIfAbsent(topic, t -> Channel.newBufferedDefaultChannel());
                channel.send(text);
              }

              Source<String> subscribe() {
                Channel<String> channel = Channel.newBufferedChannel(16);
                subscribers.add(channel);
                return channel;
              }

              void broadcast(String text) throws InterruptedException {
                for (Channel<String> subscriber : subscribers) {
                  subscriber.send(text);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void mapsOneIntoTheOther() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Source;
            import java.util.function.Function;

            class A {
              static <T, U> Source<U> map(Source<T> in, Function<T, U> function) {
                Channel<U> out = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        in.forEach(
                            value -> {
                              try {
                                out.send(function.apply(value));
                              } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                              }
                            });
                        out.done();
                      } catch (InterruptedException e) {
                        out.error(e);
                      }
                    });
                return out;
              }
            }
            """)
        .doTest();
  }

  @Test
  void requestReply() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Sink;
            import com.softwaremill.jox.Source;

            class A {
              static void requestReply(Channel<String> requests, Channel<String> replies)
                  throws InterruptedException {
                serve(requests, replies);
                replies.forEach(System.out::println);
                requests.send("more");
              }

              static void serve(Source<String> requests, Sink<String> replies)
                  throws InterruptedException {
                replies.send("echo " + requests.receive());
              }
            }
            """)
        .doTest();
  }

  @Test
  void clausesOfSelect() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.SelectClause;
            import java.util.List;

            class A {
              static List<SelectClause<?>> clauses(Channel<String> channel, String text) {
                return List.of(channel.receiveClause(), channel.sendClause(text));
              }
            }
            """)
        .doTest();
  }

  @Test
  void otherUsesOfChannel() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              static void log(Channel<?> channel) {
                if (channel.isClosedForReceive()) {
                  System.out.println("closed: " + channel);
                }
              }

              static boolean isSame(Channel<?> left, Channel<?> right) {
                return left == right || left.equals(right);
              }

              static void drain(Object any) throws InterruptedException {
                if (any instanceof Channel<?> channel) {
                  channel.toList();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void otherUnits() {
    CompilationTestHelper.newInstance(TwoWayChannelUsedOneWay.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "shop/Orders.java",
            """
            package shop;

            import com.softwaremill.jox.Channel;

            class Orders {
              // BUG: Diagnostic contains: change the methods that it is given to, too
              void accept(Channel<String> orders) throws InterruptedException {
                Shipping.ship(orders);
              }
            }
            """)
        .addSourceLines(
            "shop/Shipping.java",
            """
            package shop;

            import com.softwaremill.jox.Channel;

            class Shipping {
              // BUG: Diagnostic contains: 'parcels' is only sent to
              static void ship(Channel<String> parcels) throws InterruptedException {
                parcels.send("parcel");
              }
            }
            """)
        .doTest();
  }
}
