/** Old findings that a project has written down, so that only new ones fail its build. */
@NullMarked
package dev.watertight.baseline;

import org.jspecify.annotations.NullMarked;
