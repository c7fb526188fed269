/** Waits for tasks and their results, by futures and completion services, that last for ever. */
@NullMarked
package dev.watertight.findings.unbounded;

import org.jspecify.annotations.NullMarked;
