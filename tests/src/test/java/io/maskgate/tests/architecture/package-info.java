/**
 * The arrows between the rooms, and who alone touches what.
 *
 * <p>Rule: judged on the compiled classes of all modules, without their tests.
 */
@NullMarked
package io.maskgate.tests.architecture;

import org.jspecify.annotations.NullMarked;
