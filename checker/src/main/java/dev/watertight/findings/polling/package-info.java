/** Loops that ask again and again for what they could wait for. */
@NullMarked
package dev.watertight.findings.polling;

import org.jspecify.annotations.NullMarked;
