/** Handles: which expressions open one, which methods release one, and which classes own one. */
@NullMarked
package dev.watertight.ownership.handles;

import org.jspecify.annotations.NullMarked;
