/** The fixes for {@code ownership}: release the handle, on every path. */
@NullMarked
package dev.watertight.fixes.ownership;

import org.jspecify.annotations.NullMarked;
