/** Where a value goes: through variables, fields, containers, parameters and results. */
@NullMarked
package dev.watertight.flow;

import org.jspecify.annotations.NullMarked;
