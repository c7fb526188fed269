/** The fixes for {@code ownership}: release the handle, on every path. */
@NullMarked
package dev.watertight.fixes.handles;

import org.jspecify.annotations.NullMarked;
