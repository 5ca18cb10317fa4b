/**
 * {@code maskgate doctor}: what on this machine would keep the daemon from working, and the remedy.
 *
 * <p>Rule: looks and touches nothing; every check has a deadline, the whole ends within half a minute. A camera that connects or
 * gives pictures slowly has the time its configuration gives it, a minute for each at most.
 */
@NullMarked
package io.maskgate.daemon.cli.doctor;

import org.jspecify.annotations.NullMarked;
