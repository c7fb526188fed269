/** The answers that an analysis may give; "unknown" is one of them. */
@NullMarked
package dev.watertight.answers;

import org.jspecify.annotations.NullMarked;
