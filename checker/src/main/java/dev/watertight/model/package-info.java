/** What library types mean to the analyses: handles, and methods that move them. No code. */
@NullMarked
package dev.watertight.model;

import org.jspecify.annotations.NullMarked;
