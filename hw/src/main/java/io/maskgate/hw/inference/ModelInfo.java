package io.maskgate.hw.inference;

import java.util.List;

/**
 * What a model file says of itself.
 *
 * @param name from the metadata property {@code maskgate.name}
 * @param sha from {@code maskgate.sha}, the checkpoint's sha256 in hex
 * @param width input width in pixels
 * @param height input height in pixels
 * @param anchors predictions per picture before NMS
 */
public record ModelInfo(String name, String sha, int width, int height, int anchors, List<String> labels) {
    public ModelInfo {
        labels = List.copyOf(labels);
    }

    /** {@code name@sha8}, as events carry it. */
    public String tag() {
        return name + "@" + sha.substring(0, Math.min(8, sha.length()));
    }
}
