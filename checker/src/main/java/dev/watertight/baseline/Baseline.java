package dev.watertight.baseline;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.collect.Multiset;
import com.google.errorprone.ErrorProneFlags;
import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.tools.javac.api.JavacTrees;
import com.sun.tools.javac.api.MultiTaskListener;
import com.sun.tools.javac.processing.JavacProcessingEnvironment;
import com.sun.tools.javac.util.Context;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.tools.Diagnostic;

/**
 * The findings that a project had when it took up Watertight: javac notes them, and they fail no
 * build. An option names their file, another one writes it.
 */
public final class Baseline implements TaskListener {
  private static final Supplier<Baseline> INSTANCE = PerCompilation.of(Baseline::read);

  private final Context context;
  private final Optional<String> error;
  private final Optional<String> output;

  /* What is expected of the classes that have not been looked at. */
  private final Multiset<FindingKey> expected = HashMultiset.create();
  private final List<FindingKey> found = new ArrayList<>();
  private final Set<Looked> looked = new HashSet<>();

  /** A check that has looked at a top-level class. */
  private record Looked(String check, String type) {
    boolean isAt(FindingKey key) {
      return key.check().equals(check) && key.isIn(type);
    }
  }

  private Baseline(
      Context context,
      ImmutableList<FindingKey> expected,
      Optional<String> output,
      Optional<String> error) {
    this.context = context;
    this.expected.addAll(expected);
    this.output = output;
    this.error = error;
  }

  private static Baseline read(VisitorState state) {
    ErrorProneFlags flags = state.errorProneOptions().getFlags();
    Optional<String> output = flags.get(Model.WRITE_BASELINE);
    ImmutableList<FindingKey> rows = ImmutableList.of();
    try {
      if (output.isPresent()) {
        BaselineFile.checkWritable(Model.WRITE_BASELINE, output.get());
      } else if (flags.get(Model.BASELINE).isPresent()) {
        rows = BaselineFile.read(Model.BASELINE, flags.get(Model.BASELINE).get());
      }
    } catch (IllegalArgumentException e) {
      return new Baseline(
          state.context, rows, Optional.empty(), Optional.ofNullable(e.getMessage()));
    }
    Baseline baseline = new Baseline(state.context, rows, output, Optional.empty());
    if (output.isPresent() || !rows.isEmpty()) {
      MultiTaskListener.instance(state.context).add(baseline);
    }
    return baseline;
  }

  /** What is wrong with the user's configuration, if anything. */
  public static Optional<String> error(VisitorState state) {
    return INSTANCE.get(state).error;
  }

  /** Whether a finding at the place of the state is an old one; if so, it is noted. */
  public static boolean holds(Description finding, VisitorState state) {
    return INSTANCE.get(state).add(finding, state);
  }

  private boolean add(Description finding, VisitorState state) {
    if (expected.isEmpty() && output.isEmpty()) {
      return false;
    }
    FindingKey key = FindingKey.of(finding.checkName, state.getPath(), state);
    if (output.isEmpty() && !expected.remove(key)) {
      return false;
    }
    found.add(key);
    JavacTrees.instance(context)
        .printMessage(
            Diagnostic.Kind.NOTE,
            "[%s] (in the baseline) %s"
                .formatted(finding.checkName, finding.getMessageWithoutCheckName()),
            state.getPath().getLeaf(),
            state.getPath().getCompilationUnit());
    return true;
  }

  /** Remembers that a check has looked at a unit: what it has not found there is gone. */
  public static void look(String check, VisitorState state) {
    Baseline baseline = INSTANCE.get(state);
    if (!baseline.expected.isEmpty() || baseline.output.isPresent()) {
      for (Tree tree : state.getPath().getCompilationUnit().getTypeDecls()) {
        if (tree instanceof ClassTree type) {
          baseline.looked.add(new Looked(check, ASTHelpers.getSymbol(type).flatName().toString()));
        }
      }
    }
  }

  private boolean isLookedAt(FindingKey key) {
    return looked.stream().anyMatch(unit -> unit.isAt(key));
  }

  @Override
  public void finished(TaskEvent event) {
    if (event.getKind() != TaskEvent.Kind.COMPILATION) {
      return;
    }
    if (output.isPresent()) {
      write(output.get());
      return;
    }
    ImmutableList<FindingKey> gone =
        expected.stream().filter(this::isLookedAt).sorted().collect(toImmutableList());
    for (FindingKey key : gone) {
      print(
          Diagnostic.Kind.NOTE,
          "Watertight does not find this any more, remove it from the baseline: " + key);
    }
  }

  private void write(String name) {
    try {
      BaselineFile.update(
          name,
          rows ->
              ImmutableList.copyOf(
                  Iterables.concat(Iterables.filter(rows, row -> !isLookedAt(row)), found)));
    } catch (IOException e) {
      print(
          Diagnostic.Kind.ERROR,
          "%s=%s: cannot write the baseline: %s"
              .formatted(Model.WRITE_BASELINE, name, BaselineFile.reason(e)));
    }
  }

  private void print(Diagnostic.Kind kind, String message) {
    JavacProcessingEnvironment.instance(context).getMessager().printMessage(kind, message);
  }
}
