package io.maskgate.daemon.demo.rtsp;

import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.VideoWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Clips for tests: an encoded one with units larger than a packet, and a hand-made one. */
final class TestClip {
    static final int FRAMES = 10;
    static final int FPS = 25;

    private TestClip() {}

    /** Ten frames of coloured noise, 160 x 128, 25 a second, a key frame every fifth. */
    static Path mp4(Path folder) throws IOException {
        var file = folder.resolve("clip.mp4");
        var random = new SplittableRandom(1);
        var picture = new RgbPicture(160, 128);
        var format = new VideoWriter.Format(VideoWriter.Container.MP4, 160, 128, FPS, 5, 4_000_000);
        try (var writer = VideoWriter.create(file, format)) {
            for (int frame = 0; frame < FRAMES; frame++) {
                for (int y = 0; y < 128; y += 4) {
                    for (int x = 0; x < 160; x += 4) {
                        picture.fill(x, y, x + 4, y + 4, random.nextInt(1 << 24));
                    }
                }
                writer.write(picture);
            }
            writer.finish();
        }
        return file;
    }

    /** Two pictures of 1/25 s: a key picture with a unit of 3,000 bytes, then one of 5 bytes. */
    static H264Clip handMade() {
        var large = new byte[3000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) i;
        }
        large[0] = 0x65;
        return new H264Clip(
                new byte[] {0x67, 0x42, (byte) 0xc0, 0x1f},
                new byte[] {0x68, 1},
                List.of(
                        new H264Clip.Picture(List.of(large), 0, 0, true),
                        new H264Clip.Picture(List.of(new byte[] {0x41, 1, 2, 3, 4}), 3600, 3600, false)),
                7200);
    }
}
