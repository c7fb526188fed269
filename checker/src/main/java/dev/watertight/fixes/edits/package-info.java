/**
 * What all fixes are made of: the text of the source, its statements, and the edits of them. Each
 * fix is one contiguous replacement where possible: patch mode drops overlapping replacements one
 * by one, and half a fix does not compile.
 */
@NullMarked
package dev.watertight.fixes.edits;

import org.jspecify.annotations.NullMarked;
