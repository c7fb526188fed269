package dev.watertight.fixes;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import dev.watertight.endpoints.UnreceivedSend;

/** stub */
public final class SendFixes {
  private SendFixes() {}

  /** stub */
  public static ImmutableList<SuggestedFix> of(UnreceivedSend finding, VisitorState state) {
    return ImmutableList.of();
  }
}
