/**
 * Damaged input at every door: configuration, commands, requests, pictures, cameras. Each case is something real with edits;
 * what is asked is that it is answered within a deadline, by a process that lives on and does not grow.
 *
 * <p>Rule: native code is tried in a process of its own. A few hundred cases run with every test, many with
 * {@code ./maskgate test -Pfuzz}.
 */
@NullMarked
package io.maskgate.tests.fuzz;

import org.jspecify.annotations.NullMarked;
