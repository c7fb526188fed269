/** Tasks that stay in reads of connections to peers. */
@NullMarked
package dev.watertight.findings.connections;

import org.jspecify.annotations.NullMarked;
