package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.retry.Backoff;
import io.maskgate.hw.video.Attention;
import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class CameraWorkerTest {
    private static final String FILE = "file:/clip.mp4";
    private static final String RTSP = "rtsp://camera/";

    private final Room room = new Room();
    private final CameraBoard board = room.board("a");
    private final CameraBoard.Pen pen = board.begin();
    private final Script script = new Script();
    private final Room.Hands hands = new Room.Hands();
    /** The ceilings of the waits, as the back-off drew below them. */
    private final List<Long> ceilings = new CopyOnWriteArrayList<>();

    private final RandomGenerator random = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            ceilings.add(Room.QUICK.firstRetry().toMillis() + bound - 1);
            return 0;
        }
    };

    private CameraWorker worker;
    private Thread thread;

    private CameraWorker worker(String url, boolean loop, MediaClock clock) {
        var camera = Room.camera("a", url, loop);
        var backoff = new Backoff(Room.QUICK.firstRetry(), Room.QUICK.lastRetry(), random);
        worker = new CameraWorker(camera, Room.spec(camera), script, room.around(clock), pen, backoff, Duration.ZERO);
        return worker;
    }

    private void start(String url, boolean loop, MediaClock clock) {
        thread = Thread.ofPlatform().start(worker(url, loop, clock));
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (thread != null) {
            worker.stop();
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
        room.exchange.close();
        assertThat(room.free()).isEqualTo(Room.IMAGES);
        assertThat(script.streams).hasValue(0);
        assertThat(script.frames).hasValue(0);
        assertThat(room.gate.present()).isZero();
    }

    @Test
    void aFileThatIsOverEndsTheThreadAndSaysSo() {
        script.plays(script.frame(0), Script.lost("corrupt_packet", 2), script.frame(0));
        worker(FILE, false, hands).run();
        assertThat(worker.over()).isTrue();
        assertThat(board.status())
                .returns(CameraState.OFFLINE, CameraStatus::state)
                .returns("the file has ended", CameraStatus::reason)
                .returns("script", CameraStatus::codec)
                .returns(2L, CameraStatus::framesDecoded)
                .returns(2L, CameraStatus::framesDropped)
                .returns(0L, CameraStatus::reconnects);
        assertThat(script.opens).hasValue(1);
    }

    @Test
    void whatAStreamGetsOverIsCountedOnce() {
        script.plays(
                cancellation -> {
                    script.stats = Script.troubles(1, 0, 0, 0);
                    return script.frame(0).take(cancellation);
                },
                cancellation -> {
                    script.stats = Script.troubles(3, 1, 2, 0);
                    return script.frame(0).take(cancellation);
                });
        worker(FILE, false, hands).run();
        var troubles = room.metrics.streamTroubles;
        assertThat(troubles.labelValues("a", "concealed").getLongValue()).isEqualTo(3);
        assertThat(troubles.labelValues("a", "decoder_fallback").getLongValue()).isEqualTo(1);
        assertThat(troubles.labelValues("a", "time_jump").getLongValue()).isEqualTo(2);
        assertThat(troubles.labelValues("a", "geometry_change").getLongValue()).isZero();
    }

    @Test
    void aLoopingFileStaysOnlineAndIsNotOpenedOverAndOver() {
        script.plays(script.frame(0));
        long begin = System.nanoTime();
        start(FILE, true, MediaClock.system());
        await().until(() -> script.opens.get() >= 4);
        assertThat(System.nanoTime() - begin)
                .isGreaterThanOrEqualTo(Room.QUICK.firstRetry().multipliedBy(3).toNanos());
        assertThat(room.states).containsExactly("online");
        assertThat(board.status().reconnects()).isZero();
    }

    @Test
    void aLoopingFileWithoutPicturesIsTriedWithBackOff() {
        script.plays();
        start(FILE, true, hands);
        await().until(() -> ceilings.size() >= 3);
        assertThat(ceilings).startsWith(40L, 80L, 80L);
        assertThat(board.status().reason()).isEqualTo("the file has no pictures");
    }

    @Test
    void eachStepIsLookedAtAsCloselyAsThePolicySays() {
        room.watchfulness = new Watchfulness(new GatewayConfig.Decode(
                GatewayConfig.Policy.ADAPTIVE,
                0.5,
                Duration.ofSeconds(5),
                GatewayConfig.DecoderChoice.SOFTWARE,
                GatewayConfig.LoopFilter.WATCHED));
        var told = new ArrayList<String>();
        script.plays(
                script.frame(0),
                _ -> {
                    told.add(board.status().decoding().attention());
                    room.watchfulness.face(hands.nanos());
                    return new CameraStream.Next.Passed(0);
                },
                _ -> {
                    hands.nanos.addAndGet(Duration.ofSeconds(6).toNanos());
                    return new CameraStream.Next.Passed(0);
                },
                _ -> {
                    told.add(board.status().decoding().attention());
                    return new CameraStream.Next.Ended(Optional.empty());
                });
        worker(FILE, false, hands).run();
        assertThat(script.attended)
                .containsExactly(Attention.SPARSE, Attention.SPARSE, Attention.ENOUGH, Attention.SPARSE);
        assertThat(board.status().framesDecoded()).isEqualTo(1);
        assertThat(told).containsExactly("sparse", "enough");
        assertThat(board.status().decoding()).as("at its end").isEqualTo(CameraStatus.Decoding.NONE);
        assertThat(room.metrics.framesLeft.labelValues("a").getLongValue()).isEqualTo(2);
        assertThat(room.metrics.decodeSeconds.labelValues("a").get()).isPositive();
    }

    @Test
    void blocksAreSmoothedWhileSomebodyWatches() {
        script.plays(
                script.frame(0),
                _ -> {
                    room.watched = true;
                    return new CameraStream.Next.Passed(0);
                },
                _ -> {
                    room.watched = false;
                    return new CameraStream.Next.Passed(0);
                });
        worker(FILE, false, hands).run();
        assertThat(script.filtered).containsExactly(false, false, true, false);
    }

    @Test
    void aSilentCameraIsStalledOneThatCannotBeReachedOffline() {
        script.plays(Script.ends(Reason.TIMEOUT)).fails(Reason.UNREACHABLE).live();
        start(RTSP, false, MediaClock.system());
        await().until(() -> room.states.contains("online"));
        assertThat(room.states).containsExactly("stalled", "offline", "online");
        assertThat(board.status().reconnects()).isEqualTo(2);
    }

    @Test
    void theBackOffGrowsAndStartsAnewOnceTheCameraHasBeenSteady() {
        long steady = Room.QUICK.steadyAfter().toNanos() + 1;
        script.fails(Reason.UNAUTHORIZED)
                .fails(Reason.UNAUTHORIZED)
                .plays(
                        script.frame(0),
                        cancellation -> {
                            hands.nanos.addAndGet(steady);
                            return script.frame(hands.nanos()).take(cancellation);
                        },
                        Script.ends(Reason.BROKEN))
                .fails(Reason.UNREACHABLE);
        start(RTSP, false, hands);
        await().until(() -> ceilings.size() >= 4);
        assertThat(ceilings).startsWith(40L, 80L, 40L, 80L);
    }

    private boolean waitsLong() {
        return board.status()
                .trouble()
                .retryAt()
                .filter(at ->
                        at.isAfter(Instant.now().plus(Room.QUICK.refusedRetry().dividedBy(2))))
                .isPresent();
    }

    /** Cameras lock the account, also for the recorder that uses it, and for the password that was mended meanwhile. */
    @Test
    void aPasswordRefusedThreeTimesInARowIsTriedFarLessOften() {
        script.fails(Reason.UNAUTHORIZED)
                .fails(Reason.UNAUTHORIZED)
                .fails(Reason.UNREACHABLE)
                .fails(Reason.UNAUTHORIZED);
        start(RTSP, false, hands);
        await().until(this::waitsLong);
        assertThat(script.opens)
                .as("anew after the one that was not asked for it")
                .hasValue(6);
    }

    /** Whoever lets the gateway read it waits a minute at most, and is told of no account. */
    @Test
    void aFileThatMayNotBeReadIsTriedAsOftenAsBefore() {
        for (int i = 0; i < 4; i++) {
            script.fails(Reason.UNAUTHORIZED);
        }
        start(FILE, false, hands);
        await().until(() -> script.opens.get() > 4);
        assertThat(waitsLong()).isFalse();
    }

    @Test
    void aCameraThatEndsAtOnceIsNotTriedWithoutWaiting() {
        script.plays(Script.ends(Reason.BROKEN));
        start(RTSP, false, hands);
        await().until(() -> script.opens.get() >= 3);
        assertThat(ceilings.size()).isGreaterThanOrEqualTo(script.opens.get() - 1);
        assertThat(board.status()).returns("scripted BROKEN", CameraStatus::reason);
    }

    @Test
    void aFrameReplacesTheOneNobodyTookAndThatIsCounted() throws Exception {
        script.plays(script.frame(0), script.frame(0), script.frame(0));
        worker(FILE, false, hands).run();
        // At one frame time only the first is due.
        assertThat(room.dropped("a", "rate")).isEqualTo(2);
        assertThat(room.dropped("a", "newer")).isZero();
        assertThat(room.exchange.take(8, Duration.ZERO)).hasSize(1).allSatisfy(PendingFrame::close);
    }

    @Test
    void newerFramesReplaceOlderOnes() {
        hands.nanos.set(Duration.ofSeconds(1).toNanos());
        script.plays(script.frame(0), script.frame(20_000_000), script.frame(40_000_000));
        worker(FILE, false, hands).run();
        assertThat(room.dropped("a", "newer")).isEqualTo(2);
        assertThat(room.free()).isEqualTo(Room.IMAGES - 1);
    }

    @Test
    void withoutAFreeInputTheFrameIsDroppedAndCounted() {
        var taken = List.of(room.pending("x", 1), room.pending("x", 2), room.pending("x", 3), room.pending("x", 4));
        script.plays(script.frame(0));
        worker(FILE, false, hands).run();
        assertThat(room.dropped("a", "pool")).isEqualTo(1);
        taken.forEach(PendingFrame::close);
    }

    @Test
    void aFaultInTheCodeReconnectsAndDoesNotTellWhatItSaid() {
        script.plays(_ -> {
                    throw new IllegalStateException("rtsp://user:secret@camera/");
                })
                .live();
        start(RTSP, false, MediaClock.system());
        await().until(() -> room.states.contains("online"));
        assertThat(room.states).containsExactly("offline", "online");
        assertThat(board.status().reconnects()).isEqualTo(1);
    }

    @Test
    void aFaultWhileOpeningReconnectsToo() {
        script.connection(_ -> {
                    throw new IllegalStateException("odd");
                })
                .live();
        start(RTSP, false, MediaClock.system());
        await().until(() -> room.states.contains("online"));
    }

    @Test
    void anErrorEndsTheThreadWithoutItBeingOver() {
        script.connection(_ -> {
            throw new OutOfMemoryError("scripted");
        });
        worker(RTSP, false, hands).run();
        assertThat(worker.over()).isFalse();
    }

    @Test
    void picturesAreDrawnOnlyWhileSomebodyWatches() {
        script.plays(script.frame(0), cancellation -> {
            room.watched = true;
            return script.frame(0).take(cancellation);
        });
        worker(FILE, false, hands).run();
        assertThat(room.shown).hasSize(1);
    }

    /** Where key frames alone are decoded the next one is seconds away, and longer than the picture is kept. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCoveredPictureDoesNotWaitForTheNextThatIsDecoded(boolean lost) {
        room.watched = true;
        script.plays(script.frame(0), _ -> {
            room.looks.add(0, 64, 32, List.of(Room.FACE));
            return lost
                    ? Script.lost("corrupt_packet", 1).take(new Cancellation())
                    : Script.passed(0).take(new Cancellation());
        });
        worker(FILE, false, hands).run();
        assertThat(room.covered).containsExactly(new byte[] {0, 1});
        assertThat(room.free()).isEqualTo(Room.IMAGES - 1);
    }

    @Test
    void framesOfAFileAreWaitedForAndStoppingEndsTheWait() {
        script.plays(script.frame(Duration.ofHours(1).toNanos()));
        start(FILE, false, hands);
        await().until(() -> script.frames.get() == 1);
        assertThat(board.status().framesDecoded()).isZero();
        worker.stop();
        await().until(worker::over);
        assertThat(board.status().framesDecoded()).isZero();
    }

    /** Recordings and HLS over HTTP come as fast as they are read. */
    @ParameterizedTest
    @ValueSource(strings = {FILE, "http://127.0.0.1:1/live.m3u8"})
    void framesThatAreLeftOutAreWaitedForToo(String url) {
        script.plays(Script.passed(Duration.ofHours(1).toNanos()), script.frame(0));
        start(url, false, hands);
        await().until(() -> room.metrics.framesLeft.labelValues("a").getLongValue() == 1);
        worker.stop();
        await().until(worker::over);
        assertThat(board.status().framesDecoded()).isZero();
    }

    @Test
    void aWorkerWhoseLifeIsOverHandsNothingOver() throws Exception {
        script.plays(cancellation -> {
            board.end(CameraState.DISABLED, "switched off");
            return script.frame(0).take(cancellation);
        });
        worker(FILE, false, hands).run();
        assertThat(room.states).containsExactly("disabled");
        assertThat(room.exchange.take(8, Duration.ZERO)).isEmpty();
    }

    @Test
    void aWorkerInTheQueueOfTheGateCanBeStopped() throws Exception {
        var first = room.gate.ask();
        var second = room.gate.ask();
        assertThat(first.await() && second.await()).isTrue();
        start(RTSP, false, hands);
        await().until(() -> room.gate.present() == 3);
        worker.stop();
        await().until(worker::over);
        assertThat(script.opens).hasValue(0);
        first.close();
        second.close();
    }

    @Test
    void theWatchRunsDuringANativeCallAndNotDuringAWait() {
        var opening = new CountDownLatch(1);
        script.wedges(opening);
        start(RTSP, false, hands);
        await().until(() -> script.opens.get() == 1);
        long later = Duration.ofSeconds(1).toNanos();
        await().until(() -> worker.watch().overdue(later, 0));
        worker.stop();
        opening.countDown();
        await().until(worker::over);
        assertThat(worker.watch().overdue(later, 0)).isFalse();
    }
}
