package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.hw.video.MediaClock;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraBoardTest {
    private final Room room = new Room();
    private final CameraBoard board = room.board("lobby");
    private final LogListener<String> log = LogListener.to(
            CameraBoard.class,
            line -> line.getLevel() + " " + MessageFormat.format(line.getMessage(), line.getParameters()));

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    @Test
    void theFirstStateIsToldEvenThoughItIsTheInitialOne() {
        board.end(CameraState.OFFLINE, CameraBoard.CONNECTING);
        board.end(CameraState.OFFLINE, CameraBoard.CONNECTING);
        assertThat(room.states).containsExactly("offline");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void eachChangeIsToldAndLoggedOnce() {
        var pen = board.begin();
        pen.enter(CameraState.OFFLINE, "unreachable", "no route");
        pen.enter(CameraState.OFFLINE, "unreachable", "no route");
        pen.decoded(Room.at(1), 64, 32);
        pen.decoded(Room.at(2), 64, 32);
        pen.enter(CameraState.STALLED, "unreachable", "silent");
        assertThat(room.states).containsExactly("offline", "online", "stalled");
        assertThat(log.lines())
                .containsExactly(
                        "WARNING camera lobby: offline: no route",
                        "INFO camera lobby: online",
                        "WARNING camera lobby: stalled: silent");
    }

    @Test
    void reasonsThatAlternateAreLoggedOnceEachUntilTheCameraIsBack() {
        var pen = board.begin();
        for (int i = 0; i < 5; i++) {
            pen.enter(CameraState.OFFLINE, "unreachable", "no route");
            pen.enter(CameraState.OFFLINE, "unreachable", "refused");
        }
        assertThat(log.lines())
                .containsExactly("WARNING camera lobby: offline: no route", "WARNING camera lobby: offline: refused");
        assertThat(board.status().reason()).isEqualTo("refused");
        assertThat(room.states).containsExactly("offline");
        pen.decoded(Room.at(1), 64, 32);
        pen.enter(CameraState.OFFLINE, "unreachable", "no route");
        assertThat(log.lines()).hasSize(4).endsWith("WARNING camera lobby: offline: no route");
    }

    /** Else an alert on their increase would not be told of the first lost picture. */
    @Test
    void lossesBeginAtZero() {
        var reasons = room.metrics.registry.scrape("maskgate_frames_dropped"::equals).stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .map(point -> point.getLabels().get("reason"));
        assertThat(reasons)
                .containsExactlyInAnyOrder(
                        "rate",
                        "newer",
                        "pool",
                        "model",
                        "engine",
                        "fault",
                        "corrupt_packet",
                        "decode_error",
                        "corrupt_frame",
                        "behind");
    }

    /** Absent is what does not apply; a camera before which nobody was yet has no faces. */
    @Test
    void whatMayBeNoneIsThereBeforeTheFirst() {
        for (String metric : new String[] {"maskgate_tracks", "maskgate_decoding_sparsely"}) {
            assertThat(room.metrics.registry.scrape(metric::equals).stream()
                            .flatMap(it -> it.getDataPoints().stream())
                            .map(point -> point.getLabels().get("camera")))
                    .as(metric)
                    .containsExactly("lobby");
        }
    }

    @Test
    void theStatusSaysExactlyWhatHappened() {
        var pen = board.begin();
        pen.opened("h264");
        for (int i = 0; i < 3; i++) {
            pen.decoded(Room.at(i * 40_000_000L), 640, 384);
        }
        pen.dropped("corrupt_packet", 2);
        pen.left();
        pen.reconnecting();
        board.inferred();
        board.faces(new FaceCounts(2, 1, 0));
        var status = board.status();
        assertThat(status)
                .isEqualTo(new CameraStatus(
                        "lobby",
                        CameraState.ONLINE,
                        "",
                        status.since(),
                        java.util.Optional.of(Room.at(80_000_000).wall()),
                        "rtsp://camera/",
                        "h264",
                        640,
                        384,
                        25.0,
                        3,
                        2,
                        1,
                        1,
                        new FaceCounts(2, 1, 0),
                        CameraStatus.Decoding.NONE,
                        CameraStatus.Trouble.NONE));
        assertThat(room.dropped("lobby", "corrupt_packet")).isEqualTo(2);
        assertThat(room.dropped("lobby", "rate")).isEqualTo(1);
        assertThat(room.metrics.cameraState.labelValues("lobby", "online").get())
                .isEqualTo(1);
        assertThat(room.metrics.cameraState.labelValues("lobby", "offline").get())
                .isZero();
    }

    @Test
    void whatWentWrongLastIsKeptAndTheNextAttemptToldUntilItBegins() {
        var pen = board.begin();
        pen.enter(CameraState.OFFLINE, "timeout", "no answer");
        pen.retryIn(Duration.ofSeconds(8));
        var waiting = board.status().trouble();
        assertThat(waiting.last().orElseThrow())
                .returns("timeout", CameraStatus.Fault::cause)
                .returns("no answer", CameraStatus.Fault::text);
        assertThat(waiting.retryAt().orElseThrow())
                .isBetween(
                        waiting.last().orElseThrow().at().plusSeconds(8),
                        waiting.last().orElseThrow().at().plusSeconds(18));

        pen.reconnecting();
        assertThat(board.status().trouble().retryAt()).isEmpty();

        pen.decoded(Room.at(0), 64, 32);
        assertThat(board.status().trouble().last()).isEqualTo(waiting.last());
    }

    @Test
    void howLongItWasAwayIsCountedFromWhenItWasSwitchedOn() {
        var hands = new Room.Hands();
        var lobby = new CameraBoard("lobby", "rtsp://camera/", hands, room.metrics, room);
        lobby.begin().decoded(Room.at(1), 64, 32);
        lobby.end(CameraState.DISABLED, "switched off");
        hands.nanos.addAndGet(Duration.ofHours(8).toNanos());
        lobby.end(CameraState.OFFLINE, CameraBoard.CONNECTING);
        hands.nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        lobby.begin().decoded(Room.at(2), 64, 32);
        assertThat(log.lines())
                .containsExactly(
                        "INFO camera lobby: online",
                        "INFO camera lobby: disabled",
                        "INFO camera lobby: online after 2 s");
    }

    /** A box whose clock stood while it had no power: eight hours later, it looked as if it had seen the night. */
    @ParameterizedTest
    @ValueSource(longs = {8, -8})
    void sinceWhenIsToldAnewWhereTheTimeOfDayIsSet(long hours) {
        var ahead = new AtomicReference<>(Duration.ZERO);
        var hands = new Room.Hands();
        var clock = new MediaClock() {
            @Override
            public long nanos() {
                return hands.nanos();
            }

            @Override
            public Instant wall() {
                return hands.wall().plus(ahead.get());
            }
        };
        var lobby = new CameraBoard("lobby", "rtsp://camera/", clock, room.metrics, room);
        lobby.begin().enter(CameraState.OFFLINE, "timeout", "no answer");
        hands.nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        lobby.begin().decoded(Room.at(1), 64, 32);
        hands.nanos.addAndGet(Duration.ofSeconds(50).toNanos());
        ahead.set(Duration.ofMillis(900));
        assertThat(lobby.status().since()).as("so little is no news").isEqualTo(Instant.ofEpochSecond(10));

        ahead.set(Duration.ofHours(hours));

        var set = Instant.EPOCH.plus(ahead.get());
        assertThat(lobby.status().since()).isEqualTo(set.plusSeconds(10));
        assertThat(lobby.status().trouble().last()).contains(new CameraStatus.Fault("timeout", "no answer", set));
        hands.nanos.addAndGet(Duration.ofSeconds(50).toNanos());
        assertThat(lobby.status().since()).isEqualTo(set.plusSeconds(10));
    }

    /** Whoever switches a dark camera off and on to see what is wrong reads the log. */
    @Test
    void afterItWasSwitchedOffItsReasonIsLoggedAnew() {
        board.begin().enter(CameraState.OFFLINE, "unreachable", "no route");
        board.end(CameraState.DISABLED, "switched off");
        board.end(CameraState.OFFLINE, CameraBoard.CONNECTING);
        board.begin().enter(CameraState.OFFLINE, "unreachable", "no route");
        assertThat(log.lines())
                .containsExactly(
                        "WARNING camera lobby: offline: no route",
                        "INFO camera lobby: disabled",
                        "WARNING camera lobby: offline: no route");
    }

    @Test
    void whatGivesNoPicturesIsNotDecoded() {
        var sparsely = new CameraStatus.Decoding("sparse", "h264", 0.1, "rarer");
        var pen = board.begin();
        pen.decoding(sparsely);
        pen.decoded(Room.at(1), 64, 32);
        assertThat(board.status().decoding()).isEqualTo(sparsely);
        assertThat(room.metrics.decodingSparsely.labelValues("lobby").get()).isEqualTo(1);

        for (int i = 0; i < 2; i++) {
            pen.enter(CameraState.OFFLINE, "unreachable", "no pictures");
            assertThat(board.status().decoding()).isEqualTo(CameraStatus.Decoding.NONE);
            assertThat(room.metrics.decodingSparsely.labelValues("lobby").get()).isZero();
            // Another stream, which ends for the same reason.
            pen.decoding(sparsely);
        }
        board.end(CameraState.DISABLED, "switched off");
        assertThat(board.status().decoding()).isEqualTo(CameraStatus.Decoding.NONE);
    }

    @Test
    void aGapDoesNotCountAsAFrameRate() {
        var pen = board.begin();
        pen.decoded(Room.at(0), 64, 32);
        pen.decoded(Room.at(40_000_000), 64, 32);
        pen.enter(CameraState.OFFLINE, "unreachable", "gone");
        assertThat(board.status().framesPerSecond()).isZero();
        pen.decoded(Room.at(60_000_000_000L), 64, 32);
        pen.decoded(Room.at(60_040_000_000L), 64, 32);
        assertThat(board.status().framesPerSecond()).isEqualTo(25.0);
    }

    @Test
    void aThreadThatWasGivenUpWritesNothingAnyMore() {
        var old = board.begin();
        board.end(CameraState.DISABLED, "switched off");
        old.decoded(Room.at(1), 64, 32);
        old.enter(CameraState.OFFLINE, "unreachable", "late");
        old.dropped("corrupt_packet", 1);
        old.left();
        old.reconnecting();
        old.opened("late");
        var present = board.begin();
        old.enter(CameraState.STALLED, "unreachable", "late");
        assertThat(old.valid()).isFalse();
        assertThat(present.valid()).isTrue();
        assertThat(room.states).containsExactly("disabled");
        assertThat(board.status())
                .returns(0L, CameraStatus::framesDecoded)
                .returns(0L, CameraStatus::framesDropped)
                .returns(0L, CameraStatus::reconnects)
                .returns("", CameraStatus::codec)
                .returns("switched off", CameraStatus::reason);
        assertThat(room.dropped("lobby", "rate")).isZero();
    }

    @Test
    void sameCountsAreNoNews() {
        board.faces(FaceCounts.NONE);
        board.faces(new FaceCounts(1, 0, 0));
        board.faces(new FaceCounts(1, 0, 0));
        assertThat(room.counts).containsExactly(new FaceCounts(1, 0, 0));
    }

    /** Whoever waits for frames of it would be alarmed for ever. */
    @Test
    void aCameraThatIsNoMoreTakesItsMetricsWithIt() {
        var pen = board.begin();
        pen.decoded(Room.at(1), 64, 32);
        pen.decoding(new CameraStatus.Decoding("sparse", "h264", 0.1, ""));
        board.end(CameraState.OFFLINE, CameraBoard.CONNECTING);
        board.removed();

        assertThat(room.metrics.registry.scrape().stream()
                        .flatMap(metric -> metric.getDataPoints().stream())
                        .filter(point -> "lobby".equals(point.getLabels().get("camera"))))
                .isEmpty();
    }
}
