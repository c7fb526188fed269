/**
 * The code in view: the units of one javac run, indexed by symbol, the control-flow graphs of their
 * methods, and how their loops, jumps and catch clauses work.
 */
@NullMarked
package dev.watertight.program;

import org.jspecify.annotations.NullMarked;
