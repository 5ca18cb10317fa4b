package io.maskgate.daemon.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.Statuses;
import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AggregationTest {
    private static final Instant START = Instant.parse("2026-11-25T10:07:00Z");

    @TempDir
    Path folder;

    private final List<Aggregate> out = new ArrayList<>();
    private Instant now = START;
    private long nanos = 77;
    private Duration length = Duration.ofMinutes(20);
    private long ids;
    private Aggregation counting;

    private final InstantSource source = () -> now;
    private final Clock wall = source.withZone(ZoneOffset.UTC);

    @BeforeEach
    void start() {
        start(out::add);
    }

    private void start(Consumer<Aggregate> receiver) {
        counting = new Aggregation(
                "gate",
                Gates.config(PrivacyMode.AGGREGATE, 3, length),
                new AggregationFile(folder, "gate"),
                receiver,
                () -> new UUID(0x7000, ++ids),
                wall,
                () -> nanos);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
        counting.tick();
    }

    private void gone(String camera, double facemaskShare) {
        counting.event(new MaskEvent(
                new UUID(0x7000, 1_000),
                MaskEvent.Type.END,
                "gate",
                camera,
                "t",
                2,
                MaskLabel.FACEMASK,
                0.9,
                new Box(1, 2, 3, 4),
                640,
                384,
                List.of(),
                now,
                now,
                "m@00000000",
                Optional.of(new MaskEvent.Summary(Duration.ofSeconds(3), facemaskShare, 1 - facemaskShare))));
    }

    @Test
    void theLastDayOfIntervalsIsKeptToBeShown() {
        for (int i = 0; i < 80; i++) {
            pass(Duration.ofMinutes(20));
        }

        assertThat(out).hasSizeGreaterThan(72);
        assertThat(counting.recent()).isEqualTo(out.subList(out.size() - 72, out.size()));
    }

    @Test
    void anIntervalEndsAtARoundTimeAndIsNeverShorterThanItsLength() {
        gone("door", 1);
        gone("door", 0.9);
        gone("door", 0.6);
        gone("door", 0.2);
        gone("door", 0);
        gone("door", 0);
        counting.undecided("door", 3);
        pass(Duration.ofMinutes(14));
        assertThat(out).isEmpty();
        pass(Duration.ofMinutes(19));
        assertThat(out).singleElement().satisfies(aggregate -> {
            assertThat(aggregate.from()).isEqualTo(START);
            assertThat(aggregate.to()).isEqualTo(Instant.parse("2026-11-25T10:40:00Z"));
            assertThat(aggregate.cameras())
                    .containsExactly(new Aggregate.Row(
                            "door",
                            0,
                            Optional.of(9),
                            Optional.of(3),
                            Optional.of(3),
                            Optional.of(3),
                            Optional.of(0.5),
                            false));
        });
        pass(Duration.ofMinutes(20));
        assertThat(out).hasSize(2);
        assertThat(out.getLast().from()).isEqualTo(out.getFirst().to());
        assertThat(out.getLast().to()).isEqualTo(Instant.parse("2026-11-25T11:00:00Z"));
        assertThat(out.getLast().id()).isNotEqualTo(out.getFirst().id());
        assertThat(out.getLast().cameras()).isEmpty();
    }

    @Test
    void aRestartGoesOnCountingInTheSameIntervalUnderTheSameId() {
        gone("door", 1);
        gone("door", 1);
        pass(Duration.ofMinutes(5));
        now = now.plusSeconds(60);
        nanos = -3;
        start();
        gone("door", 1);
        pass(Duration.ofMinutes(27));
        assertThat(out).singleElement().satisfies(aggregate -> {
            assertThat(aggregate.id()).isEqualTo(new UUID(0x7000, 1));
            assertThat(aggregate.from()).isEqualTo(START);
            assertThat(aggregate.cameras().getFirst().facemask()).contains(3);
        });
    }

    /** It was to end at 10:40, which is no hour after its begin. */
    @Test
    void theRunningIntervalGrowsWithTheConfiguredLength() {
        counting.undecided("door", 3);
        pass(Duration.ofMinutes(5));
        length = Duration.ofHours(1);
        start();
        counting.undecided("door", 4);
        pass(Duration.ofMinutes(108));
        counting.undecided("door", 5);
        pass(Duration.ofHours(1));

        var noon = Instant.parse("2026-11-25T12:00:00Z");
        assertThat(out)
                .extracting(
                        Aggregate::from,
                        Aggregate::to,
                        it -> it.cameras().getFirst().undecided())
                .containsExactly(
                        tuple(START, noon, Optional.of(7)),
                        tuple(noon, noon.plus(Duration.ofHours(1)), Optional.of(5)));
    }

    @Test
    void whatWasCountedBeforeALongAbsenceIsTold() {
        gone("door", 0);
        gone("door", 0);
        gone("door", 0);
        pass(Duration.ofMinutes(1));
        now = now.plus(Duration.ofDays(2));
        start();
        counting.tick();
        assertThat(out).singleElement().satisfies(aggregate -> {
            assertThat(aggregate.to()).isEqualTo(Instant.parse("2026-11-25T10:40:00Z"));
            assertThat(aggregate.cameras().getFirst().noFacemask()).contains(3);
        });
        pass(Duration.ofMinutes(60));
        assertThat(out.getLast().from())
                .isEqualTo(START.plus(Duration.ofDays(2)).plusSeconds(60));
    }

    @Test
    void aClockPutForwardCutsNoIntervalShort() {
        gone("door", 1);
        pass(Duration.ofMinutes(2));
        now = now.plus(Duration.ofHours(5));
        counting.tick();
        assertThat(out).isEmpty();
        pass(Duration.ofMinutes(18));
        assertThat(out).hasSize(1);
    }

    /** Which is less than tells it from ticks that come late. */
    @Test
    void aClockPutForwardByLessThanAnIntervalCutsNeitherThatNorTheNextShort() {
        var handedOut = new ArrayList<Long>();
        start(_ -> handedOut.add(nanos));
        pass(Duration.ofMinutes(33));
        pass(Duration.ofMinutes(2));
        now = now.plus(Duration.ofMinutes(15));
        for (int second = 0; second < 4 * 3600; second++) {
            pass(Duration.ofSeconds(1));
        }
        assertThat(handedOut).hasSizeBetween(11, 13);
        for (int i = 1; i < handedOut.size(); i++) {
            assertThat(Duration.ofNanos(handedOut.get(i) - handedOut.get(i - 1)))
                    .as("hand-out %d", i)
                    .isGreaterThanOrEqualTo(Duration.ofMinutes(20));
        }
    }

    /** By so little as a time server does: the intervals meet, and each takes its time. */
    @Test
    void aClockPutForwardByASecondOrTwoLeavesNoGap() {
        pass(Duration.ofMinutes(33));
        pass(Duration.ofMinutes(10));
        now = now.plusSeconds(2);
        pass(Duration.ofMinutes(10));
        pass(Duration.ofMinutes(20).minusSeconds(1));
        assertThat(out).as("a second is missing").hasSize(2);
        pass(Duration.ofSeconds(1));
        assertThat(out).hasSize(3);
        assertThat(out.get(2).from()).isEqualTo(out.get(1).to());
    }

    @Test
    void intervalsMeetThoughTheReceiverOfOneTookMinutes() {
        pass(Duration.ofMinutes(33));
        pass(Duration.ofMinutes(27));
        assertThat(out.getLast().to()).isEqualTo(Instant.parse("2026-11-25T11:00:00Z"));
        pass(Duration.ofMinutes(13));
        assertThat(out).hasSize(3);
        assertThat(out.getLast().from()).isEqualTo(Instant.parse("2026-11-25T11:00:00Z"));
        assertThat(out.getLast().to()).isEqualTo(Instant.parse("2026-11-25T11:20:00Z"));
    }

    @Test
    void nobodyIsOnlineForLongerThanAnIntervalInWhichTheClockIsPutBack() {
        counting.stateChanged(online("door"));
        pass(Duration.ofMinutes(33));
        pass(Duration.ofMinutes(10));
        now = now.minus(Duration.ofMinutes(3));
        pass(Duration.ofMinutes(13));
        assertThat(out)
                .flatExtracting(Aggregate::cameras)
                .extracting(Aggregate.Row::onlineSeconds)
                .containsExactly(33 * 60L, 20 * 60L);
    }

    @Test
    void aClockPutBackDoesNotCountForYears() {
        pass(Duration.ofMinutes(2));
        now = now.minus(Duration.ofDays(300));
        pass(Duration.ofMinutes(18));
        assertThat(out).hasSize(1);
        pass(Duration.ofMinutes(39));
        assertThat(out).hasSize(2);
        assertThat(out.getLast().from()).isBefore(START);
    }

    @Test
    void aSmallCountIsLeftOut() {
        gone("door", 1);
        pass(Duration.ofMinutes(40));
        assertThat(out.getFirst().cameras().getFirst().facemask()).isEmpty();
        assertThat(out.getFirst().cameras().getFirst().suppressed()).isTrue();
    }

    private static CameraStatus online(String camera) {
        return Statuses.of(camera, CameraState.ONLINE, START);
    }

    @Test
    void whoeverTakesItsTimeWithAnIntervalHoldsUpNobodyWhoCounts() throws Exception {
        var taking = new CountDownLatch(1);
        var taken = new CountDownLatch(1);
        start(aggregate -> {
            taking.countDown();
            try {
                taken.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            out.add(aggregate);
        });
        var ticking = CompletableFuture.runAsync(() -> pass(Duration.ofMinutes(40)), Thread::startVirtualThread);
        taking.await();
        try {
            CompletableFuture.runAsync(() -> gone("door", 1), Thread::startVirtualThread)
                    .get(10, TimeUnit.SECONDS);
        } finally {
            taken.countDown();
        }
        ticking.get(10, TimeUnit.SECONDS);
        assertThat(out)
                .singleElement()
                .satisfies(first -> assertThat(first.cameras()).isEmpty());
        pass(Duration.ofMinutes(20));
        assertThat(out.getLast().cameras()).extracting(Aggregate.Row::camera).containsExactly("door");
    }

    @Test
    void anIntervalNobodyTookIsHandedOutAgainAndKeptOnDiskUntilThen() {
        var wellTaken = new AtomicBoolean();
        start(aggregate -> {
            if (!wellTaken.get()) {
                throw new IllegalStateException("not now");
            }
            out.add(aggregate);
        });
        pass(Duration.ofSeconds(1));
        var first = new UUID(0x7000, 2);
        assertThatThrownBy(() -> pass(Duration.ofMinutes(40))).hasMessage("not now");
        assertThat(folder.resolve("aggregation.json")).content().contains(first.toString());
        wellTaken.set(true);
        pass(Duration.ofSeconds(1));
        assertThat(out).extracting(Aggregate::id).containsExactly(first);
        assertThat(folder.resolve("aggregation.json")).content().doesNotContain(first.toString());
    }

    @Test
    void timeOnlineSurvivesACrashToTheMinuteAndAStopToTheSecond() throws Exception {
        counting.stateChanged(online("door"));
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(61));
        pass(Duration.ofSeconds(30));
        start();
        counting.stateChanged(online("door"));
        pass(Duration.ofSeconds(8));
        counting.save();
        start();
        pass(Duration.ofMinutes(40));
        assertThat(out.getFirst().cameras())
                .extracting(Aggregate.Row::onlineSeconds)
                .containsExactly(70L);
    }

    @Test
    void nobodyIsOnlineForLongerThanAnInterval() {
        counting.stateChanged(online("door"));
        pass(Duration.ofMinutes(33).minusSeconds(1));
        pass(Duration.ofSeconds(3));
        pass(Duration.ofMinutes(20));
        assertThat(out)
                .flatExtracting(Aggregate::cameras)
                .extracting(Aggregate.Row::onlineSeconds)
                .as("to 10:40, told of two seconds late, and to 11:00")
                .containsExactly(33 * 60L, 20 * 60L);
    }

    /** A round comes a second after the work of the last one: what is below a millisecond would be lost each time. */
    @Test
    void whoeverIsNeverAwayIsOnlineForTheWholeInterval() {
        counting.stateChanged(online("door"));
        while (out.isEmpty()) {
            pass(Duration.ofNanos(1_000_900_000));
        }
        assertThat(out.getFirst().cameras())
                .extracting(Aggregate.Row::onlineSeconds)
                .containsExactly(33 * 60L);
    }

    @Test
    void aCameraThatIsNoMoreThereAfterARestartIsToldOnceMore() {
        gone("old", 1);
        pass(Duration.ofMinutes(1));
        start();
        pass(Duration.ofMinutes(40));
        assertThat(out.getLast().cameras()).extracting(Aggregate.Row::camera).containsExactly("old");
        pass(Duration.ofMinutes(20));
        assertThat(out.getLast().cameras()).isEmpty();
    }

    @Test
    void aDamagedFileIsNoObstacle() throws Exception {
        pass(Duration.ofMinutes(1));
        Files.writeString(folder.resolve("aggregation.json"), "{");
        start();
        pass(Duration.ofMinutes(40));
        assertThat(out).hasSize(1);
    }
}
