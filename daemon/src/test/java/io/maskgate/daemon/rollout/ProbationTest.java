package io.maskgate.daemon.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.daemon.rollout.Probation.Verdict;
import io.maskgate.hw.inference.EngineStatus;
import java.time.Duration;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** One call a second, on a clock that goes when it is told to. */
class ProbationTest {
    private static final Duration MILLI = Duration.ofMillis(1);

    private final ScriptedModel model = new ScriptedModel("next");
    private long now;

    private static Criteria criteria() {
        return Criteria.of(new ModelKeys.Rollout(Duration.ofMinutes(5), 0.5, 4));
    }

    private static Baseline baseline(double millis, boolean accelerated) {
        return new Baseline(OptionalDouble.of(millis * 1e6), OptionalDouble.empty(), 0.05, accelerated);
    }

    private Sample sample() {
        return new Sample(now, model.stats(), model.state == EngineStatus.State.ACCELERATED);
    }

    private Probation begin(Baseline before) {
        return new Probation(criteria(), before, sample());
    }

    /** Seconds of five pictures each, until something is decided. */
    private Verdict run(Probation probation, int seconds, Duration each) {
        return run(probation, seconds, 5, each);
    }

    private Verdict run(Probation probation, int seconds, int pictures, Duration each) {
        for (int i = 0; i < seconds; i++) {
            now += 1_000_000_000L;
            model.works(pictures, each);
            var verdict = probation.judge(sample());
            if (!(verdict instanceof Verdict.Undecided)) {
                return verdict;
            }
        }
        return new Verdict.Undecided();
    }

    @Test
    void aModelThatWorksAsTheOldOneDidPassesWhenItsTimeIsOver() {
        var probation = begin(baseline(10, false));
        assertThat(run(probation, 299, MILLI.multipliedBy(11))).isEqualTo(new Verdict.Undecided());
        assertThat(run(probation, 1, MILLI.multipliedBy(11))).isEqualTo(new Verdict.Passed("1500 pictures in 300 s"));
    }

    @Test
    void aModelThatTakesTwiceTheTimeMayStay() {
        assertThat(run(begin(baseline(10, false)), 300, MILLI.multipliedBy(25))).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void batchesThatFailRollItBackWithinSeconds() {
        var probation = begin(baseline(10, false));
        run(probation, 60, MILLI.multipliedBy(10));
        model.fails(2);
        assertThat(run(probation, 1, Duration.ZERO)).isEqualTo(new Verdict.Undecided());
        model.fails(20);
        assertThat(run(probation, 1, Duration.ZERO))
                .isEqualTo(new Verdict.Failed("22 of 172 batches failed within 30 s"));
    }

    @Test
    void aRareFailureIsNoReason() {
        var probation = begin(baseline(10, false));
        for (int i = 0; i < 9; i++) {
            model.fails(1);
            assertThat(run(probation, 30, MILLI.multipliedBy(10))).isEqualTo(new Verdict.Undecided());
        }
        assertThat(run(probation, 30, MILLI.multipliedBy(10))).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void aSlowBeginningIsForgivenALastingOneIsNot() {
        var probation = begin(baseline(10, false));
        assertThat(run(probation, 8, MILLI.multipliedBy(100))).isEqualTo(new Verdict.Undecided());
        assertThat(run(probation, 5, MILLI.multipliedBy(100)))
                .isEqualTo(
                        new Verdict.Failed(
                                "a picture takes 100.0 ms, expected about 10.0 ms by what the old model took, and 4.0 times that is allowed"));
    }

    @Test
    void aSlowBeginningThatEndsCountsForNothingLater() {
        var probation = begin(baseline(10, false));
        assertThat(run(probation, 8, MILLI.multipliedBy(100))).isEqualTo(new Verdict.Undecided());
        assertThat(run(probation, 292, MILLI.multipliedBy(10))).isEqualTo(new Verdict.Passed("1500 pictures in 300 s"));
    }

    @Test
    void anEngineThatHadToCatchUpAtFirstKeepsUp() {
        var probation = begin(new Baseline(OptionalDouble.empty(), OptionalDouble.empty(), 0, false));
        assertThat(run(probation, 10, MILLI.multipliedBy(199))).isEqualTo(new Verdict.Undecided());
        assertThat(run(probation, 290, MILLI.multipliedBy(40))).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void fromOneMillisecondToTenIsNoHarm() {
        assertThat(run(begin(baseline(1, true)), 5, MILLI))
                .isEqualTo(new Verdict.Failed("the accelerator no longer serves it"));
        model.state = EngineStatus.State.ACCELERATED;
        assertThat(run(begin(baseline(1, true)), 300, MILLI.multipliedBy(10))).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void anEngineThatWorksAllTheTimeDoesNotKeepUp() {
        var unknown = new Baseline(OptionalDouble.empty(), OptionalDouble.empty(), 0, false);
        assertThat(run(begin(unknown), 20, MILLI.multipliedBy(199)))
                .isEqualTo(
                        new Verdict.Failed("it does not keep up with the cameras: the engine works 100 % of the time"));
    }

    /** The old one took 30 ms of each of twenty pictures a second. */
    private static Baseline fourCameras() {
        return new Baseline(OptionalDouble.of(30e6), OptionalDouble.of(20), 0.6, false);
    }

    @Test
    void aCheaperModelThatCamerasWereAddedForStays() {
        assertThat(run(begin(fourCameras()), 300, 60, MILLI.multipliedBy(16)))
                .isEqualTo(new Verdict.Passed("18000 pictures in 300 s"));
    }

    /** The old one would have worked 66 % of the time for 22 a second, 27 % for nine. */
    @Test
    void atAsManyPicturesAsTheOldOneCanLookAtItHasToKeepUp() {
        var verdict = new Verdict.Failed("it does not keep up with the cameras: the engine works 99 % of the time");
        assertThat(run(begin(fourCameras()), 20, 22, MILLI.multipliedBy(45))).isEqualTo(verdict);
        assertThat(run(begin(fourCameras()), 20, 9, MILLI.multipliedBy(110))).isEqualTo(verdict);
    }

    /** An empty hall fills: the old one would have needed a seventh of the time for 37 pictures a second. */
    @Test
    void whereMorePicturesComeByThemselvesItHasToKeepUpAsTheOldOneWould() {
        var empty = new Baseline(OptionalDouble.of(3.8e6), OptionalDouble.of(0.8), 0.003, false).times(7);
        assertThat(run(begin(empty), 20, 37, MILLI.multipliedBy(27)))
                .isEqualTo(
                        new Verdict.Failed("it does not keep up with the cameras: the engine works 100 % of the time"));
    }

    /** For a third of the time there was no camera yet: 30 ms of each of twenty pictures a second afterwards. */
    @Test
    void camerasThatHadToConnectAtFirstAreNoExcuse() {
        var start = new Baseline(OptionalDouble.of(30e6), OptionalDouble.of(20 / 1.5), 0.4, false);
        assertThat(run(begin(start), 20, 20, MILLI.multipliedBy(49)))
                .isEqualTo(
                        new Verdict.Failed("it does not keep up with the cameras: the engine works 98 % of the time"));
    }

    @Test
    void withoutPicturesItTakesLongerAndSaysThatLittleIsProven() {
        var probation = begin(baseline(10, false));
        Verdict verdict = new Verdict.Undecided();
        int seconds = 0;
        while (verdict instanceof Verdict.Undecided) {
            seconds++;
            now += 1_000_000_000L;
            verdict = probation.judge(sample());
        }
        assertThat(seconds).isEqualTo(3600);
        assertThat(verdict).isEqualTo(new Verdict.Passed("0 pictures in 3600 s, which proves little"));
    }

    @Test
    void howManyPicturesASecondItLookedAtIsKnownOfTenAtTheLeast() {
        var model = new ScriptedModel("old");
        var few = new Window(Duration.ofSeconds(30));
        var enough = new Window(Duration.ofSeconds(30));
        few.add(new Sample(0, model.stats(), false));
        enough.add(new Sample(0, model.stats(), false));
        model.works(9, Duration.ofMillis(10));
        few.add(new Sample(4_000_000_000L, model.stats(), false));
        model.works(1, Duration.ofMillis(10));
        enough.add(new Sample(4_000_000_000L, model.stats(), false));
        assertThat(few.picturesPerSecond(Baseline.PICTURES)).isEmpty();
        assertThat(enough.picturesPerSecond(Baseline.PICTURES)).hasValue(2.5);
    }

    /** Whatever happens, it is decided some time, and failures above the share never pass. */
    @Property(tries = 200)
    void itComesToAnEnd(@ForAll @IntRange(max = 200) int millis, @ForAll @IntRange(max = 5) int failing) {
        var probation = begin(baseline(10, false));
        Verdict verdict = new Verdict.Undecided();
        for (int i = 0; i < 3601 && verdict instanceof Verdict.Undecided; i++) {
            model.fails(failing);
            verdict = run(probation, 1, MILLI.multipliedBy(millis));
        }
        if (failing > 0 || millis > 40) {
            assertThat(verdict).isInstanceOf(Verdict.Failed.class);
        } else {
            assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        }
    }
}
