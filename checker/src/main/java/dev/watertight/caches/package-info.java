/** What is computed once a compilation. */
@NullMarked
package dev.watertight.caches;

import org.jspecify.annotations.NullMarked;
