/**
 * Real cameras, brokers and gateways as child processes, and what is true about the clips.
 *
 * <p>Rule: every process has one owner that ends it; a part the machine lacks skips the test with what to install.
 */
@NullMarked
package io.maskgate.tests.support;

import org.jspecify.annotations.NullMarked;
