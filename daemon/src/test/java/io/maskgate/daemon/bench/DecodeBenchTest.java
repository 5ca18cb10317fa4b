package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.video.Attention;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeBenchTest {
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
