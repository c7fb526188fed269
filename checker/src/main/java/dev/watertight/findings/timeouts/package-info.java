/** Waits with a time limit that give up on a task, which goes on without anybody to end it. */
@NullMarked
package dev.watertight.findings.timeouts;

import org.jspecify.annotations.NullMarked;
