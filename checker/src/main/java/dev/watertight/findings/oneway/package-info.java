/** Channels of two ways of which the code uses one only. */
@NullMarked
package dev.watertight.findings.oneway;

import org.jspecify.annotations.NullMarked;
