/** Who is told of findings in place of javac. */
@NullMarked
package dev.watertight.listeners;

import org.jspecify.annotations.NullMarked;
