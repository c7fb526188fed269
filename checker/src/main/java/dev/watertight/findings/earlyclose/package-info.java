/** Channels that are closed before those who send on them have ended. */
@NullMarked
package dev.watertight.findings.earlyclose;

import org.jspecify.annotations.NullMarked;
