package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Handles that end with what they are made from: a watch service does with its file system. */
final class HandleOfClosedMakerTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass());

  @Test
  void fileSystemIsClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.FileSystem;
            import java.nio.file.FileSystems;
            import java.nio.file.Path;
            import java.nio.file.WatchService;

            class A {
              void byHand(Path archive) throws Exception {
                FileSystem files = FileSystems.newFileSystem(archive);
                WatchService service = files.newWatchService();
                System.out.println(service.poll());
                files.close();
              }

              void byBlock(Path archive) throws Exception {
                try (FileSystem files = FileSystems.newFileSystem(archive)) {
                  WatchService service = files.newWatchService();
                  System.out.println(service.poll());
                }
              }

              void byHelper(Path archive) throws Exception {
                FileSystem files = FileSystems.newFileSystem(archive);
                WatchService service = files.newWatchService();
                System.out.println(service.poll());
                close(files);
              }

              private static void close(FileSystem files) throws IOException {
                files.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fileSystemOfField() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.FileSystem;
            import java.nio.file.FileSystems;
            import java.nio.file.Path;
            import java.nio.file.WatchService;

            class A {
              private FileSystem files;

              void setUp(Path archive) throws IOException {
                files = FileSystems.newFileSystem(archive);
              }

              void use() throws Exception {
                WatchService service = files.newWatchService();
                System.out.println(service.poll());
              }

              void tearDown() throws IOException {
                files.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void unknownFileSystem() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.URI;
            import java.nio.file.FileSystem;
            import java.nio.file.FileSystems;
            import java.nio.file.Path;
            import java.nio.file.WatchService;
            import java.util.function.Consumer;

            abstract class A {
              protected FileSystem inherited;

              abstract FileSystem files();

              public void ofParameter(FileSystem files) throws IOException {
                WatchService service = files.newWatchService();
                System.out.println(service.poll());
              }

              void ofSubclasses() throws IOException {
                WatchService service = inherited.newWatchService();
                System.out.println(service.poll());
                WatchService other = files().newWatchService();
                System.out.println(other.poll());
              }

              void shared(URI uri) throws IOException {
                WatchService service = FileSystems.getFileSystem(uri).newWatchService();
                System.out.println(service.poll());
              }

              void handedOut(Path archive, Consumer<FileSystem> closer) throws IOException {
                FileSystem files = FileSystems.newFileSystem(archive);
                WatchService service = files.newWatchService();
                System.out.println(service.poll());
                closer.accept(files);
              }
            }
            """)
        .doTest();
  }

  @Test
  void defaultFileSystem() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.FileSystem;
            import java.nio.file.FileSystems;
            import java.nio.file.Path;
            import java.nio.file.WatchService;

            class A {
              private final FileSystem field = FileSystems.getDefault();

              private static FileSystem files() {
                return FileSystems.getDefault();
              }

              void all(Path directory) throws IOException {
                // BUG: Diagnostic contains: Watch service in 'direct' is never closed
                WatchService direct = FileSystems.getDefault().newWatchService();
                System.out.println(direct.poll());
                FileSystem files = FileSystems.getDefault();
                // BUG: Diagnostic contains: Watch service in 'local' is never closed
                WatchService local = files.newWatchService();
                System.out.println(local.poll());
                // BUG: Diagnostic contains: Watch service in 'ofField' is never closed
                WatchService ofField = field.newWatchService();
                System.out.println(ofField.poll());
                // BUG: Diagnostic contains: Watch service in 'ofMethod' is never closed
                WatchService ofMethod = files().newWatchService();
                System.out.println(ofMethod.poll());
                // BUG: Diagnostic contains: Watch service in 'ofPath' is never closed
                WatchService ofPath = directory.getFileSystem().newWatchService();
                System.out.println(ofPath.poll());
              }
            }
            """)
        .doTest();
  }

  @Test
  void fileSystemIsNeverClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.FileSystem;
            import java.nio.file.FileSystems;
            import java.nio.file.Path;
            import java.nio.file.WatchService;

            class A {
              void use(Path archive) throws IOException {
                FileSystem files = FileSystems.newFileSystem(archive);
                // BUG: Diagnostic contains: Watch service in 'service' is never closed
                WatchService service = files.newWatchService();
                System.out.println(service.poll());
              }
            }
            """)
        .doTest();
  }
}
