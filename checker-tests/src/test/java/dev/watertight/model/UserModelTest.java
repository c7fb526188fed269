package dev.watertight.model;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.bugpatterns.HandleNotReleasedOnAllPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user adds to the model by the option {@code Watertight:Model}. */
final class UserModelTest {
  private static final String PUMP =
      """
      package shop;

      public class Pump {
        public Pump(int valves) {}

        public static native Pump primed();

        public native void begin();

        public native void run();

        public native void halt();

        public native void halt(int seconds);
      }
      """;
  private static final String METER =
      """
      package shop;

      public interface Meter {
        void read(Pump pump);

        void attach(Pump pump);

        void guard(Pump pump);
      }
      """;

  @TempDir private Path directory;
  private String option;

  @BeforeEach
  void writeModel() throws IOException {
    Path model =
        Files.writeString(
            directory.resolve("pumps.txt"),
            """
            handle shop.Pump pump halt
            open shop.Pump#<init> persistent pump with {0} valves
            start shop.Pump#primed persistent begin primed pump
            borrow shop.Meter#read *
            settle shop.Meter#guard 0
            """);
    option = "-XepOpt:Watertight:Model=" + model;
  }

  @Test
  void unknownWithoutModel() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines("shop/Pump.java", PUMP)
        .addSourceLines(
            "A.java",
            """
            class A {
              void run() {
                new shop.Pump(1).run();
              }
            }
            """)
        .doTest();
  }

  @Test
  void handlesAndOpeners() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs(option)
        .addSourceLines("shop/Pump.java", PUMP)
        .addSourceLines("shop/Meter.java", METER)
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import shop.Meter;
            import shop.Pump;

            class A {
              void halted() {
                Pump pump = new Pump(1);
                pump.run();
                pump.halt();
              }

              void notBegun() {
                Pump pump = Pump.primed();
                pump.run();
              }

              void attached(Meter meter) {
                Pump pump = new Pump(2);
                pump.run();
                meter.attach(pump);
              }

              void guarded(Meter meter) {
                Pump pump = new Pump(3);
                pump.run();
                meter.guard(pump);
              }

              void neverHalted() {
                // BUG: Diagnostic contains: Pump with 4 valves in 'pump' is never ended by halt(); its threads never end
                Pump pump = new Pump(4);
                pump.run();
              }

              void haltedByOverload() {
                Pump pump = new Pump(5);
                pump.run();
                pump.halt(10);
              }

              void lent(Meter meter) {
                // BUG: Diagnostic contains: Pump with 6 valves in 'pump' is never ended by halt()
                Pump pump = new Pump(6);
                meter.read(pump);
              }

              void begun() {
                // BUG: Diagnostic contains: Primed pump in 'pump' is never ended by halt()
                Pump pump = Pump.primed();
                pump.begin();
              }

              void subclass() {
                // BUG: Diagnostic contains: Pump with 7 valves in 'pump' is never ended by halt()
                Pump pump = new Pump(7) {};
                pump.run();
              }

              void standardModelToo(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 8 platform threads in 'pool' is never shut down
                ExecutorService pool = Executors.newFixedThreadPool(8);
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void paths() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .setArgs(option)
        .addSourceLines("shop/Pump.java", PUMP)
        .addSourceLines(
            "A.java",
            """
            import shop.Pump;

            class A {
              void haltedSometimes(boolean dry) {
                // BUG: Diagnostic contains: Pump with 1 valves in 'pump' is not ended by halt() on a path through haltedSometimes()
                Pump pump = new Pump(1);
                pump.run();
                if (dry) {
                  pump.halt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void severalFiles() throws IOException {
    Path hoses =
        Files.writeString(
            directory.resolve("hoses.txt"),
            """
            handle shop.Hose hose drain
            open shop.Hose#<init> persistent hose
            """);

    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs(option + "," + hoses)
        .addSourceLines("shop/Pump.java", PUMP)
        .addSourceLines(
            "shop/Hose.java",
            """
            package shop;

            public class Hose {
              public native void run();

              public native void drain();
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              void run() {
                // BUG: Diagnostic contains: Pump with 1 valves is thrown away and never ended by halt()
                new shop.Pump(1).run();
                // BUG: Diagnostic contains: Hose is thrown away and never ended by drain()
                new shop.Hose().run();
              }
            }
            """)
        .doTest();
  }

  @Test
  void overloads() throws IOException {
    Path meters =
        Files.writeString(
            directory.resolve("meters.txt"),
            """
            borrow shop.Tank#fill(shop.Pump,int[]) 0
            """);

    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs(option + "," + meters)
        .addSourceLines("shop/Pump.java", PUMP)
        .addSourceLines(
            "shop/Tank.java",
            """
            package shop;

            public class Tank {
              public static native void fill(Pump pump, int... levels);

              public static native void fill(Pump pump, String level);
            }
            """)
        .addSourceLines(
            "A.java",
            """
            import shop.Pump;
            import shop.Tank;

            class A {
              void uses() {
                // BUG: Diagnostic contains: Pump with 1 valves in 'pump' is never ended by halt()
                Pump pump = new Pump(1);
                Tank.fill(pump, 1, 2);
              }

              void givesAway() {
                Pump pump = new Pump(2);
                Tank.fill(pump, "full");
              }
            }
            """)
        .doTest();
  }

  @Test
  void endsWithItsMaker() throws IOException {
    Path model =
        Files.writeString(
            directory.resolve("plants.txt"),
            """
            handle shop.Pump pump halt
            open shop.Pump#<init> persistent pump
            bind shop.Pump#<init> 0
            trait shop.Plant#city lasts
            trait shop.Plant#<init> makes_new
            """);
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs("-XepOpt:Watertight:Model=" + model)
        .addSourceLines(
            "shop/Plant.java",
            """
            package shop;

            public class Plant {
              public static native Plant city();

              public native void shutdown();
            }
            """)
        .addSourceLines(
            "shop/Pump.java",
            """
            package shop;

            public class Pump {
              public Pump(Plant plant) {}

              public native void run();

              public native void halt();
            }
            """)
        .addSourceLines(
            "A.java",
            """
            import shop.Plant;
            import shop.Pump;

            class A {
              void shutDown() {
                Plant plant = new Plant();
                new Pump(plant).run();
                plant.shutdown();
              }

              void given(Plant plant) {
                new Pump(plant).run();
              }

              void left() {
                Plant plant = new Plant();
                // BUG: Diagnostic contains: Pump
                new Pump(plant).run();
              }

              void ofCity() {
                // BUG: Diagnostic contains: Pump
                new Pump(Plant.city()).run();
              }
            }
            """)
        .doTest();
  }
}
