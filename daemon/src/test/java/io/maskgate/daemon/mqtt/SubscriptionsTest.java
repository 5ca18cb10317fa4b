package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.metrics.GatewayMetrics;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubscriptionsTest {
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final AtomicLong nanos = new AtomicLong();
    private final Subscriptions subscriptions =
            new Subscriptions(Duration.ofSeconds(1), Duration.ofMinutes(1), Counted.ordinary(metrics), nanos::get);

    @Test
    void eachThatTheBrokerRefusesIsNamedWithTheRemedy() throws Exception {
        var choosy = new Choosy();
        assertThat(subscriptions.refused()).isEmpty();
        assertThat(subscriptions.make(choosy, "commands", "own/commands", false))
                .isTrue();
        assertThat(subscriptions.make(choosy, "the state of the primary host", "spBv1.0/STATE/scada", true))
                .isFalse();
        assertThat(subscriptions.make(choosy, "the state of Home Assistant", "homeassistant/status", false))
                .isFalse();
        assertThat(subscriptions.refused())
                .isEqualTo("the broker does not let this gateway listen to the state of the primary host at"
                        + " spBv1.0/STATE/scada (not authorised), the state of Home Assistant at homeassistant/status"
                        + " (not authorised); allow it to read there in the broker's access list");
        assertThat(metrics.mqttFailures.labelValues("subscription").get()).isEqualTo(2);
        subscriptions.begin();
        assertThat(subscriptions.refused()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = WireException.Kind.class,
            names = {"LOST", "REFUSED"})
    void oneAtWhichTheConnectionEndsThreeTimesIsLeftOutForAnHour(WireException.Kind kind) throws Exception {
        var closing = new Closing(kind);
        for (int i = 0; i < 3; i++) {
            subscriptions.begin();
            assertThatThrownBy(() -> subscriptions.make(closing, "commands", "own/commands", false))
                    .isInstanceOf(WireException.class)
                    .hasMessage("it closed the connection, at the subscription to commands (own/commands); if that is"
                            + " so each time, the broker's access list does not allow it");
        }
        subscriptions.begin();
        assertThat(subscriptions.make(closing, "commands", "own/commands", false))
                .isFalse();
        assertThat(subscriptions.refused()).startsWith("""
                the broker does not let this gateway listen to commands at own/commands (left out for an hour""");
        assertThat(subscriptions.make(new Choosy(), "others", "own/others", false))
                .isTrue();

        nanos.addAndGet(Duration.ofMinutes(61).toNanos());
        subscriptions.begin();
        assertThatThrownBy(() -> subscriptions.make(closing, "commands", "own/commands", false))
                .isInstanceOf(WireException.class);
        subscriptions.begin();
        assertThat(subscriptions.make(closing, "commands", "own/commands", false))
                .as("once an hour is enough to see whether it was mended")
                .isFalse();
    }

    /** One that never answers keeps the gateway away as well, and may be a broker that is busy for half a minute. */
    @Test
    void oneThatHasNoAnswerThreeTimesIsLeftOutForAMinuteThenForTwiceAsLong() throws Exception {
        leaveOut(WireException.Kind.TIMEOUT);
        assertThat(subscriptions.refused())
                .isEqualTo("this gateway does not listen to commands at own/commands (left out for a minute, then for"
                        + " twice as long each time, since the broker did not answer it three times)");
        assertThat(subscriptions.make(new Choosy(), "the state of the primary host", "spBv1.0/STATE/scada", true))
                .isFalse();
        assertThat(subscriptions.refused())
                .startsWith("the broker does not let this gateway listen to the state of the primary host at ")
                .contains("in the broker's access list; this gateway does not listen to commands at own/commands (");

        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        var closing = new Closing(WireException.Kind.TIMEOUT);
        assertThatThrownBy(() -> subscriptions.tryAgain(closing)).isInstanceOf(WireException.class);
        subscriptions.begin();
        assertThat(subscriptions.make(new Open(), "commands", "own/commands", false))
                .isFalse();
        nanos.addAndGet(Duration.ofSeconds(119).toNanos());
        assertThat(subscriptions.tryAgain(new Open())).isFalse();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(subscriptions.tryAgain(new Open())).isTrue();
        assertThat(subscriptions.refused()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = WireException.Kind.class,
            names = {"LOST", "TIMEOUT"})
    void inAHurryAllIsTriedAtOnceAndOneEndIsEnoughToLeaveItOutAgain(WireException.Kind kind) throws Exception {
        leaveOut(kind);
        assertThat(subscriptions.tryAgain(new Open())).isFalse();
        subscriptions.hurry();
        assertThatThrownBy(() -> subscriptions.tryAgain(new Closing(kind))).isInstanceOf(WireException.class);
        subscriptions.begin();
        assertThat(subscriptions.make(new Open(), "commands", "own/commands", false))
                .isFalse();
        subscriptions.hurry();
        assertThat(subscriptions.tryAgain(new Open())).isTrue();
        assertThat(subscriptions.refused()).isEmpty();
    }

    /** A broker that was away answers again; one that ends connections would cost another at each outage. */
    @Test
    void afterAnOutageWhatHadNoAnswerIsTriedAgainAndNotWhatEndedTheConnection() throws Exception {
        leaveOut(WireException.Kind.TIMEOUT);
        subscriptions.away();
        assertThat(subscriptions.make(new Open(), "commands", "own/commands", false))
                .isTrue();

        leaveOut(WireException.Kind.LOST);
        subscriptions.away();
        assertThat(subscriptions.make(new Open(), "commands", "own/commands", false))
                .isFalse();
    }

    @Test
    void whatIsOnlyOfferedAndHasNoAnswerThreeTimesIsOfferedAgainLater() throws Exception {
        var silent = new Closing(WireException.Kind.TIMEOUT);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> subscriptions.offer(silent, "the state", "homeassistant/status"))
                    .isInstanceOf(WireException.class);
        }
        subscriptions.offer(silent, "the state", "homeassistant/status");
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThatThrownBy(() -> subscriptions.offer(silent, "the state", "homeassistant/status"))
                .isInstanceOf(WireException.class);
    }

    @Test
    void whatIsRefusedIsTriedAgainAfterEachPause() throws Exception {
        assertThat(subscriptions.make(new Choosy(), "the state of Home Assistant", "homeassistant/status", false))
                .isFalse();
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(subscriptions.tryAgain(new Open())).isFalse();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(subscriptions.tryAgain(new Choosy())).isTrue();
        assertThat(subscriptions.isRefused("homeassistant/status")).isTrue();
        assertThat(metrics.mqttFailures.labelValues("subscription").get()).isEqualTo(2);

        assertThat(subscriptions.tryAgain(new Open())).as("no sooner than that").isFalse();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(subscriptions.tryAgain(new Open())).isTrue();
        assertThat(subscriptions.refused()).isEmpty();
        assertThat(subscriptions.isRefused("homeassistant/status")).isFalse();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(subscriptions.tryAgain(new Open())).as("it has it").isFalse();
    }

    @Test
    void whatIsLeftOutIsTriedAgainWhenItsHourIsOverThoughTheConnectionHolds() throws Exception {
        leaveOut();
        nanos.addAndGet(Duration.ofMinutes(59).toNanos());
        assertThat(subscriptions.tryAgain(new Open())).isFalse();
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(subscriptions.tryAgain(new Open())).isTrue();
        assertThat(subscriptions.refused()).isEmpty();
    }

    @Test
    void theTryAfterTheHourCostsTheConnectionOnce() throws Exception {
        leaveOut();
        nanos.addAndGet(Duration.ofMinutes(61).toNanos());
        var closing = new Closing(WireException.Kind.LOST);
        assertThatThrownBy(() -> subscriptions.tryAgain(closing)).isInstanceOf(WireException.class);
        subscriptions.begin();
        assertThat(subscriptions.make(closing, "commands", "own/commands", false))
                .isFalse();
        nanos.addAndGet(Duration.ofMinutes(59).toNanos());
        assertThat(subscriptions.tryAgain(closing)).isFalse();
    }

    private void leaveOut() throws Exception {
        leaveOut(WireException.Kind.LOST);
    }

    private void leaveOut(WireException.Kind kind) throws Exception {
        var closing = new Closing(kind);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> subscriptions.make(closing, "commands", "own/commands", false))
                    .isInstanceOf(WireException.class);
        }
        subscriptions.begin();
        assertThat(subscriptions.make(closing, "commands", "own/commands", false))
                .isFalse();
    }

    @Test
    void whatIsOnlyOfferedAndRefusedIsNoTroubleAndSaidOnce() throws Exception {
        try (var said = LogListener.to(
                Subscriptions.class, line -> MessageFormat.format(line.getMessage(), line.getParameters()))) {
            for (int connection = 0; connection < 3; connection++) {
                subscriptions.begin();
                subscriptions.offer(new Choosy(), "the state of Home Assistant", "homeassistant/status");
            }
            assertThat(said.lines())
                    .containsExactly("The broker does not let this gateway listen to the state of Home Assistant at"
                            + " homeassistant/status (not authorised), which matters only if it is said there.");
        }
        assertThat(subscriptions.refused()).isEmpty();
        assertThat(metrics.mqttFailures.labelValues("subscription").get()).isZero();
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(subscriptions.tryAgain(new Open())).isFalse();
    }

    /** Each try would cost a connection, for nothing that anybody may need. */
    @Test
    void whatIsOnlyOfferedIsLeftOutForGoodWhereTheConnectionEndedAtItThreeTimes() throws Exception {
        var closing = new Closing(WireException.Kind.LOST);
        for (int i = 0; i < 3; i++) {
            subscriptions.begin();
            assertThatThrownBy(() -> subscriptions.offer(closing, "the state", "homeassistant/status"))
                    .isInstanceOf(WireException.class);
        }
        for (int hours = 0; hours < 3; hours++) {
            subscriptions.begin();
            subscriptions.offer(closing, "the state", "homeassistant/status");
            nanos.addAndGet(Duration.ofHours(2).toNanos());
            assertThat(subscriptions.tryAgain(closing)).isFalse();
        }
        assertThat(subscriptions.refused()).isEmpty();
        assertThat(metrics.mqttFailures.labelValues("subscription").get()).isZero();
    }

    @Test
    void aNetworkThatBreaksNowAndThenLeavesNothingOut() throws Exception {
        var closing = new Closing(WireException.Kind.LOST);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> subscriptions.make(closing, "commands", "own/commands", false))
                    .isInstanceOf(WireException.class);
            assertThat(subscriptions.make(new Choosy(), "commands", "own/commands", false))
                    .isTrue();
        }
    }

    /** Lets everybody hear everything. */
    private static final class Open extends UnaskedWire {
        @Override
        public Receipt subscribe(String filter, boolean stored, Duration deadline) {
            return new Receipt.Accepted();
        }
    }

    /** Lets nobody hear what is not his own. */
    private static final class Choosy extends UnaskedWire {
        @Override
        public Receipt subscribe(String filter, boolean stored, Duration deadline) {
            return filter.startsWith("own/") ? new Receipt.Accepted() : new Receipt.Refused(Reasons.NOT_AUTHORIZED);
        }
    }

    /** Ends the connection at each subscription. */
    private static final class Closing extends UnaskedWire {
        private final WireException.Kind kind;

        Closing(WireException.Kind kind) {
            this.kind = kind;
        }

        @Override
        public Receipt subscribe(String filter, boolean stored, Duration deadline) throws WireException {
            throw new WireException(kind, "it closed the connection");
        }
    }
}
