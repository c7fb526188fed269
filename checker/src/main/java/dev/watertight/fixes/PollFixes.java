package dev.watertight.fixes;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.util.TreePath;

public final class PollFixes {
  private PollFixes() {}
  public static ImmutableList<SuggestedFix> of(
      TreePath poll, TreePath loop, boolean isForEver, VisitorState state) {
    return ImmutableList.of();
  }
}
