/**
 * Who may see what: tokens, roles, cameras, sessions of the page, and the lock-out of those who guess.
 *
 * <p>Rule: every decision about a caller is made here and nowhere else; what somebody showed is compared in constant time
 * and never printed. Pure but for its log lines: no socket, no file, no clock of its own. Its neighbour
 * {@code io.maskgate.daemon.http} asks for each request and obeys.
 */
@NullMarked
package io.maskgate.daemon.access;

import org.jspecify.annotations.NullMarked;
