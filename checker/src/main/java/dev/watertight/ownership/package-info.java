/** Who must release a handle, and whether that happens on every path. */
@NullMarked
package dev.watertight.ownership;

import org.jspecify.annotations.NullMarked;
