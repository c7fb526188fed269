package dev.watertight.reports;

import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.tree.TreeInfo;
import java.lang.reflect.Field;

/**
 * Where in its file a finding is reported.
 *
 * @param start where the code begins
 * @param position where javac says that it is
 * @param end where the code ends
 */
record ReportedPlace(int start, int position, int end) {
  /** The place of a report that is made where the state is. */
  static ReportedPlace of(Description description, VisitorState state) {
    JCTree tree = tree(description) instanceof JCTree t ? t : (JCTree) state.getPath().getLeaf();
    int length = String.valueOf(state.getSourceCode()).length();
    int position = Math.min(Math.max(tree.getPreferredPosition(), 0), length);
    int start = TreeInfo.getStartPos(tree);
    int end = state.getEndPosition((Tree) tree);
    return new ReportedPlace(
        start < 0 ? position : Math.min(start, position),
        position,
        Math.min(Math.max(end, position), length));
  }

  /* Newer releases of Error Prone have another type for the position. */
  private static Object tree(Description description) {
    try {
      Field position = Description.class.getField("position");
      return position.getType().getMethod("getTree").invoke(position.get(description));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
