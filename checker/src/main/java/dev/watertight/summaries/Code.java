package dev.watertight.summaries;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/**
 * What a body of code says by itself.
 *
 * @param steps what it does that matters, in the order of the text
 * @param returns whether it comes to its end, as far as its own statements tell
 * @param needed what it calls on every path to its end
 */
record Code(ImmutableList<Step> steps, boolean returns, ImmutableSet<Step.Target> needed) {}
