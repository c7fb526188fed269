/** The language server: shows the findings in editors, and offers all their fixes. */
@NullMarked
package dev.watertight.server;

import org.jspecify.annotations.NullMarked;
