/**
 * What library types mean to the analyses: handles and the methods that move them. Data, not code.
 */
@NullMarked
package dev.watertight.model;

import org.jspecify.annotations.NullMarked;
