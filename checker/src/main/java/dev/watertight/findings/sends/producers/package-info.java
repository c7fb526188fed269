/** Objects that are dropped while a task of theirs still waits in a send. */
@NullMarked
package dev.watertight.findings.sends.producers;

import org.jspecify.annotations.NullMarked;
