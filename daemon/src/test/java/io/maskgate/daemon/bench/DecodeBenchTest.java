package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.video.Attention;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoUrl;
import io.maskgate.hw.video.VideoWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeBenchTest {
    private static final int TS_PACKET = 188;

    @TempDir
    Path folder;

    @Test
    void aFileIsDecodedUntilTheTimeIsOver() throws Exception {
        Path clip = FullHdClip.bundled(folder);

        var report = bench(clip, 1, Duration.ofMillis(300), Attention.EVERY).run();

        assertThat(report.stream()).isEqualTo(new DecodeReport.Stream("h264", 1280, 720));
        assertThat(report.pictures()).isPositive();
        assertThat(report.lost()).isZero();
        assertThat(report.seconds()).isBetween(0.3, 10.0);
    }

    @Test
    void aMissingFileIsAnError() throws Exception {
        var bench = bench(folder.resolve("none.mp4"), 0, Duration.ofSeconds(1), Attention.EVERY);
        assertThatThrownBy(bench::run).isInstanceOf(VideoException.class).hasMessageContaining("no such file");
    }

    @Test
    void aSparseLookLeavesMostPicturesOut() throws Exception {
        var report = bench(FullHdClip.bundled(folder), 1, Duration.ofMillis(300), Attention.SPARSE)
                .run();

        assertThat(report.left()).isGreaterThan(10 * report.pictures());
        assertThat(report.lost()).isZero();
        assertThat(report.ratio()).as("without ffmpeg").isEmpty();
    }

    @Test
    void whatIsLostBeforeTheFirstPictureIsNotOfTheWindow() throws Exception {
        Path clip = folder.resolve("damaged.ts");
        var grey = new RgbPicture(160, 96);
        var format = new VideoWriter.Format(VideoWriter.Container.MPEG_TS, 160, 96, 25, 10, 500_000);
        try (var writer = VideoWriter.create(clip, format)) {
            for (int i = 0; i < 40; i++) {
                writer.write(grey);
            }
            writer.finish();
        }
        markDamaged(clip, 5);

        // The window is over before anything else is read.
        var report = bench(clip, 1, Duration.ofNanos(1), Attention.EVERY).run();

        assertThat(report.pictures()).isZero();
        assertThat(report.lost()).isZero();
    }

    /** As a receiver does that could not correct what it got: in the first packet of each of these pictures. */
    private static void markDamaged(Path stream, int pictures) throws IOException {
        byte[] bytes = Files.readAllBytes(stream);
        int left = pictures;
        for (int at = 0; at < bytes.length && left > 0; at += TS_PACKET) {
            boolean video = (bytes[at + 1] & 0x1f) == 1 && bytes[at + 2] == 0;
            boolean begins = (bytes[at + 1] & 0x40) != 0;
            if (video && begins) {
                left--;
                bytes[at + 1] |= (byte) 0x80;
            }
        }
        Files.write(stream, bytes);
    }

    private static DecodeBench bench(Path file, int threads, Duration time, Attention attention) throws VideoException {
        return new DecodeBench(
                VideoUrl.parse(file.toString()),
                threads,
                attention,
                true,
                5,
                time,
                Optional.empty(),
                MediaClock.system());
    }
}
