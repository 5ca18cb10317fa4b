package io.maskgate.tests.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.bench.DecodeBench;
import io.maskgate.daemon.bench.DecodeReport;
import io.maskgate.daemon.bench.Reference;
import io.maskgate.hw.video.Attention;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoUrl;
import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processor time of a received picture over that of ffmpeg on the same file; seen were 0.96 and 0.04. */
class DecodeRatioTest {
    @TempDir
    Path folder;

    @Test
    void decodingEverythingCostsAboutWhatItCostsFfmpeg() throws Exception {
        assertThat(run(Attention.EVERY).ratio().orElseThrow()).isLessThan(2);
    }

    @Test
    void lookingAtKeyFramesCostsASmallPartOfIt() throws Exception {
        assertThat(run(Attention.SPARSE).ratio().orElseThrow()).isLessThan(0.3);
    }

    private DecodeReport run(Attention attention) throws Exception {
        Path file = Clip.lobby(folder).mp4();
        Optional<Reference> ffmpeg = Optional.of(new Reference.Ffmpeg(Tools.ffmpeg()));
        return new DecodeBench(
                        VideoUrl.parse(file.toString()),
                        0,
                        attention,
                        true,
                        5,
                        Duration.ofSeconds(3),
                        ffmpeg,
                        MediaClock.system())
                .run();
    }
}
