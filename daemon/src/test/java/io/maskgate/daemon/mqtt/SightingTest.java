package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.metrics.GatewayMetrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long another daemon under the same name is remembered, by a clock that nobody sets. */
class SightingTest {
    private final AtomicLong nanos = new AtomicLong(-7);
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final Topics topics = new Topics("maskgate", "lobby");
    private final Rivals rivals = new Rivals(topics, Pace.USUAL, metrics, nanos::get);

    private boolean hear() {
        return hear(new Identity("0123abcd", "box-17"));
    }

    private boolean hear(Identity other) {
        return rivals.heard(topics.here(), other.json().getBytes(StandardCharsets.UTF_8));
    }

    /** One of many daemons. */
    private static Identity numbered(int number) {
        return new Identity(String.format("%08x", number), "box-" + number);
    }

    private static LogListener<String> said() {
        return LogListener.to(Rivals.class, line -> line.getLevel().getName());
    }

    private boolean pass(long minutes) {
        nanos.addAndGet(minutes * 60_000_000_000L + 1);
        return rivals.passed();
    }

    @Test
    void itIsAnsweredOnceAndThenNowAndThenWhileItIsHeardOf() {
        assertThat(hear()).as("news").isTrue();
        assertThat(hear()).isFalse();
        assertThat(pass(1)).isFalse();
        assertThat(pass(5)).isTrue();
        assertThat(pass(1)).isFalse();
        assertThat(rivals.words()).contains("box-17");
    }

    @Test
    void whoWasNotHeardOfForAQuarterOfAnHourIsGone() {
        hear();
        assertThat(metrics.mqttRivals.get()).isEqualTo(1);
        pass(15);
        assertThat(rivals.words()).isEmpty();
        assertThat(metrics.mqttRivals.get()).isZero();
    }

    @Test
    void twoOthersAreNewsOnceEachInWhateverOrderTheyAreHeard() {
        var news = new ArrayList<Integer>();
        try (var said = said()) {
            for (int i = 0; i < 200; i++) {
                nanos.addAndGet(1_000_000_000L);
                if (hear(numbered(1 + i % 2))) {
                    news.add(i);
                }
                if (i > 0) {
                    assertThat(rivals.words())
                            .isEqualTo("another daemon is lobby too, on host box-1 (instance 00000001), and on host"
                                    + " box-2 (instance 00000002); give each gateway a name of its own");
                }
            }
            assertThat(news).containsExactly(0, 1);
            assertThat(said.lines()).containsExactly("WARNING", "WARNING");
        }
    }

    @Test
    void ofSeveralEachIsGoneByItself() {
        hear(numbered(1));
        pass(10);
        hear(numbered(2));
        pass(5);
        assertThat(rivals.words()).contains("box-2 ").doesNotContain("box-1 ");
        assertThat(metrics.mqttRivals.get()).isEqualTo(1);
        pass(10);
        assertThat(rivals.words()).isEmpty();
        assertThat(metrics.mqttRivals.get()).isZero();
    }

    @Test
    void aThousandMadeUpOnesFillNeitherLogNorMemoryAndHideNobody() {
        hear();
        try (var said = said()) {
            int news = 0;
            for (int i = 0; i < 1000; i++) {
                nanos.addAndGet(1_000_000L);
                news += hear(numbered(i)) ? 1 : 0;
            }
            assertThat(news).isEqualTo(7);
            assertThat(said.lines()).hasSize(7);
        }
        assertThat(rivals.words()).contains("box-17 ", "box-6 ").doesNotContain("box-7 ");
        assertThat(hear()).isFalse();
        pass(16);
        assertThat(hear(numbered(7))).as("there is room again").isTrue();
    }

    @Test
    void whoIsOnlyHeardWhereWeLookIsForgottenToo() {
        for (int i = 0; i < 20; i++) {
            assertThat(hear(numbered(i))).isTrue();
            nanos.addAndGet(6 * 60_000_000_000L);
        }
        assertThat(rivals.words()).contains("box-17 ", "box-18 ", "box-19 ").doesNotContain("box-16 ");
    }

    @Test
    void whoIsHeardAgainAfterALongOutageIsNoNews() {
        hear();
        nanos.addAndGet(60 * 60_000_000_000L);
        try (var said = said()) {
            assertThat(hear()).isFalse();
            assertThat(said.lines()).isEmpty();
        }
    }
}
