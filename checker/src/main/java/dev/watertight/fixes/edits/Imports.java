package dev.watertight.fixes.edits;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import dev.watertight.caches.PerCompilation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Edits of single imports, as patch mode makes them: Error Prone sorts all imports of a file anew
 * when it adds one, joins their groups, and ends their lines in its own way.
 *
 * <p>That is left to it where checks of others patch the same files, as an edit of ours inside of
 * the imports would be in the way of theirs; and where nothing is patched: what is printed of a fix
 * is the first line that it touches, which an import is not to be.
 */
public final class Imports {
  private static final String IMPORT = "import ";

  /* The options themselves are not visible in all versions of Error Prone. */
  private static final Pattern PATCHING =
      Pattern.compile(
          "namedCheckers=\\[(.+?)\\], inPlace=(?:true|false, baseDirectory=[^,\\s\\]}]).*");

  /** What first fixes have imported so far, which are all applied in one run. */
  private static final Supplier<Map<CompilationUnitTree, Set<String>>> ADDED =
      PerCompilation.of(state -> new HashMap<>());

  private final CompilationUnitTree unit;
  private final SourceText source;
  private final ImmutableList<ImportTree> imports;

  private Imports(VisitorState state) {
    this.unit = state.getPath().getCompilationUnit();
    this.source = SourceText.of(state);
    this.imports =
        unit.getImports().stream()
            .filter(tree -> !tree.isStatic() && source.has(tree))
            .collect(ImmutableList.toImmutableList());
  }

  /** The fixes of a report; in patch mode the first, which is applied, imports by edits. */
  public static ImmutableList<SuggestedFix> inText(
      ImmutableList<SuggestedFix> fixes, VisitorState state) {
    if (fixes.isEmpty() || fixes.get(0).getImportsToAdd().isEmpty() || !arePatched(state)) {
      return fixes;
    }
    Imports imports = new Imports(state);
    if (imports.imports.isEmpty() && imports.unit.getPackage() == null) {
      return fixes;
    }
    Set<String> added = ADDED.get(state).computeIfAbsent(imports.unit, unused -> new HashSet<>());
    SuggestedFix.Builder first = fixes.get(0).toBuilder();
    imports.add(fixes.get(0).getImportsToAdd(), added, first);
    return ImmutableList.<SuggestedFix>builder()
        .add(first.build())
        .addAll(fixes.subList(1, fixes.size()))
        .build();
  }

  /** A fix that imports by edits, too, for who applies nothing but those. */
  public static SuggestedFix inText(SuggestedFix fix, VisitorState state) {
    if (arePatched(state)) {
      // It does already, if it is the first.
      return fix;
    }
    Imports imports = new Imports(state);
    SuggestedFix.Builder edited = fix.toBuilder();
    imports.add(fix.getImportsToAdd(), new HashSet<>(), edited);
    for (ImportTree tree : imports.imports) {
      if (fix.getImportsToRemove().contains(IMPORT + name(tree))) {
        imports.source.removeLines(tree, edited);
      }
    }
    return edited.build();
  }

  /** Takes the import of a class away; in patch mode not one that shares its line. */
  public static void remove(String name, SuggestedFix.Builder fix, VisitorState state) {
    Imports imports = new Imports(state);
    if (arePatched(state)) {
      imports.imports.stream()
          .filter(tree -> name(tree).equals(name))
          .forEach(tree -> imports.source.removeLines(tree, fix));
    } else {
      fix.removeImport(name);
    }
  }

  /** Whether fixes are applied, and those of our checks only. */
  static boolean arePatched(VisitorState state) {
    Matcher options = PATCHING.matcher(String.valueOf(state.errorProneOptions().patchingOptions()));
    return options.find()
        && Splitter.on(", ").splitToStream(options.group(1)).allMatch(Imports::isOurs);
  }

  private static boolean isOurs(String check) {
    return Imports.class.getResource("/dev/watertight/bugpatterns/" + check + ".class") != null;
  }

  /**
   * Imports what is not imported yet.
   *
   * @param lines what Error Prone would add
   * @param added what other fixes import
   */
  private void add(Set<String> lines, Set<String> added, SuggestedFix.Builder fix) {
    for (String line : ImmutableSortedSet.copyOf(lines)) {
      String name = line.substring(IMPORT.length());
      if (imports.stream().noneMatch(tree -> name(tree).equals(name))) {
        // What Error Prone is to add and to remove leaves the imports as they are.
        fix.removeImport(name);
        if (added.add(name)) {
          add(name, added.size() == 1, fix);
        }
      }
    }
  }

  /** A line behind the last of the imports that are the nearest and go before it. */
  private void add(String name, boolean isFirst, SuggestedFix.Builder fix) {
    String line = IMPORT + name + ";";
    if (imports.isEmpty() && unit.getPackage() == null) {
      fix.replace(0, 0, line + source.lineBreak() + (isFirst ? source.lineBreak() : ""));
      return;
    }
    if (imports.isEmpty()) {
      int end = source.afterLineComment(source.end(unit.getPackage()));
      String blank = isFirst ? source.lineBreak() : "";
      source.addBelow(fix, end, blank + source.lineBreak() + line);
      return;
    }
    int nearest = imports.stream().mapToInt(tree -> shared(name(tree), name)).max().orElse(0);
    ImportTree next = null;
    ImportTree last = null;
    for (ImportTree tree : imports) {
      if (shared(name(tree), name) == nearest) {
        last = name(tree).compareTo(name) < 0 ? tree : last;
        next = next == null ? tree : next;
      }
    }
    if (last != null) {
      int end = source.afterLineComment(source.end(last));
      source.addBelow(fix, end, source.lineBreak() + line);
    } else if (next != null) {
      fix.replace(source.start(next), source.start(next), line + source.lineBreak());
    }
  }

  /** How many packages two names begin with together. */
  private static int shared(String left, String right) {
    List<String> first = Splitter.on('.').splitToList(left);
    List<String> second = Splitter.on('.').splitToList(right);
    int i = 0;
    while (i < Math.min(first.size(), second.size()) - 1 && first.get(i).equals(second.get(i))) {
      i++;
    }
    return i;
  }

  private static String name(ImportTree tree) {
    return tree.getQualifiedIdentifier().toString();
  }
}
