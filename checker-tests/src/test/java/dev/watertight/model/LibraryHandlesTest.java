package dev.watertight.model;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.HandleNeverReleased;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Handles of libraries, as the classes of the real libraries have them: {@link CatalogueTest}. */
final class LibraryHandlesTest {
  private static CompilationTestHelper helper() throws IOException {
    return Catalogue.helper(HandleNeverReleased.class, LibraryHandlesTest.class);
  }

  @Test
  void nettyEventLoops() throws IOException {
    helper()
        .addSourceLines(
            "A.java",
            """
            import io.netty.channel.EventLoopGroup;
            import io.netty.channel.nio.NioEventLoopGroup;

            class A {
              void released(Runnable task) {
                EventLoopGroup group = new NioEventLoopGroup();
                group.submit(task);
                group.shutdownGracefully();
              }

              void lost(Runnable task) {
                // BUG: Diagnostic contains: Event loop group in 'group' is never shut down
                EventLoopGroup group = new NioEventLoopGroup();
                group.submit(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void nettyEventLoopsTakenBackFromConfiguration() throws IOException {
    helper()
        .addSourceLines(
            "A.java",
            """
            import io.netty.bootstrap.ServerBootstrap;
            import io.netty.channel.nio.NioEventLoopGroup;

            class A {
              private final ServerBootstrap bootstrap = new ServerBootstrap();

              A() {
                bootstrap.group(new NioEventLoopGroup(1));
              }

              void start() {
                bootstrap.bind(1);
              }

              void shutdown() {
                bootstrap.config().group().shutdownGracefully();
              }
            }
            """)
        .doTest();
  }

  @Test
  void grpcChannels() throws IOException {
    helper()
        .addSourceLines(
            "A.java",
            """
            import io.grpc.ManagedChannel;
            import io.grpc.ManagedChannelBuilder;

            class A {
              void released() {
                ManagedChannel channel = ManagedChannelBuilder.forTarget("db").build();
                channel.getState(true);
                channel.shutdownNow();
              }

              void lost() {
                // BUG: Diagnostic contains: GRPC channel in 'channel' is never shut down
                ManagedChannel channel = ManagedChannelBuilder.forTarget("db").build();
                channel.resetConnectBackoff();
              }
            }
            """)
        .doTest();
  }

  @Test
  void grpcContexts() throws IOException {
    helper()
        .addSourceLines(
            "A.java",
            """
            import io.grpc.Context;

            class A {
              void cancelled(Runnable task) {
                Context.CancellableContext context = Context.current().withCancellation();
                try {
                  context.run(task);
                } finally {
                  context.cancel(null);
                }
              }

              void lost(Runnable task) {
                // BUG: Diagnostic contains: Cancellable context in 'context' is never cancelled
                Context.CancellableContext context = Context.current().withCancellation();
                context.run(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void jimfsFileSystems() throws IOException {
    helper()
        .addSourceLines(
            "A.java",
            """
            import com.google.common.jimfs.Jimfs;
            import java.io.IOException;
            import java.nio.file.FileSystem;
            import java.nio.file.WatchService;

            class A {
              private FileSystem field;

              void setUp() {
                field = Jimfs.newFileSystem();
              }

              void closedAfterwards() throws IOException {
                WatchService service = field.newWatchService();
                System.out.println(service.poll());
              }

              void tearDown() throws IOException {
                field.close();
              }

              void closed() throws IOException {
                FileSystem files = Jimfs.newFileSystem();
                WatchService service = files.newWatchService();
                System.out.println(service.poll());
                files.close();
              }

              void left() throws IOException {
                FileSystem files = Jimfs.newFileSystem();
                // BUG: Diagnostic contains: Watch service in 'service' is never closed
                WatchService service = files.newWatchService();
                System.out.println(service.poll());
              }
            }
            """)
        .doTest();
  }

  @Test
  void kafkaClients() throws IOException {
    helper()
        .addSourceLines(
            "A.java",
            """
            import java.util.Properties;
            import org.apache.kafka.clients.admin.Admin;
            import org.apache.kafka.clients.producer.KafkaProducer;
            import org.apache.kafka.clients.producer.Producer;
            import org.apache.kafka.clients.producer.ProducerRecord;

            class A {
              void closed(Properties properties) {
                try (Producer<String, String> producer = new KafkaProducer<>(properties)) {
                  producer.send(new ProducerRecord<>("topic", "a"));
                }
              }

              void lost(Properties properties) {
                // BUG: Diagnostic contains: Producer with one platform thread in 'producer' is never closed
                Producer<String, String> producer = new KafkaProducer<>(properties);
                producer.send(new ProducerRecord<>("topic", "a"));
              }

              void lostClient(Properties properties) {
                // BUG: Diagnostic contains: Client with one platform thread in 'admin' is never closed
                Admin admin = Admin.create(properties);
                admin.listTopics();
              }
            }
            """)
        .doTest();
  }

  @Test
  void rabbitConnections() throws IOException {
    helper()
        .addSourceLines(
            "A.java",
            """
            import com.rabbitmq.client.Connection;
            import com.rabbitmq.client.ConnectionFactory;

            class A {
              void closed() throws Exception {
                try (Connection connection = new ConnectionFactory().newConnection()) {
                  connection.createChannel();
                }
              }

              void lost() throws Exception {
                // BUG: Diagnostic contains: Connection with its own threads in 'connection' is never closed
                Connection connection = new ConnectionFactory().newConnection();
                connection.createChannel();
              }
            }
            """)
        .doTest();
  }

  @Test
  void redisClients() throws IOException {
    helper()
        .addSourceLines(
            "A.java",
            """
            import io.lettuce.core.RedisClient;
            import redis.clients.jedis.Jedis;

            class A {
              void closed() {
                RedisClient client = RedisClient.create("redis://db");
                client.connect();
                client.shutdown();
                try (Jedis jedis = new Jedis("db")) {
                  jedis.ping();
                }
              }

              void lost() {
                // BUG: Diagnostic contains: Client with its own threads in 'client' is never shut down
                RedisClient client = RedisClient.create("redis://db");
                client.connect();
              }

              void lostConnection() {
                // BUG: Diagnostic contains: Connection in 'jedis' is never closed
                Jedis jedis = new Jedis("db");
                jedis.ping();
              }
            }
            """)
        .doTest();
  }

  @Test
  void reactorSchedulers() throws IOException {
    helper()
        .addSourceLines(
            "A.java",
            """
            import reactor.core.publisher.Flux;
            import reactor.core.scheduler.Scheduler;
            import reactor.core.scheduler.Schedulers;

            class A {
              void disposed(Flux<String> values) {
                Scheduler scheduler = Schedulers.newSingle("single");
                values.publishOn(scheduler).blockLast();
                scheduler.dispose();
              }

              void lost(Flux<String> values) {
                // BUG: Diagnostic contains: Scheduler with one platform thread in 'scheduler' is never
                Scheduler scheduler = Schedulers.newSingle("single");
                values.publishOn(scheduler).blockLast();
              }
            }
            """)
        .doTest();
  }

  @Test
  void mongoClients() throws IOException {
    helper()
        .addSourceLines(
            "A.java",
            """
            import com.mongodb.client.MongoClient;
            import com.mongodb.client.MongoClients;

            class A {
              void closed() {
                try (MongoClient client = MongoClients.create()) {
                  client.listDatabaseNames();
                }
              }

              void lost() {
                // BUG: Diagnostic contains: Client with its own threads in 'client' is never closed
                MongoClient client = MongoClients.create();
                client.listDatabaseNames();
              }
            }
            """)
        .doTest();
  }

  @Test
  void vertxInstances() throws IOException {
    helper()
        .addSourceLines(
            "A.java",
            """
            import io.vertx.core.Vertx;

            class A {
              void closed() {
                Vertx vertx = Vertx.vertx();
                vertx.setTimer(1, id -> vertx.close());
              }

              void lost() {
                // BUG: Diagnostic contains: Vert.x instance with its event loops in 'vertx' is never closed
                Vertx vertx = Vertx.vertx();
                vertx.setTimer(1, id -> {});
              }
            }
            """)
        .doTest();
  }
}
