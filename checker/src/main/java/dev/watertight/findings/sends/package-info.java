/**
 * Sends: whether they can come to wait, and what ends their wait. The findings about them are in
 * the packages below.
 */
@NullMarked
package dev.watertight.findings.sends;

import org.jspecify.annotations.NullMarked;
