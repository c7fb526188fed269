/** What patch runs of Error Prone need beside the checks. */
@NullMarked
package dev.watertight.patches;

import org.jspecify.annotations.NullMarked;
