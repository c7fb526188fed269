package dev.watertight.fixes.edits;

import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Edits that give a class an interface and a member. */
public record ClassEdits(ClassTree type, SourceText source) {
  /** The indentation of the class's members. */
  String memberIndentation() {
    return source.indentation(source.end(type) - 1) + unit();
  }

  /** One level of indentation, as the class's own members have it. */
  public String unit() {
    for (Tree member : type.getMembers()) {
      if (source.has(member) && source.start(member) > source.start(type)) {
        return source.unit(type, member);
      }
    }
    return source.unit(type, type);
  }

  /** Whether a field has a declaration of its own: {@code int a, b;} has one for two. */
  public boolean isAlone(VariableTree field) {
    int start = source.start(field);
    return type.getMembers().stream()
            .filter(member -> source.start(member) == start && member instanceof VariableTree)
            .count()
        == 1;
  }

  /** Whether the class has no field of that name. */
  public boolean isFree(CharSequence name) {
    return type.getMembers().stream()
        .noneMatch(m -> m instanceof VariableTree field && field.getName().contentEquals(name));
  }

  /** Adds a last member; lines are relative to the members' indentation. */
  public void addMember(SuggestedFix.Builder fix, List<String> lines) {
    int end = source.end(type);
    String last = source.below(source.indentation(end - 1), List.of("}"));
    fix.replace(
        source.trimmed(end - 1),
        end,
        source.lineBreak() + source.below(memberIndentation(), lines) + last);
  }

  /** Makes a field volatile that is neither that nor final, if it is declared in the unit. */
  public static void makeVolatile(VarSymbol field, SuggestedFix.Builder fix, VisitorState state) {
    if ((field.flags() & (Flags.VOLATILE | Flags.FINAL)) == 0) {
      FieldValues.inUnit(field, state)
          .flatMap(p -> SuggestedFixes.addModifiers(p.getLeaf(), state, Modifier.VOLATILE))
          .ifPresent(fix::merge);
    }
  }

  /** Adds a field behind the leading ones. */
  public void addField(SuggestedFix.Builder fix, String declaration) {
    Tree last = null;
    Tree first = null;
    for (Tree member : type.getMembers()) {
      if (source.has(member) && source.start(member) > source.start(type)) {
        first = first == null ? member : first;
        if (!(member instanceof VariableTree)) {
          break;
        }
        last = member;
      }
    }
    String line = declaration + source.lineBreak();
    if (last != null) {
      int end = source.afterLineComment(source.end(last));
      source.addBelow(fix, end, source.lineBreak() + memberIndentation() + declaration);
    } else if (first != null) {
      int open = source.indexOfCode("{", headerStart(), source.start(first)) + 1;
      source.addBelow(fix, open, source.lineBreak() + memberIndentation() + line);
    }
  }

  /** Adds an interface to those that the class implements. */
  public boolean addInterface(SuggestedFix.Builder fix, String name) {
    List<? extends Tree> interfaces = type.getImplementsClause();
    if (!interfaces.isEmpty()) {
      Tree last = interfaces.get(interfaces.size() - 1);
      fix.replace(last, source.of(last) + ", " + name);
      return true;
    }
    int from = headerStart();
    String follower = type.getPermitsClause().isEmpty() ? "{" : "permits";
    int at = source.indexOfCode(follower, from, source.end(type));
    if (at < 0) {
      return false;
    }
    int header = source.trimmed(at);
    boolean isComment = source.slice(source.start(type), at).contains("//");
    int end = isComment ? at : header;
    String gap = source.slice(end, at);
    fix.replace(
        end,
        at + 1,
        (isComment ? "" : " ")
            + "implements "
            + name
            + (gap.isEmpty() ? " " : gap)
            + source.slice(at, at + 1));
    return true;
  }

  /** A position behind everything that may stand in front of an {@code implements} clause. */
  private int headerStart() {
    int from = Math.max(source.start(type), source.end(type.getModifiers()));
    for (Tree parameter : type.getTypeParameters()) {
      from = Math.max(from, source.end(parameter));
    }
    return type.getExtendsClause() == null
        ? from
        : Math.max(from, source.end(type.getExtendsClause()));
  }
}
