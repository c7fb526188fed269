/** What code that is compiled later gets to know of the classes in view. */
@NullMarked
package dev.watertight.exports;

import org.jspecify.annotations.NullMarked;
