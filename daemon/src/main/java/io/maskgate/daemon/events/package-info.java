/**
 * The words Maskgate says to the world: mask events, crossings, alarms, and their JSON.
 *
 * <p>Rule: immutable values and their serialisation, nothing else; the JSON is the contract of the schema
 * {@code maskgate.event/1}, {@code maskgate.line/1} and {@code maskgate.alarm/1}.
 */
@NullMarked
package io.maskgate.daemon.events;

import org.jspecify.annotations.NullMarked;
