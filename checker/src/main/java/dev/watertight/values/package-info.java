/**
 * Where a value goes, and where it comes from: through variables, fields, containers, parameters
 * and results.
 */
@NullMarked
package dev.watertight.values;

import org.jspecify.annotations.NullMarked;
