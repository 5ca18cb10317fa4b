package io.maskgate.daemon.mqtt;

import java.time.Instant;

/**
 * How the connection to the broker is; nothing secret in it.
 *
 * @param since when it became connected or not connected
 * @param detail the last trouble in words; empty when all is well
 * @param attempts connects tried since the start
 * @param waiting events that wait for the broker
 */
public record MqttHealth(boolean connected, Instant since, String detail, long attempts, long waiting) {
    /** The same with more trouble. */
    public MqttHealth and(String trouble) {
        return new MqttHealth(
                connected, since, detail.isEmpty() ? trouble : detail + "; " + trouble, attempts, waiting);
    }
}
