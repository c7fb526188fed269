/** The fixes for {@code polling}: wait instead. */
@NullMarked
package dev.watertight.fixes.polling;

import org.jspecify.annotations.NullMarked;
