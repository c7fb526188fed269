/**
 * Who ends a wait: by which means, from which place in the code, and before or after what.
 *
 * <p>Every answer comes with its evidence, the places that do it, and says whether those are all
 * there can be.
 */
@NullMarked
package dev.watertight.wakers;

import org.jspecify.annotations.NullMarked;
