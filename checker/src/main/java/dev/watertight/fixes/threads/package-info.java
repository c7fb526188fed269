/** Repairs for what {@code findings.threads} finds. */
@NullMarked
package dev.watertight.fixes.threads;

import org.jspecify.annotations.NullMarked;
