/**
 * Channels (queues, latches, exchangers, task results) with all of their uses: who sends, who
 * receives, who closes.
 */
@NullMarked
package dev.watertight.channels;

import org.jspecify.annotations.NullMarked;
