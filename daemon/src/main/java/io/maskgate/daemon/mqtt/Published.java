package io.maskgate.daemon.mqtt;

import java.util.Set;

/**
 * What the broker may hold of this gateway.
 *
 * @param cameras of which it may hold something
 * @param descriptions topics at which it may hold a description for Home Assistant
 */
public record Published(Set<String> cameras, Set<String> descriptions) {
    public Published {
        cameras = Set.copyOf(cameras);
        descriptions = Set.copyOf(descriptions);
    }
}
