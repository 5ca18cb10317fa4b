package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PipelineReportTest {
    @Test
    void theMedianOfTheRoundsCounts() {
        assertThat(report(round(0.30, 500, 500), round(0.16, 500, 500), round(0.15, 500, 500))
                        .medianRatio())
                .isCloseTo(1.6, within(1e-9));
        assertThat(report(round(0.10, 500, 500), round(0.20, 500, 500)).medianRatio())
                .isCloseTo(1.5, within(1e-9));
    }

    @Test
    void aHiccupOfTheReferenceDoesNotCountForTheDaemon() {
        assertThat(report(round(0.15, 500, 400)).medianRatio()).isCloseTo(1.2, within(1e-9));
    }

    @Test
    void aRoundInWhichTheDaemonDecodedLessIsNotFair() {
        assertThat(report(round(0.1, 500, 488)).fair()).isTrue();
        assertThat(report(round(0.1, 500, 500), round(0.1, 300, 500)).fair()).isFalse();
    }

    @Test
    void memoryIsTheMostOfAllRounds() {
        var report = report(round(0.1, 7, 7), round(0.1, 9, 9), round(0.1, 8, 8));
        assertThat(report.resident()).isEqualTo(9);
        assertThat(report.peak()).isEqualTo(18);
    }

    @Test
    void latencyIsThatOfAllRoundsTogether() {
        assertThat(report(round(0.1, 500, 500), round(0.1, 10, 10)).latency())
                .contains(new Latencies.Summary(6, 20, 500));
    }

    @Test
    void aReportWithoutRoundsIsRefused() {
        assertThatThrownBy(PipelineReportTest::report)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rounds: expected at least one, found none");
    }

    private static PipelineReport report(PipelineReport.Round... rounds) {
        return new PipelineReport("clip", 1, 5, "all", true, "ffmpeg", List.copyOf(Arrays.asList(rounds)));
    }

    /** Against a reference of 0.1 cores; resident memory is the number of pictures. */
    private static PipelineReport.Round round(double cores, long decoded, long reference) {
        return new PipelineReport.Round(
                new DaemonRun(
                        cores,
                        1,
                        1,
                        decoded,
                        2 * decoded,
                        decoded,
                        0,
                        1,
                        Map.of(),
                        1,
                        1,
                        1,
                        List.of(30.0, 20.0, (double) decoded)),
                new ReferenceRun(0.1, 1, 1, OptionalLong.of(reference)));
    }
}
