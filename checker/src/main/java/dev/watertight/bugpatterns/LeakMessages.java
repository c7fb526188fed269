package dev.watertight.bugpatterns;

import com.google.common.base.Ascii;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.handles.Leak;
import dev.watertight.handles.Opening;
import dev.watertight.paths.Loss;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Words what became of a handle: which one, the missing act, the exit, and what leaks then. */
final class LeakMessages {
  private LeakMessages() {}

  static String of(Leak leak) {
    String handle = subject(leak);
    String act = participle(leak.opening());
    String consequence = consequence(leak.opening());
    return switch (leak.kind()) {
      case NEVER_RELEASED ->
          leak.holders().isEmpty()
              ? "%s is thrown away and never %s; %s".formatted(handle, act, consequence)
              : "%s is never %s; %s".formatted(handle, act, consequence);
      case EXPOSED ->
          "%s is never %s by its owner; unless every user of the getter or field does it, %s"
              .formatted(handle, act, consequence);
      case LOST_ON_A_PATH ->
          "%s is not %s %s; %s"
              .formatted(handle, act, exit(leak.losses().get(0), leak), consequence);
      case OVERWRITTEN ->
          "%s is overwritten on line %d while it is open; %s"
              .formatted(handle, line(leak.losses().get(0).at(), leak), consequence);
      case TAKEN_OUT ->
          "%s is taken out on line %d while it is open; %s"
              .formatted(handle, line(leak.losses().get(0).at(), leak), consequence);
      case ONLY_ONE_RELEASED ->
          "%s is one of several, of which line %d ends only one; %s"
              .formatted(handle, line(leak.losses().get(0).at(), leak), consequence);
      case RELEASE_STOPPED ->
          "%s is one of several, and line %d stops at the first whose release says so; %s for the others"
              .formatted(handle, line(leak.losses().get(0).at(), leak), consequence);
      case OVERWRITES ->
          "Field '%s' is given another %s while the one it holds is open; nobody can end the old one's threads"
              .formatted(leak.field().get().getSimpleName(), leak.opening().description());
      case LOST_BY_FAILING_CONSTRUCTOR ->
          "%s is not %s %s, and then nobody has the object that owns it; %s"
              .formatted(handle, act, exit(leak.losses().get(0), leak), consequence);
      case RELEASE_SKIPPED ->
          "%s is not %s %s; %s"
              .formatted(handle, act, exit(leak.losses().get(0), leak), consequence);
      case RELEASE_PASSED_BY ->
          "%s is not %s when line %d leaves that out; %s"
              .formatted(handle, act, line(leak.losses().get(0).at(), leak), consequence);
      case RELEASE_OVERRIDDEN ->
          "%s is not %s by %s, which overrides the closing method without calling it on super; %s"
              .formatted(handle, act, leak.losses().get(0).exception(), consequence);
      case KEEPS_JVM_ALIVE ->
          "%s is never %s and its threads are no daemons; they keep the JVM from exiting"
              .formatted(handle, act);
    };
  }

  private static String subject(Leak leak) {
    String description = leak.opening().description();
    String subject = Ascii.toUpperCase(description.substring(0, 1)) + description.substring(1);
    Optional<VarSymbol> holder = leak.holder();
    return holder
        .map(
            variable ->
                "%s in %s'%s'"
                    .formatted(
                        subject,
                        Symbols.isField(variable) ? "field " : "",
                        variable.getSimpleName()))
        .orElse(subject);
  }

  private static String participle(Opening opening) {
    return switch (opening.kind().preferredRelease()) {
      case "close" -> "closed";
      case "cancel" -> "cancelled";
      case "dispose" -> "disposed of";
      case "stop", "stopAsync" -> "stopped";
      case "shutdown", "shutdownGracefully" -> "shut down";
      default -> "ended by " + opening.kind().preferredRelease() + "()";
    };
  }

  private static String consequence(Opening opening) {
    return switch (opening.lifetime()) {
      case PERSISTENT -> "its threads never end";
      case HELD -> "it stays open";
      case EXPIRING, ENDING -> "its threads linger until they time out";
      case COLLECTED -> "its thread stays until garbage collection and the end of its tasks";
      case VIRTUAL, SCOPED -> "tasks still running are abandoned";
    };
  }

  private static String exit(Loss loss, Leak leak) {
    return switch (loss.exit()) {
      case RETURN ->
          loss.at() == null
              ? "on a path through %s".formatted(method(leak))
              : "when %s returns on line %d".formatted(method(leak), line(loss.at(), leak));
      case THROW -> "when line %d throws %s".formatted(line(loss.at(), leak), loss.exception());
      case OVERWRITE -> "before line %d overwrites it".formatted(line(loss.at(), leak));
    };
  }

  private static String method(Leak leak) {
    for (TreePath p = leak.opening().path(); p != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof LambdaExpressionTree) {
        return "the lambda";
      }
      if (p.getLeaf() instanceof MethodTree method) {
        return ASTHelpers.getSymbol(method).isConstructor()
            ? "the constructor"
            : method.getName() + "()";
      }
    }
    return "the block";
  }

  private static long line(@Nullable Tree tree, Leak leak) {
    return tree == null ? 0 : Paths.line(tree, leak.opening().path().getCompilationUnit());
  }
}
