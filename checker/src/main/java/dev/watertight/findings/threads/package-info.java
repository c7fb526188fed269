/** Tasks that go on when the object that started them has been closed. */
@NullMarked
package dev.watertight.findings.threads;

import org.jspecify.annotations.NullMarked;
