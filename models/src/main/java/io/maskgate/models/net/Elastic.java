package io.maskgate.models.net;

import java.util.List;

/** A network whose maps may have any number of channels: what can be pruned and widened. */
public sealed interface Elastic extends Network permits LightMask, FineLightMask {
    /** The channels of its maps that can be chosen, in the order in which it makes them. */
    List<Integer> channels();

    /**
     * The same network of other channels.
     *
     * @throws IllegalArgumentException when they are of another count, or one is not 1 to 4096
     */
    Elastic withChannels(List<Integer> channels);
}
