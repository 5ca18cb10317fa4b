package io.maskgate.daemon.mqtt;

import java.nio.charset.StandardCharsets;

/** What the broker says for us, with QoS 1, when the connection breaks. */
record Will(String topic, byte[] payload, boolean retained) {
    /** {@code offline}, kept. */
    static Will offline(String topic) {
        return new Will(topic, "offline".getBytes(StandardCharsets.UTF_8), true);
    }
}
