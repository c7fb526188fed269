/** Sends that wait for a receiver who never comes. */
@NullMarked
package dev.watertight.sends.unreceived;

import org.jspecify.annotations.NullMarked;
