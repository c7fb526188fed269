/** Sends that wait for a receiver who has left: it failed, or needed no more values. */
@NullMarked
package dev.watertight.findings.sends.abandoned;

import org.jspecify.annotations.NullMarked;
