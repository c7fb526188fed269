/** How often code runs: the one engine for counts. */
@NullMarked
package dev.watertight.counts;

import org.jspecify.annotations.NullMarked;
