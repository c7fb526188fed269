/** Where in a unit a check may have something to say, found in one pass for all checks. */
@NullMarked
package dev.watertight.candidates;

import org.jspecify.annotations.NullMarked;
