/** Threads that keep each other out for ever: by a lock that is kept, or held during a wait. */
@NullMarked
package dev.watertight.findings.locks;

import org.jspecify.annotations.NullMarked;
