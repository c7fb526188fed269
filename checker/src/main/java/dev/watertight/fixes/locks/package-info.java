/** The edits that repair what {@code findings.locks} finds. */
@NullMarked
package dev.watertight.fixes.locks;

import org.jspecify.annotations.NullMarked;
