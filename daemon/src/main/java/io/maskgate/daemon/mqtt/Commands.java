package io.maskgate.daemon.mqtt;

import java.nio.charset.StandardCharsets;

/** What the broker tells the gateway to do: next to nothing, and everything else is ignored and counted. */
record Commands(Topics topics, Orders orders) {
    private static final int LONGEST = 16;
    /** No camera's name is longer; what waits to be carried out is kept by it. */
    private static final int LONGEST_NAME = 64;

    /** Returns at once; the handler runs on another thread. */
    void arrived(String topic, byte[] payload, boolean retained) {
        // A command that the broker kept would be obeyed again at every reconnect, long after it was meant.
        if (retained) {
            orders.ignore(Orders.Ignored.RETAINED);
            return;
        }
        var camera = topics.commandedCamera(topic).filter(name -> name.length() <= LONGEST_NAME);
        if (camera.isEmpty()) {
            orders.ignore(Orders.Ignored.TOPIC);
            return;
        }
        var word = payload.length > LONGEST ? "" : new String(payload, StandardCharsets.US_ASCII);
        switch (word) {
            case "on" -> orders.enqueue(camera.get(), true);
            case "off" -> orders.enqueue(camera.get(), false);
            default -> orders.ignore(Orders.Ignored.PAYLOAD);
        }
    }
}
