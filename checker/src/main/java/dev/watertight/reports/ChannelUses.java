package dev.watertight.reports;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import java.util.Optional;

/** Who sends into the channel that a finding is about, who receives from it, and who closes it. */
final class ChannelUses {
  private ChannelUses() {}

  /** What is known of the channel at the place of the state, if it is one channel for certain. */
  static Optional<ImmutableMap<String, Object>> at(VisitorState state, SourceRoot root) {
    ImmutableList<Topology> channels =
        Topologies.all(state).stream()
            .filter(channel -> isAt(channel, state.getPath().getLeaf()))
            .collect(ImmutableList.toImmutableList());
    return channels.size() == 1 ? Optional.of(toJson(channels.get(0), root)) : Optional.empty();
  }

  private static boolean isAt(Topology channel, Tree place) {
    return channel.maker().getLeaf() == place
        || channel.endpoints().stream().anyMatch(use -> isAt(use, place))
        || (ASTHelpers.getDeclaredSymbol(place) instanceof VarSymbol variable
            && channel.variables().contains(variable));
  }

  /** Whether the place is the use, or a loop around it; other code has more than one use. */
  private static boolean isAt(Endpoint use, Tree place) {
    return use.path().getLeaf() == place
        || (Loops.isLoop(place) && Paths.isInside(use.path(), place));
  }

  private static ImmutableMap<String, Object> toJson(Topology channel, SourceRoot root) {
    ImmutableMap.Builder<String, Object> json =
        ImmutableMap.<String, Object>builder()
            .put("name", channel.name().replace("'", ""))
            .put("isWhollyInView", channel.isClosedView())
            .put("sends", uses(channel.sends(), root))
            .put("receives", uses(channel.receives(), root));
    if (channel.kind().isCloseable()) {
      // Queues cannot be closed, and nobody is to be blamed for that.
      json.put("closes", uses(channel.closes(), root));
    }
    return json.buildOrThrow();
  }

  private static ImmutableList<ImmutableMap<String, Object>> uses(
      ImmutableList<Endpoint> uses, SourceRoot root) {
    return uses.stream()
        .map(
            use ->
                ImmutableMap.<String, Object>of(
                    "call", use.method(),
                    "member", member(use.path()),
                    "artifactLocation",
                        root.location(use.path().getCompilationUnit().getSourceFile().toUri()),
                    "line", Paths.line(use.path())))
        .collect(ImmutableList.toImmutableList());
  }

  /** The class and the method that code is in. */
  private static String member(TreePath code) {
    String method = "";
    for (TreePath path = code; path != null; path = path.getParentPath()) {
      if (path.getLeaf() instanceof MethodTree declaration && method.isEmpty()) {
        method = "." + declaration.getName();
      } else if (path.getLeaf() instanceof ClassTree type && !type.getSimpleName().isEmpty()) {
        return type.getSimpleName() + method.replace(".<init>", "");
      }
    }
    return method;
  }
}
