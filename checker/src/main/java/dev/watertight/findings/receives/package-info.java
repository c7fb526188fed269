/** Receives that wait for ever: nobody sends, or nothing ends the loop around them. */
@NullMarked
package dev.watertight.findings.receives;

import org.jspecify.annotations.NullMarked;
