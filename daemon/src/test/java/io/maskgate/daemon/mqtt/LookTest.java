package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.mqtt.WireException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looking for another daemon at brokers that let nobody look: the gateway has to come back to them nevertheless. */
class LookTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Topics topics = new Topics("maskgate", "lobby");
    private final Rivals rivals = new Rivals(topics, Pace.USUAL, new GatewayMetrics(), System::nanoTime);

    /** What the broker does to who looks. */
    private interface Broker {
        default void connect() throws WireException {}

        default Wire.Receipt subscribe() throws WireException {
            return new Wire.Receipt.Accepted();
        }

        void asked(Wire.Listener listener, Consumer<Wire.Receipt> done);
    }

    private void look(Broker broker) throws Exception {
        rivals.ended(new WireException(Kind.TAKEN_OVER, "pushed out"), SECOND, SECOND);
        rivals.stepBack(() -> new Line(broker), SECOND);
    }

    private Duration pauseAfterBeingPushedOut() {
        return rivals.ended(new WireException(Kind.TAKEN_OVER, "pushed out"), SECOND, SECOND);
    }

    /** One that has the name speaks up. */
    private Broker answers() {
        var other = new Identity("0123abcd", "box-17").json().getBytes(StandardCharsets.UTF_8);
        return (listener, _) -> listener.message(topics.here(), other, false);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"LOST", "TIMEOUT", "TLS", "REFUSED", "PROTOCOL"})
    void aBrokerThatDoesNotLetTheOtherClientIdInIsGoneBackToSlowly(Kind kind) throws Exception {
        look(new Broker() {
            @Override
            public void connect() throws WireException {
                throw new WireException(kind, "it closed the connection");
            }

            @Override
            public void asked(Wire.Listener listener, Consumer<Wire.Receipt> done) {
                throw new AssertionError("nobody was let in");
            }
        });
        assertThat(rivals.isDisplaced()).isFalse();
        assertThat(pauseAfterBeingPushedOut()).isEqualTo(Pace.USUAL.takenOver().plus(SECOND));
    }

    @Test
    void aBrokerThatClosesTheConnectionAtTheQuestionIsGoneBackToSlowly() throws Exception {
        look((listener, _) -> listener.lost(new WireException(Kind.LOST, "it closed the connection")));
        assertThat(pauseAfterBeingPushedOut()).isEqualTo(Pace.USUAL.takenOver().plus(SECOND));
    }

    @Test
    void aBrokerThatRefusesTheQuestionIsGoneBackToSlowly() throws Exception {
        look((_, done) -> done.accept(new Wire.Receipt.Refused(Reasons.NOT_AUTHORIZED)));
        assertThat(pauseAfterBeingPushedOut()).isEqualTo(Pace.USUAL.takenOver().plus(SECOND));
    }

    @Test
    void aBrokerThatClosesTheConnectionAtTheSubscriptionIsGoneBackToSlowly() throws Exception {
        look(new Broker() {
            @Override
            public Wire.Receipt subscribe() throws WireException {
                throw new WireException(Kind.LOST, "it closed the connection");
            }

            @Override
            public void asked(Wire.Listener listener, Consumer<Wire.Receipt> done) {
                throw new AssertionError("nobody may listen");
            }
        });
        assertThat(pauseAfterBeingPushedOut()).isEqualTo(Pace.USUAL.takenOver().plus(SECOND));
    }

    /** As mosquitto does with what may not be read, and in MQTT 3.1.1 with what may not be written. */
    @Test
    void aBrokerThatKeepsTheQuestionToItselfTellsNothingByItsSilence() throws Exception {
        look((_, done) -> done.accept(new Wire.Receipt.Accepted()));
        assertThat(rivals.isDisplaced()).isFalse();
        assertThat(pauseAfterBeingPushedOut()).isEqualTo(Pace.USUAL.takenOver().plus(SECOND));
    }

    @Test
    void twoWhoLookAtTheSameTimeAreNobodyToEachOther() throws Exception {
        look((listener, _) -> {
            listener.message(topics.ask(), new byte[0], false);
            listener.message(
                    topics.ask(), new Identity("0123abcd", "box-17").json().getBytes(StandardCharsets.UTF_8), false);
        });
        assertThat(rivals.isDisplaced()).isFalse();
        assertThat(pauseAfterBeingPushedOut()).isEqualTo(SECOND);
    }

    /** Another name or prefix with the same client id: no look will ever find it. */
    @Test
    void whoIsPushedOutAgainAndAgainThoughNobodyAnswersGoesBackSlowly() throws Exception {
        Broker echoes = (listener, _) -> listener.message(topics.ask(), new byte[0], false);
        var slow = Pace.USUAL.takenOver().plus(SECOND);
        try (var said = LogListener.to(Rivals.class, line -> line.getLevel().getName())) {
            look(echoes);
            look(echoes);
            assertThat(said.lines()).isEmpty();
            assertThat(pauseAfterBeingPushedOut()).isEqualTo(slow);
            rivals.stepBack(() -> new Line(echoes), SECOND);
            assertThat(pauseAfterBeingPushedOut()).isEqualTo(slow);
            assertThat(said.lines()).containsExactly("WARNING");
        }
        rivals.stepBack(() -> new Line(echoes), SECOND);
        var quarter = Duration.ofMinutes(15).plusSeconds(1);
        assertThat(rivals.ended(new WireException(Kind.TAKEN_OVER, "pushed out"), quarter, SECOND))
                .as("left alone for long")
                .isEqualTo(SECOND);
    }

    /** Two of one name, the other on a bad link: it comes and goes, and the looks find it while it is there. */
    @Test
    void whoWasFoundByALookIsNoOtherClientOfAnotherName() throws Exception {
        Broker echoes = (listener, _) -> listener.message(topics.ask(), new byte[0], false);
        try (var said = LogListener.to(Rivals.class, LogRecord::getMessage)) {
            look(echoes);
            assertThatThrownBy(() -> look(answers())).hasMessageContaining("box-17");
            rivals.stepBack(() -> new Line(echoes), SECOND);
            rivals.connected();
            assertThat(pauseAfterBeingPushedOut()).isEqualTo(SECOND);
            assertThat(said.lines()).noneMatch(line -> line.startsWith("Pushed out again and again"));
        }
    }

    /** As behind a router that ends every connection after ten minutes: none ever lasts a quarter of an hour. */
    @Test
    void whoIsPushedOutNowAndThenIsNotPushedOutAgainAndAgain() throws Exception {
        var ten = Duration.ofMinutes(10);
        for (int day = 0; day < 3; day++) {
            rivals.ended(new WireException(Kind.LOST, "the router forgot it"), ten, SECOND);
            whoWasNotPushedOutDoesNotLook();
            assertThat(rivals.ended(new WireException(Kind.TAKEN_OVER, "pushed out"), ten, SECOND))
                    .as("day " + day)
                    .isEqualTo(SECOND);
            rivals.stepBack(
                    () -> new Line((listener, _) -> listener.message(topics.ask(), new byte[0], false)), SECOND);
        }
    }

    /** A connection that could not be made in between is no other client. */
    @Test
    void looksWithoutAConnectionBetweenThemCountOnce() throws Exception {
        Broker echoes = (listener, _) -> listener.message(topics.ask(), new byte[0], false);
        look(echoes);
        for (int i = 0; i < 3; i++) {
            rivals.ended(new WireException(Kind.UNREACHABLE, "nothing listens"), Duration.ZERO, SECOND);
            rivals.stepBack(() -> new Line(echoes), SECOND);
        }
        assertThat(pauseAfterBeingPushedOut()).isEqualTo(SECOND);
    }

    @Test
    void whereNobodyListensTheLookIsLeftForLater() {
        assertThatThrownBy(() -> look(new Broker() {
                    @Override
                    public void connect() throws WireException {
                        throw new WireException(Kind.UNREACHABLE, "nothing listens");
                    }

                    @Override
                    public void asked(Wire.Listener listener, Consumer<Wire.Receipt> done) {
                        throw new AssertionError("nobody was let in");
                    }
                }))
                .hasMessage("nothing listens");
    }

    @Test
    void whoMayLookAgainFindsTheOtherAndIsNotSlowForWhatWasBefore() throws Exception {
        look((listener, _) -> listener.lost(new WireException(Kind.LOST, "a cable was pulled")));
        assertThatThrownBy(() -> look(answers())).hasMessageContaining("box-17");
        assertThat(rivals.isDisplaced()).isTrue();
        rivals.connected();
        assertThat(pauseAfterBeingPushedOut()).isEqualTo(SECOND);
    }

    @Test
    void whoWasNotPushedOutDoesNotLook() {
        assertThatCode(() -> rivals.stepBack(
                        () -> {
                            throw new AssertionError("nobody is suspected");
                        },
                        SECOND))
                .doesNotThrowAnyException();
    }

    private static final class Line extends UnaskedWire {
        private final Broker broker;
        private @Nullable Listener listener;

        Line(Broker broker) {
            this.broker = broker;
        }

        @Override
        public Granted connect(Duration deadline, Listener heard) throws WireException {
            listener = heard;
            broker.connect();
            return new Granted(100, 1 << 20);
        }

        @Override
        public Receipt subscribe(String filter, boolean stored, Duration deadline) throws WireException {
            return broker.subscribe();
        }

        @Override
        public void publish(String topic, byte[] payload, boolean retained, Consumer<Receipt> done) {
            broker.asked(Objects.requireNonNull(listener), done);
        }
    }
}
