package io.maskgate.models.synth;

/**
 * What to draw.
 *
 * @param width pixels, even
 * @param height pixels, even
 * @param fps pictures a second
 * @param seconds length; a scene begins and ends with an empty lobby
 * @param noise standard deviation of the sensor noise, of 255
 */
public record SceneOptions(int width, int height, int fps, double seconds, double noise) {
    public SceneOptions {
        if (width < 64 || height < 64 || width > 4096 || height > 4096 || width % 2 != 0 || height % 2 != 0) {
            throw new IllegalArgumentException(
                    "size: expected even sides from 64 to 4096 pixels, found " + width + " x " + height);
        }
        if (fps < 1 || fps > 120) {
            throw new IllegalArgumentException("fps: expected 1 to 120, found " + fps);
        }
        if (!(seconds >= 4 && seconds <= 600)) {
            throw new IllegalArgumentException("seconds: expected 4 to 600, found " + seconds);
        }
        if (!(noise >= 0 && noise <= 50)) {
            throw new IllegalArgumentException("noise: expected 0 to 50, found " + noise);
        }
    }

    int frames() {
        return (int) Math.round(seconds * fps);
    }
}
