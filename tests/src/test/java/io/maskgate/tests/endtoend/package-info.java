/**
 * The gateway as its users meet it: a process between real cameras and a real broker.
 *
 * <p>Rule: only the contracts are looked at (topics, payloads, HTTP, exit codes), never a class of the daemon.
 */
@NullMarked
package io.maskgate.tests.endtoend;

import org.jspecify.annotations.NullMarked;
