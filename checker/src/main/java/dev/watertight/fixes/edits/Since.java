package dev.watertight.fixes.edits;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import com.google.errorprone.VisitorState;
import com.sun.tools.javac.code.Source;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.model.JarTexts;
import dev.watertight.model.Library;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Whether code of the compilation's source level may use a member of the JDK.
 *
 * <p>That it is there to compile against says little: with {@code -source 11}, but no {@code
 * --release}, the class path is that of the running JDK, and the code may run on an older one.
 */
public final class Since {
  private static final class Rows {
    private static final ImmutableMap<String, Integer> SINCE = read();

    private static ImmutableMap<String, Integer> read() {
      List<String> lines;
      try {
        lines =
            JarTexts.read(Resources.getResource(Library.class, "since.txt"))
                .lines()
                .collect(ImmutableList.toImmutableList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ImmutableMap.Builder<String, Integer> rows = ImmutableMap.builder();
      for (String line : lines) {
        if (!line.startsWith("#")) {
          List<String> row = Splitter.on(' ').splitToList(line);
          rows.put(key(row.get(1), row.get(2)), Integer.valueOf(row.get(0)));
        }
      }
      return rows.buildOrThrow();
    }
  }

  private Since() {}

  /** Whether the source level has a method of a class; one without a row is as old as its class. */
  public static boolean allows(Symbol type, String method, VisitorState state) {
    Integer since = Rows.SINCE.get(key(type.getQualifiedName().toString(), method));
    return since == null || since <= level(state);
  }

  /** Whether the class path and the source level have a method of a class. */
  public static boolean has(String type, String method, VisitorState state) {
    Symbol owner = state.getSymbolFromString(type);
    return owner != null
        && owner.members().getSymbolsByName(state.getName(method)).iterator().hasNext()
        && allows(owner, method, state);
  }

  /* The name is a number, but for the oldest: "1.8". */
  private static int level(VisitorState state) {
    String name = Source.instance(state.context).name;
    return Integer.parseInt(name.substring(name.indexOf('.') + 1));
  }

  private static String key(String type, String method) {
    return type + '.' + method;
  }
}
