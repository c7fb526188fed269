/**
 * The findings of a compilation as a file, for other tools. Nothing of it is loaded unless an
 * option asks for the file.
 */
@NullMarked
package dev.watertight.reports;

import org.jspecify.annotations.NullMarked;
