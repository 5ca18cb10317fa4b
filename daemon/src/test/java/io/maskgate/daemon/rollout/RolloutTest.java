package io.maskgate.daemon.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.hw.inference.InferenceStats;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RolloutTest {
    private static final Criteria CRITERIA = Criteria.of(new ModelKeys.Rollout(Duration.ofMinutes(5), 0.5, 4));
    private static final Agreement ALIKE = new Agreement(32, 20, 20, 19, 1);

    private long now;
    private final Rollout rollout = new Rollout(() -> Instant.EPOCH.plusNanos(now), false);

    private Sample at(Duration time) {
        now = time.toNanos();
        return new Sample(now, new InferenceStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), false);
    }

    private void begin(boolean accelerated) {
        rollout.begin(
                "next",
                "old@1",
                new Baseline(OptionalDouble.empty(), OptionalDouble.empty(), 0, accelerated),
                CRITERIA,
                now);
    }

    private void upToProbation(Agreement found) {
        begin(false);
        assertThat(rollout.loaded("next@2", 1, false, "", now)).isEqualTo(Rollout.Next.NOTHING);
        assertThat(rollout.compared(found, at(Duration.ofNanos(now)))).isEqualTo(Rollout.Next.SWAP);
    }

    @Test
    void fromIdleToActive() {
        assertThat(rollout.status().stage()).isEqualTo(Stage.IDLE);
        upToProbation(ALIKE);
        assertThat(rollout.status())
                .isEqualTo(new RolloutStatus(
                        Stage.PROBATION, "next@2", "old@1", Instant.EPOCH, ALIKE.text(), ALIKE, false));
        assertThat(rollout.tick(at(Duration.ofMinutes(59)), "")).isEqualTo(Rollout.Next.NOTHING);
        assertThat(rollout.tick(at(Duration.ofMinutes(60)), "")).isEqualTo(Rollout.Next.CONFIRM);
        assertThat(rollout.status().stage()).isEqualTo(Stage.ACTIVE);
        assertThat(rollout.tick(at(Duration.ofDays(1)), "")).isEqualTo(Rollout.Next.NOTHING);
    }

    @Test
    void aModelThatIsDearerByItsCardMayTakeThatMuchMore() {
        assertThat(new Baseline(OptionalDouble.of(10), OptionalDouble.empty(), 0, false)
                        .times(2.5)
                        .nanosPerPicture())
                .hasValue(25);
        assertThat(new Baseline(OptionalDouble.of(10), OptionalDouble.empty(), 0, false)
                        .times(0.4)
                        .nanosPerPicture())
                .hasValue(10);
    }

    @Test
    void onlyOneAtATime() {
        upToProbation(ALIKE);
        assertThatIllegalStateException()
                .isThrownBy(() -> begin(false))
                .withMessage("one activation at a time: model next@2 is on probation since 1970-01-01T00:00:00Z");
    }

    @Test
    void aModelThatSeesSomethingElseNeverServes() {
        begin(false);
        rollout.loaded("next@2", 1, false, "", now);
        assertThat(rollout.compared(new Agreement(32, 20, 1, 1, 0), at(Duration.ZERO)))
                .isEqualTo(Rollout.Next.LET_GO);
        assertThat(rollout.status().stage()).isEqualTo(Stage.REFUSED);
        assertThat(rollout.status().detail())
                .isEqualTo("it sees something else than the old model: they agreed on 1 of 20 faces (5 %) in 32 frames;"
                        + " 0 with another label, 19 seen by the old one alone, 0 by the new one alone;"
                        + " model.rollout.agreement asks for 50 %");
    }

    @Test
    void aHandfulOfFacesRefusesNobody() {
        upToProbation(new Agreement(32, 3, 0, 0, 0));
    }

    @Test
    void whereFacesAreNobodysBusinessTheyAreNotTold() {
        var discreet = new Rollout(() -> Instant.EPOCH, true);
        discreet.begin(
                "next", "old@1", new Baseline(OptionalDouble.empty(), OptionalDouble.empty(), 0, false), CRITERIA, 0);
        discreet.loaded("next@2", 1, false, "", 0);
        discreet.compared(ALIKE, at(Duration.ZERO));
        assertThat(discreet.status().agreement()).isEqualTo(new Agreement(32, 0, 0, 0, 0));
        assertThat(discreet.status().detail()).isEqualTo("both looked at 32 frames");
    }

    @Test
    void fromTheAcceleratorToTheProcessorIsNoProgress() {
        begin(true);
        assertThat(rollout.loaded("next@2", 1, false, "no engine could be built", now))
                .isEqualTo(Rollout.Next.LET_GO);
        assertThat(rollout.status().detail())
                .isEqualTo("the accelerator serves the old model and not this one: no engine could be built");
    }

    @Test
    void aNativeCallThatDoesNotEndIsGivenUp() {
        begin(false);
        assertThat(rollout.tick(at(Duration.ofMinutes(30)), "")).isEqualTo(Rollout.Next.NOTHING);
        assertThat(rollout.tick(at(Duration.ofMinutes(31)), "")).isEqualTo(Rollout.Next.LET_GO);
        assertThat(rollout.status().detail()).isEqualTo("loading and checking was not over after 1800 s");
        begin(false);
        rollout.loaded("next@2", 1, false, "", now);
        assertThat(rollout.tick(at(Duration.ofMinutes(33)), "")).isEqualTo(Rollout.Next.LET_GO);
        assertThat(rollout.status().detail()).isEqualTo("comparing was not over after 60 s");
    }

    @Test
    void whatAnEngineWasAtWhenItsTimeWasOverIsTold() {
        begin(false);
        assertThat(rollout.tick(at(Duration.ofMinutes(31)), "building tensorrt int8 for Orin"))
                .isEqualTo(Rollout.Next.LET_GO);
        assertThat(rollout.status().detail())
                .isEqualTo("loading and checking was not over after 1800 s: building tensorrt int8 for Orin");
    }

    @Test
    void theOldModelComesBackWhenAskedForAndAnotherCanBeTriedThen() {
        upToProbation(ALIKE);
        assertThat(rollout.rollBack("asked for by an operator", true, now)).isEqualTo(Rollout.Next.ROLL_BACK);
        assertThat(rollout.status().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(rollout.tick(at(Duration.ofHours(2)), "")).isEqualTo(Rollout.Next.NOTHING);
        upToProbation(ALIKE);
    }
}
