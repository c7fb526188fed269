package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Type;
import java.util.ArrayList;
import java.util.List;

/** The checked exceptions that code throws. */
public final class Thrown {
  private Thrown() {}

  /** The checked exceptions that leave the code, without those whose supertypes leave it too. */
  public static ImmutableList<Type> checked(List<? extends Tree> code, VisitorState state) {
    List<Type> all = new ArrayList<>();
    for (Tree tree : code) {
      for (Type type : ASTHelpers.getThrownExceptions(tree, state)) {
        if (ASTHelpers.isCheckedExceptionType(type, state)) {
          all.add(type);
        }
      }
    }
    List<Type> found = new ArrayList<>();
    for (Type type : all) {
      boolean covered =
          all.stream()
                  .anyMatch(
                      other ->
                          !ASTHelpers.isSameType(type, other, state)
                              && ASTHelpers.isSubtype(type, other, state))
              || found.stream().anyMatch(other -> ASTHelpers.isSameType(type, other, state));
      if (!covered) {
        found.add(type);
      }
    }
    return ImmutableList.copyOf(found);
  }
}
