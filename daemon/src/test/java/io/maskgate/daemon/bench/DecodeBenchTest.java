package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoUrl;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeBenchTest {
    @TempDir
    Path folder;

    @Test
    void aFileIsDecodedUntilTheTimeIsOver() throws Exception {
        Path clip = FullHdClip.bundled(folder);

        var report =
                new DecodeBench(VideoUrl.parse(clip.toString()), 1, Duration.ofMillis(300), MediaClock.system()).run();

        assertThat(report.stream()).isEqualTo(new DecodeReport.Stream("h264", 1280, 720));
        assertThat(report.pictures()).isPositive();
        assertThat(report.lost()).isZero();
        assertThat(report.seconds()).isBetween(0.3, 10.0);
    }

    @Test
    void aMissingFileIsAnError() throws Exception {
        var bench = new DecodeBench(
                VideoUrl.parse(folder.resolve("none.mp4").toString()), 0, Duration.ofSeconds(1), MediaClock.system());
        assertThatThrownBy(bench::run).isInstanceOf(VideoException.class).hasMessageContaining("no such file");
    }
}
