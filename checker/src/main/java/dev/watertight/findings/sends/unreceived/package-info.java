/** Sends that wait for a receiver who never comes. */
@NullMarked
package dev.watertight.findings.sends.unreceived;

import org.jspecify.annotations.NullMarked;
