/** The checks, one a file, thin: each asks an analysis, words the report, offers the fix. */
@NullMarked
package dev.watertight.bugpatterns;

import org.jspecify.annotations.NullMarked;
