package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DaemonRunTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void onlyWhatHappenedInTheWindowCounts() {
        var before = new Metrics(List.of(
                "maskgate_frames_decoded_total{camera=\"a\"} 100",
                "maskgate_frames_left_total{camera=\"a\"} 7",
                "maskgate_frames_inferred_total{camera=\"a\"} 20",
                "maskgate_frames_dropped_total{camera=\"a\",reason=\"newer\"} 5",
                "maskgate_stage_seconds_count{stage=\"infer\"} 20",
                "maskgate_stage_seconds_sum{stage=\"infer\"} 10.0"));
        var after = new Metrics(List.of(
                "maskgate_frames_decoded_total{camera=\"a\"} 600",
                "maskgate_frames_left_total{camera=\"a\"} 17",
                "maskgate_frames_inferred_total{camera=\"a\"} 120",
                "maskgate_frames_dropped_total{camera=\"a\",reason=\"newer\"} 5",
                "maskgate_frames_dropped_total{camera=\"a\",reason=\"corrupt\"} 2",
                "maskgate_events_total{camera=\"a\",type=\"new\"} 3",
                "maskgate_stage_seconds_count{stage=\"infer\"} 120",
                "maskgate_stage_seconds_sum{stage=\"infer\"} 11.5"));

        var run = DaemonRun.between(usage(2, 5), usage(3, 10), usage(5, 30), before, after, List.of());

        assertThat(run.cpuSeconds()).isEqualTo(2);
        assertThat(run.cores()).isEqualTo(2.0 / 20, within(1e-12));
        assertThat(run.startSeconds()).isEqualTo(2);
        assertThat(run.decoded()).isEqualTo(500);
        assertThat(run.left()).isEqualTo(10);
        assertThat(run.received()).isEqualTo(510);
        assertThat(run.inferred()).isEqualTo(100);
        assertThat(run.dropped()).isEqualTo(Map.of("corrupt", 2L));
        assertThat(run.events()).isEqualTo(3);
        assertThat(run.inferMillis()).isEqualTo(15, within(1e-9));
        assertThat(run.scaleMillis()).isZero();
        assertThat(run.resident()).isEqualTo(3000);
        assertThat(run.peak()).isEqualTo(300_000);
    }

    @Test
    void processesOfTheReferenceAreAddedUp() {
        var run = ReferenceRun.between(List.of(usage(1, 0), usage(2, 0)), List.of(usage(3, 10), usage(5, 20)));

        assertThat(run.cpuSeconds()).isEqualTo(5);
        assertThat(run.cores()).isEqualTo(2.0 / 10 + 3.0 / 20, within(1e-12));
        assertThat(run.decoded()).isEmpty();
        assertThat(run.resident()).isEqualTo(3000);
    }

    /** No two readings have a number in common, so that a mix-up shows. */
    private static Child.Usage usage(int cpuSeconds, int at) {
        return new Child.Usage(
                Duration.ofSeconds(cpuSeconds), at * SECOND, at * 100L, at * 10_000L, OptionalLong.empty());
    }
}
