/** Handles: which expressions open one, which methods release one, and which classes own one. */
@NullMarked
package dev.watertight.handles;

import org.jspecify.annotations.NullMarked;
