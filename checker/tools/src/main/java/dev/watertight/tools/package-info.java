/** Commands around the plugin, for the command line. */
@NullMarked
package dev.watertight.tools;

import org.jspecify.annotations.NullMarked;
