package dev.watertight.channels;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.NewClassTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.VariableTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopologyTest {
  private static final String SINKS =
      """
      package reactor.core.publisher;

      public final class Sinks {
        public static native ManySpec many();

        public interface ManySpec {
          MulticastSpec multicast();
        }

        public interface MulticastSpec {
          <T> Many<T> onBackpressureBuffer();
        }

        public interface EmitFailureHandler {
          EmitFailureHandler FAIL_FAST = null;
        }

        public interface Many<T> {
          void emitNext(T value, EmitFailureHandler handler);

          boolean tryEmitNext(T value);

          boolean tryEmitComplete();

          boolean tryEmitError(Throwable error);

          Flux<T> asFlux();
        }
      }
      """;

  private static final String FLUX =
      """
      package reactor.core.publisher;

      import java.util.function.Consumer;
      import java.util.function.Function;

      public abstract class Flux<T> {
        public abstract <V> Flux<V> map(Function<T, V> function);

        public abstract Object subscribe(Consumer<T> consumer);

        public abstract T blockLast();
      }
      """;

  private static final String BELT =
      """
      package shop;

      public class Belt {
        public interface End {
          void load(Object o);

          End reversed();
        }

        public Belt(int slots) {}

        public static native Belt endless();

        public static native Belt sized();

        public native void load(Object o);

        public native Object unload();

        public native void clear();

        public native void stop();

        public native void jam();

        public native int length();

        public native void repair();

        public native void join(Belt other);

        public native End end();
      }
      """;

  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(TopologyPrinter.class, getClass());

  /** The constructor of a thread runs a task, that of its subclass keeps what it is given. */
  @Test
  void threadSubclasses() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static class Reader extends Thread {
                private final BlockingQueue<String> lines;

                Reader(String name, BlockingQueue<String> lines) {
                  super(name);
                  this.lines = lines;
                }

                @Override
                public void run() {
                  lines.poll();
                }
              }

              void start() {
                // BUG: Diagnostic contains: queue(unbounded) [add:send never, poll:receive never] in [given, lines, lines]!
                BlockingQueue<String> given = new LinkedBlockingQueue<>();
                given.add("a");
                new Reader("reader", given).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void queues() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Collection;
            import java.util.Collections;
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Exchanger;
            import java.util.concurrent.LinkedBlockingDeque;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.LinkedTransferQueue;
            import java.util.concurrent.PriorityBlockingQueue;
            import java.util.concurrent.SynchronousQueue;
            import java.util.concurrent.TimeUnit;

            class A {
              void capacities(int size) {
                // BUG: Diagnostic contains: queue(0) [] in []!
                new SynchronousQueue<String>();
                // BUG: Diagnostic contains: queue(10) [] in []!
                new ArrayBlockingQueue<String>(10);
                // BUG: Diagnostic contains: queue(?) [] in []!
                new ArrayBlockingQueue<String>(size);
                // BUG: Diagnostic contains: queue(unbounded) [] in []!
                new LinkedBlockingQueue<String>();
                // BUG: Diagnostic contains: queue(5) [] in []!
                new LinkedBlockingDeque<String>(5);
                // BUG: Diagnostic contains: queue(?) [] in []!
                new LinkedBlockingQueue<String>(List.of("a"));
                // BUG: Diagnostic contains: queue(unbounded) [] in []!
                new PriorityBlockingQueue<String>(6);
              }

              void uses() throws InterruptedException {
                // BUG: Diagnostic contains: queue(2) [put:send always, offer:send never, offer:send timed, take:receive always, poll:receive timed, poll:receive never, size:read never, iterator:receive never, drainTo:receive never] in [queue]!
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
                queue.put("a");
                queue.offer("b");
                queue.offer("c", 1, TimeUnit.SECONDS);
                queue.take();
                queue.poll(2, TimeUnit.SECONDS);
                queue.poll();
                if (queue.size() > 0 && !queue.equals(null)) {
                  for (String value : queue) {
                    System.out.println(value);
                  }
                }
                queue.drainTo(Collections.emptyList());
              }

              void transfers() throws InterruptedException {
                // BUG: Diagnostic contains: queue(unbounded) [transfer:send handover, tryTransfer:send timed, add:send never] in [queue, same]!
                LinkedTransferQueue<String> queue = new LinkedTransferQueue<>();
                queue.transfer("a");
                queue.tryTransfer("b", 3, TimeUnit.SECONDS);
                Collection<String> same = queue;
                same.add("c");
              }

              void exchanges() throws Exception {
                // BUG: Diagnostic contains: exchanger(0) [exchange:exchange always, exchange:exchange timed] in [pair]!
                Exchanger<String> pair = new Exchanger<>();
                pair.exchange("a");
                pair.exchange("b", 4, TimeUnit.SECONDS);
              }
            }
            """)
        .doTest();
  }

  @Test
  void jox() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Select;
            import com.softwaremill.jox.Sink;
            import com.softwaremill.jox.Source;

            class A {
              void rendezvous() throws InterruptedException {
                // BUG: Diagnostic contains: channel(0) [done:close never, send:send always, receive:receive always] in [channel, sink, source]!
                Channel<String> channel = Channel.newRendezvousChannel();
                Sink<String> sink = channel;
                Source<String> source = channel;
                sink.send("a");
                source.receive();
                channel.done();
              }

              void buffered() throws InterruptedException {
                // BUG: Diagnostic contains: channel(3) [sendOrClosed:send always, forEach:drain always, error:close never, isClosedForSend:read never] in [channel]!
                Channel<String> channel = Channel.newBufferedChannel(3);
                channel.sendOrClosed("b");
                channel.forEach(System.out::println);
                channel.error(new IllegalStateException());
                channel.isClosedForSend();
              }

              void selected() throws InterruptedException {
                // BUG: Diagnostic contains: channel(unbounded) [receiveClause:receive select] in [first]!
                Channel<String> first = Channel.newUnlimitedChannel();
                // BUG: Diagnostic contains: channel(16) [sendClause:send select] in [second]!
                Channel<String> second = Channel.newBufferedDefaultChannel();
                Select.select(first.receiveClause(), second.sendClause("c"));
              }
            }
            """)
        .doTest();
  }

  @Test
  void publishers() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executor;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            public class A {
              void closed(Flow.Subscriber<String> subscriber) {
                // BUG: Diagnostic contains: publisher(256) [consume:drain never, subscribe:drain never, submit:send always, offer:send timed, hasSubscribers:read never, close:close never] in [publisher]!
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                publisher.consume(System.out::println).join();
                publisher.subscribe(subscriber);
                publisher.submit("a");
                publisher.offer("b", 1, java.util.concurrent.TimeUnit.SECONDS, null);
                publisher.hasSubscribers();
                publisher.close();
              }

              void resource(Executor executor) {
                // BUG: Diagnostic contains: publisher(8) [submit:send always, close:close never] in [publisher]!
                try (SubmissionPublisher<String> publisher = new SubmissionPublisher<>(executor, 8)) {
                  publisher.submit("c");
                }
              }

              void failed(Exception e) {
                // BUG: Diagnostic contains: publisher(256) [closeExceptionally:close never] in [publisher]!
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                publisher.closeExceptionally(e);
              }

              public Flow.Publisher<String> handedOut() {
                // BUG: Diagnostic contains: publisher(256) [submit:send always] in [publisher]?
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                publisher.submit("d");
                return publisher;
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipesLinked() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.OutputStream;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.io.PipedReader;
            import java.io.PipedWriter;

            public class A {
              void linkedByConstructor() throws IOException {
                // BUG: Diagnostic contains: pipe(?) [write:send always, close:close never, read:receive always, close:cancel never] in [out, in]!
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out, 4096);
                out.write(1);
                in.read();
                out.close();
                in.close();
              }

              void linkedFromTheReader() throws IOException {
                // BUG: Diagnostic contains: pipe(?) [ready:read never, write:send always] in [in, out]!
                PipedReader in = new PipedReader(100);
                PipedWriter out = new PipedWriter(in);
                out.write("a");
                in.ready();
              }

              void connected() throws IOException {
                // BUG: Diagnostic contains: pipe(1024) [write:send always, transferTo:drain always] in [out, in]!
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream();
                in.connect(out);
                out.write(2);
                in.transferTo(OutputStream.nullOutputStream());
              }

              void connectedByTheWriter() throws IOException {
                // BUG: Diagnostic contains: pipe(1024) [read:receive always, write:send always] in [out, in]!
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream();
                out.connect(in);
                out.write(3);
                in.read();
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipesWrapped() {
    helper
        .addSourceLines(
            "A.java",
            """
            import static java.nio.charset.StandardCharsets.UTF_8;

            import java.io.BufferedOutputStream;
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.io.InputStreamReader;
            import java.io.OutputStreamWriter;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.io.PipedReader;
            import java.io.PipedWriter;
            import java.io.PrintWriter;
            import java.util.Scanner;

            public class A {
              void wrapped() throws IOException {
                // BUG: Diagnostic contains: pipe(1024) [readLine:receive always, println:send always, flush:read never, close:close never, close:cancel never] in [pipe, reader, writer]!
                PipedOutputStream pipe = new PipedOutputStream();
                try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(new PipedInputStream(pipe), UTF_8))) {
                  PrintWriter writer =
                      new PrintWriter(new OutputStreamWriter(new BufferedOutputStream(pipe), UTF_8));
                  writer.println("b");
                  writer.flush();
                  writer.close();
                  reader.readLine();
                }
              }

              void scanned() throws IOException {
                // BUG: Diagnostic contains: pipe(1024) [append:send always, append:send always, nextLine:receive always] in [out, scanner]!
                PipedWriter out = new PipedWriter();
                Scanner scanner = new Scanner(new PipedReader(out));
                out.append("d").append("e");
                scanner.nextLine();
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipesAsResources() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.DataInputStream;
            import java.io.DataOutputStream;
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;

            public class A {
              void resources() throws IOException {
                // BUG: Diagnostic contains: pipe(1024) [readUTF:receive always, writeUTF:send always, close:close never, close:cancel never] in [out, in, data]!
                PipedOutputStream out = new PipedOutputStream();
                DataInputStream in = new DataInputStream(new PipedInputStream(out));
                try (DataOutputStream data = new DataOutputStream(out)) {
                  data.writeUTF("c");
                }
                try (in) {
                  in.readUTF();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipesHandedOver() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.io.OutputStream;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;

            public class A {
              public InputStream returned() throws IOException {
                // BUG: Diagnostic contains: pipe(1024) [write:send always] in [out, in]?
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                out.write(4);
                return in;
              }

              void borrowed() throws IOException {
                // BUG: Diagnostic contains: pipe(1024) [close:close never, write:send always] in [out, stream]!
                PipedOutputStream out = new PipedOutputStream();
                fill(out);
                out.close();
              }

              private void fill(OutputStream stream) throws IOException {
                stream.write(5);
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipes() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.OutputStream;
            import java.nio.ByteBuffer;
            import java.nio.channels.Channels;
            import java.nio.channels.Pipe;
            import java.nio.channels.Selector;

            class A {
              void ends() throws IOException {
                // BUG: Diagnostic contains: pipe(65536) [read:receive always, close:cancel never, write:send always, close:close never] in [pipe, sink]!
                Pipe pipe = Pipe.open();
                Pipe.SinkChannel sink = pipe.sink();
                sink.write(ByteBuffer.allocate(1));
                pipe.source().read(ByteBuffer.allocate(2));
                sink.close();
                pipe.source().close();
              }

              void stream() throws IOException {
                // BUG: Diagnostic contains: pipe(65536) [write:send always, close:close never] in [pipe, out]!
                Pipe pipe = Pipe.open();
                try (OutputStream out = Channels.newOutputStream(pipe.sink())) {
                  out.write(3);
                }
              }

              void selected(Selector selector) throws IOException {
                // BUG: Diagnostic contains: pipe(65536) [] in [pipe]?
                Pipe pipe = Pipe.open();
                pipe.source().register(selector, 1);
              }
            }
            """)
        .doTest();
  }

  @Test
  void reactor() {
    helper
        .addSourceLines("reactor/core/publisher/Sinks.java", SINKS)
        .addSourceLines("reactor/core/publisher/Flux.java", FLUX)
        .addSourceLines(
            "A.java",
            """
            import reactor.core.publisher.Flux;
            import reactor.core.publisher.Sinks;

            public class A {
              void closed() {
                // BUG: Diagnostic contains: sink(unbounded) [emitNext:send never, blockLast:drain always, tryEmitComplete:close never] in [sink]!
                Sinks.Many<String> sink = Sinks.many().multicast().onBackpressureBuffer();
                sink.emitNext("a", Sinks.EmitFailureHandler.FAIL_FAST);
                sink.asFlux().map(String::length).blockLast();
                sink.tryEmitComplete();
              }

              void subscribed() {
                // BUG: Diagnostic contains: sink(unbounded) [tryEmitNext:send never, subscribe:drain never] in [sink, flux]!
                Sinks.Many<String> sink = Sinks.many().multicast().onBackpressureBuffer();
                Flux<String> flux = sink.asFlux();
                flux.subscribe(System.out::println);
                sink.tryEmitNext("b");
              }

              public Flux<String> handedOut() {
                // BUG: Diagnostic contains: sink(unbounded) [tryEmitError:close never] in [sink]?
                Sinks.Many<String> sink = Sinks.many().multicast().onBackpressureBuffer();
                sink.tryEmitError(new IllegalStateException());
                return sink.asFlux();
              }
            }
            """)
        .doTest();
  }

  @Test
  void rxJava() {
    helper
        .addSourceLines(
            "io/reactivex/rxjava3/core/Observable.java",
            """
            package io.reactivex.rxjava3.core;

            public abstract class Observable<T> {
              public abstract Object subscribe(java.util.function.Consumer<T> consumer);

              public abstract Observable<T> skip(long count);

              public abstract T blockingLast();
            }
            """)
        .addSourceLines(
            "io/reactivex/rxjava3/core/Observer.java",
            """
            package io.reactivex.rxjava3.core;

            public interface Observer<T> {
              void onNext(T value);

              void onComplete();
            }
            """)
        .addSourceLines(
            "io/reactivex/rxjava3/subjects/Subject.java",
            """
            package io.reactivex.rxjava3.subjects;

            import io.reactivex.rxjava3.core.Observable;
            import io.reactivex.rxjava3.core.Observer;

            public abstract class Subject<T> extends Observable<T> implements Observer<T> {
              public abstract Subject<T> toSerialized();
            }
            """)
        .addSourceLines(
            "io/reactivex/rxjava3/subjects/PublishSubject.java",
            """
            package io.reactivex.rxjava3.subjects;

            public abstract class PublishSubject<T> extends Subject<T> {
              public static native <T> PublishSubject<T> create();
            }
            """)
        .addSourceLines(
            "A.java",
            """
            import io.reactivex.rxjava3.subjects.PublishSubject;
            import io.reactivex.rxjava3.subjects.Subject;

            class A {
              void run() {
                // BUG: Diagnostic contains: subject(unbounded) [onNext:send never, blockingLast:drain always, onComplete:close never] in [subject]!
                Subject<String> subject = PublishSubject.<String>create().toSerialized();
                subject.onNext("a");
                subject.skip(1).blockingLast();
                subject.onComplete();
              }
            }
            """)
        .doTest();
  }

  @Test
  void grpc() {
    helper
        .addSourceLines(
            "io/grpc/stub/StreamObserver.java",
            """
            package io.grpc.stub;

            public interface StreamObserver<V> {
              void onNext(V value);

              void onError(Throwable error);

              void onCompleted();
            }
            """)
        .addSourceLines(
            "io/grpc/stub/AbstractStub.java",
            """
            package io.grpc.stub;

            public abstract class AbstractStub {}
            """)
        .addSourceLines(
            "io/grpc/BindableService.java",
            """
            package io.grpc;

            public interface BindableService {}
            """)
        .addSourceLines(
            "UploadGrpc.java",
            """
            import io.grpc.BindableService;
            import io.grpc.stub.AbstractStub;
            import io.grpc.stub.StreamObserver;

            class UploadGrpc {
              abstract static class UploadStub extends AbstractStub {
                abstract StreamObserver<String> upload(StreamObserver<Integer> responses);
              }

              abstract static class UploadImplBase implements BindableService {
                abstract void list(String request, StreamObserver<Integer> responses);
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            import io.grpc.stub.StreamObserver;

            class A extends UploadGrpc.UploadImplBase {
              void client(UploadGrpc.UploadStub stub, StreamObserver<Integer> responses) {
                // BUG: Diagnostic contains: stream(unbounded) [onNext:send never, onCompleted:close never] in [requests]!
                StreamObserver<String> requests = stub.upload(responses);
                requests.onNext("a");
                requests.onCompleted();
              }

              @Override
              // BUG: Diagnostic contains: stream(unbounded) [onNext:send never, onError:close never] in [responses]!
              void list(String request, StreamObserver<Integer> responses) {
                responses.onNext(1);
                responses.onError(new IllegalStateException());
              }

              void notCalledByTheLibrary(StreamObserver<Integer> responses) {
                responses.onNext(2);
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldInView() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            public class A {
              // BUG: Diagnostic contains: queue(2) [poll:receive never] in [shown]?
              private final BlockingQueue<String> shown = new ArrayBlockingQueue<>(2);

              public BlockingQueue<String> shown() {
                return shown;
              }

              void pollShown() {
                shown().poll();
              }
            }
            """)
        .doTest();
  }

  @Test
  void openField() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            public class A {
              // BUG: Diagnostic contains: queue(3) [] in [open]?
              public final BlockingQueue<String> open = new ArrayBlockingQueue<>(3);
            }
            """)
        .doTest();
  }

  @Test
  void escapingQueue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            public class A {
              native void register(BlockingQueue<String> queue);

              void escaping() {
                // BUG: Diagnostic contains: queue(4) [add:send never] in [queue]?
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(4);
                queue.add("a");
                register(queue);
              }
            }
            """)
        .doTest();
  }

  @Test
  void passedToParameters() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            public class A {
              void parameters() throws InterruptedException {
                // BUG: Diagnostic contains: queue(5) [put:send always, take:receive always] in [queue, target, origin]!
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(5);
                produce(queue);
                consume(queue);
              }

              private static void produce(BlockingQueue<String> target) throws InterruptedException {
                target.put("b");
              }

              private static void consume(BlockingQueue<String> origin) throws InterruptedException {
                origin.take();
              }
            }
            """)
        .doTest();
  }

  @Test
  void madeByFactory() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            public class A {
              void fromFactory() {
                BlockingQueue<String> made = make();
                made.add("c");
              }

              private BlockingQueue<String> make() {
                // BUG: Diagnostic contains: queue(6) [add:send never] in [fresh, made]!
                BlockingQueue<String> fresh = new ArrayBlockingQueue<>(6);
                return fresh;
              }
            }
            """)
        .doTest();
  }

  @Test
  void madeForAnybody() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            public class A {
              public BlockingQueue<String> forAnybody() {
                // BUG: Diagnostic contains: queue(7) [] in []?
                return new ArrayBlockingQueue<>(7);
              }
            }
            """)
        .doTest();
  }

  @Test
  void passedByReference() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.function.Consumer;

            public class A {
              // BUG: Diagnostic contains: queue(1) [offer:send never, take:receive always] in [field]!
              private final BlockingQueue<String> field = new ArrayBlockingQueue<>(1);

              boolean offer(String value) {
                return field.offer(value);
              }

              void start(ExecutorService pool) {
                pool.submit(() -> field.take());
              }

              void references(List<String> values) {
                // BUG: Diagnostic contains: queue(8) [add:send never, offer:send never] in [queue]!
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(8);
                values.forEach(queue::add);
                Consumer<String> sender = queue::offer;
                sender.accept("d");
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptInContainer() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.Map;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            public class A {
              void containers(Map<String, String> names) throws InterruptedException {
                // BUG: Diagnostic contains: queue(9) [take:receive always, put:send always] in [queues, queue]!
                List<BlockingQueue<String>> queues = List.of(new ArrayBlockingQueue<>(9));
                for (BlockingQueue<String> queue : queues) {
                  queue.put("e");
                }
                queues.get(0).take();
              }
            }
            """)
        .doTest();
  }

  /** A user's own channel: its private queue is one, with the endpoints in its methods. */
  @Test
  void typeAroundAQueue() {
    helper
        .addSourceLines(
            "Mailbox.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Mailbox<T> {
              private static final Object END = new Object();

              // BUG: Diagnostic contains: queue(unbounded) [put:send always, take:receive always, put:send always] in [values]!
              private final BlockingQueue<Object> values = new LinkedBlockingQueue<>();

              void send(T value) throws InterruptedException {
                values.put(value);
              }

              Object receive() throws InterruptedException {
                return values.take();
              }

              void close() throws InterruptedException {
                values.put(END);
              }
            }
            """)
        .doTest();
  }

  @Test
  void userModel(@TempDir Path directory) throws IOException {
    Path model =
        Files.writeString(
            directory.resolve("belts.txt"),
            """
            channel shop.Belt belt
            view shop.Belt.End
            make shop.Belt#<init> argument
            make shop.Belt#endless unbounded
            make shop.Belt#sized bounded
            send shop.Belt#load always
            send shop.Belt.End#load timed
            receive shop.Belt#unload always
            drain shop.Belt#clear never
            close shop.Belt#stop never
            cancel shop.Belt#jam never
            read shop.Belt#length never
            link shop.Belt#join 0
            """);
    helper
        .setArgs("-XepOpt:Watertight:Model=" + model)
        .addSourceLines("shop/Belt.java", BELT)
        .addSourceLines(
            "A.java",
            """
            import shop.Belt;

            class A {
              void run() {
                // BUG: Diagnostic contains: belt(7) [load:send always, unload:receive always, clear:drain never, length:read never, stop:close never, jam:cancel never] in [belt]!
                Belt belt = new Belt(7);
                belt.load("a");
                belt.unload();
                belt.clear();
                belt.length();
                belt.stop();
                belt.jam();
              }

              void ends() {
                // BUG: Diagnostic contains: belt(unbounded) [load:send timed] in [belt]!
                Belt belt = Belt.endless();
                belt.end().reversed().load("b");
              }

              void unknown() {
                // BUG: Diagnostic contains: belt(?) [] in [belt]?
                Belt belt = Belt.sized();
                belt.repair();
              }

              void linked(Belt given) {
                // BUG: Diagnostic contains: belt(8) [stop:close never] in [belt, given]!
                Belt belt = new Belt(8);
                belt.join(given);
                given.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void synchronizers() {
    helper
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Semaphore;
            import java.util.concurrent.TimeUnit;

            class A {
              // BUG: Diagnostic contains: latch(3) [countDown:send never, await:receive timed] in [latch]!
              private final CountDownLatch latch = new CountDownLatch(3);

              void latch() throws InterruptedException {
                new Thread(latch::countDown).start();
                latch.await(1, TimeUnit.SECONDS);
              }

              void barrier(int parties) throws Exception {
                // BUG: Diagnostic contains: barrier(?) [await:exchange always] in [barrier]!
                CyclicBarrier barrier = new CyclicBarrier(parties);
                barrier.await();
              }

              void permits() throws Exception {
                // BUG: Diagnostic contains: semaphore(2) [acquire:receive always, tryAcquire:receive never, release:send never] in [permits]!
                Semaphore permits = new Semaphore(2);
                permits.acquire();
                permits.tryAcquire();
                permits.release();
              }

              int madeOfAFuture() {
                // BUG: Diagnostic contains: future(1) [complete:close never, join:receive always] in [future]!
                CompletableFuture<String> future = new CompletableFuture<>();
                future.complete("a");
                return future.thenApply(String::length).join();
              }

              CompletableFuture<String> handedOut() {
                // BUG: Diagnostic contains: future(1) [] in [future]?
                CompletableFuture<String> future = new CompletableFuture<>();
                return future;
              }
            }
            """)
        .doTest();
  }

  /** Prints the topology of every channel that is made; {@code ?} after it if it escapes. */
  @BugPattern(summary = "Prints topologies", severity = ERROR)
  public static final class TopologyPrinter extends BugChecker
      implements MethodInvocationTreeMatcher, NewClassTreeMatcher, VariableTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
      return print(tree, state);
    }

    @Override
    public Description matchNewClass(NewClassTree tree, VisitorState state) {
      return print(tree, state);
    }

    @Override
    public Description matchVariable(VariableTree tree, VisitorState state) {
      return print(tree, state);
    }

    private Description print(Tree tree, VisitorState state) {
      return Stream.of(Topologies.all(state), Topologies.synchronizers(state))
          .flatMap(List::stream)
          .filter(channel -> channel.maker().getLeaf() == tree)
          .findFirst()
          .map(channel -> buildDescription(tree).setMessage(text(channel)).build())
          .orElse(Description.NO_MATCH);
    }

    private static String text(Topology channel) {
      Capacity capacity = channel.capacity();
      return "%s(%s) %s in %s%s"
          .formatted(
              channel.kind().noun(),
              capacity.isUnbounded()
                  ? "unbounded"
                  : capacity.slots() < 0 ? "?" : Integer.toString(capacity.slots()),
              channel.endpoints().stream().map(TopologyPrinter::text).collect(toImmutableList()),
              channel.variables(),
              channel.isClosedView() ? "!" : "?");
    }

    private static String text(Endpoint endpoint) {
      return "%s:%s %s"
          .formatted(
              endpoint.method(),
              endpoint.act().name().toLowerCase(Locale.ROOT),
              endpoint.waiting().name().toLowerCase(Locale.ROOT));
    }
  }
}
