/** Walks over the paths of a method: does each of them do what it must? */
@NullMarked
package dev.watertight.paths;

import org.jspecify.annotations.NullMarked;
