/** The fixes for {@code signals}: the end signal that is missing or skipped. */
@NullMarked
package dev.watertight.fixes.endsignals;

import org.jspecify.annotations.NullMarked;
