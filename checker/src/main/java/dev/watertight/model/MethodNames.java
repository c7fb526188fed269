package dev.watertight.model;

import com.google.common.collect.Streams;
import com.google.errorprone.VisitorState;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.CompletionFailure;
import com.sun.tools.javac.code.Type;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for the methods that rows name. */
final class MethodNames {
  private record Member(String owner, String method) {}

  private MethodNames() {}

  /**
   * The first method that a row names and its class does not have, as a sentence. A class that the
   * compilation does not come across may well be used in another module, and says nothing.
   */
  static Optional<String> unknownIn(Library rows, VisitorState state) {
    return members(rows)
        .filter(member -> isUnknown(member, state))
        .findFirst()
        .map(member -> "%s has no method '%s'".formatted(member.owner(), member.method()));
  }

  private static Stream<Member> members(Library rows) {
    return Streams.concat(
        rows.handles().stream()
            .flatMap(h -> h.releases().stream().map(r -> new Member(h.typeName(), r))),
        rows.openersByName().values().stream().map(o -> new Member(o.owner(), o.method())),
        rows.makersByName().values().stream().map(m -> new Member(m.owner(), m.method())),
        rows.operationsByName().values().stream().map(o -> new Member(o.owner(), o.method())),
        rows.questionsByName().values().stream().map(q -> new Member(q.owner(), q.method())),
        rows.countingsByName().values().stream().map(c -> new Member(c.owner(), c.method())),
        rows.traitsByName().values().stream()
            .filter(t -> !t.method().equals(TraitRow.NONE) && !t.isOfPackage())
            .map(t -> new Member(t.owner(), t.method())),
        rows.rulesByName().values().stream().map(r -> new Member(r.owner(), r.method())));
  }

  private static boolean isUnknown(Member member, VisitorState state) {
    if (member.method().contains("*")) {
      return false;
    }
    try {
      Type owner = state.getTypeFromString(member.owner());
      if (owner == null || !(owner.tsym instanceof ClassSymbol)) {
        return false;
      }
      for (Type type : state.getTypes().closure(owner)) {
        if (type.tsym.members().findFirst(state.getName(member.method())) != null) {
          return false;
        }
      }
      return true;
    } catch (CompletionFailure e) {
      // A supertype is missing from the class path.
      return false;
    }
  }
}
