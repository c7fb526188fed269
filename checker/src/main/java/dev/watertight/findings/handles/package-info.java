/**
 * Who must release a handle, and whether that happens on every path: the leaks of executors and
 * task scopes.
 */
@NullMarked
package dev.watertight.findings.handles;

import org.jspecify.annotations.NullMarked;
