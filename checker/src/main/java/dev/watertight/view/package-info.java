/**
 * The code in view: the units of one javac run, indexed by symbol, and the control-flow graphs of
 * their methods.
 */
@NullMarked
package dev.watertight.view;

import org.jspecify.annotations.NullMarked;
