package io.maskgate.daemon.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.bench.DaemonRun;
import io.maskgate.daemon.bench.PipelineReport;
import io.maskgate.daemon.bench.ReferenceRun;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintedTest {
    private static final DaemonRun DAEMON = new DaemonRun(
            0.15,
            3,
            2.5,
            160_000_000,
            170_000_000,
            400,
            100,
            100,
            Map.of("rate", 400L, "newer", 2L),
            7,
            1,
            12,
            List.of(30.0, 70.0, 50.0));

    @Test
    void jsonHasTheRatiosAndTheCountsThatAreKnown() throws Exception {
        var json = new JsonMapper()
                .readTree(Printed.json(report(
                        new ReferenceRun(0.1, 2, 1, OptionalLong.of(500)),
                        new ReferenceRun(0.1, 2, 1, OptionalLong.empty()))));

        assertThat(json.at("/rounds/0/reference/decoded").asLong()).isEqualTo(500);
        assertThat(json.at("/rounds/1/reference/decoded").isNull()).isTrue();
        assertThat(json.at("/rounds/0/daemon/dropped/rate").asLong()).isEqualTo(400);
        assertThat(json.at("/medianRatio").asDouble()).isBetween(1.4999, 1.5001);
        assertThat(json.at("/latency/p99").asDouble()).isEqualTo(70);
        assertThat(json.at("/fair").asBoolean()).isTrue();
    }

    @Test
    void textCountsAsLostWhatWasDueOnly() {
        String text = Printed.text(report(new ReferenceRun(0.1, 2, 1, OptionalLong.of(500))));

        assertThat(text)
                .contains(
                        "median ratio 1.50, 0.150 cores (reference 0.100), resident 160 MB, peak 170 MB, frame to event p50 50 ms, slowest 70 ms of 3\n")
                .doesNotContain("too busy");
        assertThat(text.lines()
                        .filter(line -> line.startsWith("1 "))
                        .findFirst()
                        .orElseThrow()
                        .split(" +"))
                .containsExactly(
                        "1", "3.00", "2.00", "1.50", "0.150", "160", "170", "400", "100", "500", "100", "2", "7.0",
                        "1.00", "12", "2.5");
    }

    @Test
    void anUnfairComparisonIsCalledOne() {
        assertThat(Printed.text(report(new ReferenceRun(0.1, 2, 1, OptionalLong.of(300)))))
                .contains("too busy to compare");
    }

    /** Of fewer than a hundred no 99th percentile can be told. */
    @Test
    void aPercentileIsOfAHundredEventsOrMore() {
        var reference = new ReferenceRun(0.1, 2, 1, OptionalLong.of(500));
        assertThat(Printed.line(report(events(99), true, reference)))
                .endsWith("frame to event p50 50 ms, slowest 99 ms of 99");
        assertThat(Printed.line(report(events(100), true, reference)))
                .endsWith("frame to event p50 50 ms, p99 99 ms of 100");
    }

    @ParameterizedTest
    @CsvSource({"true, with", "false, without"})
    void whatIsDecodedWithTheLoopFilterIsSaidOfBoth(boolean filtered, String said) {
        assertThat(Printed.text(report(DAEMON, filtered, new ReferenceRun(0.1, 2, 1, OptionalLong.of(500)))))
                .contains(
                        "decoding    all, " + said + " the loop filter\n",
                        "reference   ffmpeg, with the loop filter\n");
    }

    private static DaemonRun events(int number) {
        var millis = IntStream.rangeClosed(1, number).mapToObj(i -> (double) i).toList();
        return new DaemonRun(0.15, 3, 2.5, 1, 1, 400, 100, 100, Map.of(), 7, 1, number, millis);
    }

    private static PipelineReport report(ReferenceRun... references) {
        return report(DAEMON, true, references);
    }

    private static PipelineReport report(DaemonRun daemon, boolean filtered, ReferenceRun... references) {
        var rounds = List.of(references).stream()
                .map(reference -> new PipelineReport.Round(daemon, reference))
                .toList();
        return new PipelineReport("clip", 1, 5, "all", filtered, "ffmpeg", rounds);
    }
}
