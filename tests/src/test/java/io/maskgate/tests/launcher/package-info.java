/**
 * The launcher, tried on a pretended machine.
 *
 * <p>Rule: nothing here builds or installs; Maven and the JDK are scripts that say what was asked of them.
 */
@NullMarked
package io.maskgate.tests.launcher;

import org.jspecify.annotations.NullMarked;
