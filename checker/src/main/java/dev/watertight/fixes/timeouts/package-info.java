/** Repairs for what {@code findings.timeouts} finds. */
@NullMarked
package dev.watertight.fixes.timeouts;

import org.jspecify.annotations.NullMarked;
