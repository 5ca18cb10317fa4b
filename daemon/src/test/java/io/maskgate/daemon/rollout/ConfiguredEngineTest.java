package io.maskgate.daemon.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.ModelKeys.Engine;
import io.maskgate.daemon.config.ModelKeys.Precision;
import io.maskgate.hw.inference.EngineStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same model on another engine, as a changed configuration asks for it. */
@Timeout(30)
class ConfiguredEngineTest {
    private static final Duration MILLI = Duration.ofMillis(1);

    private ScriptedZoo zoo;

    @BeforeEach
    void theOldModelServes(@TempDir Path folder) throws Exception {
        zoo = new ScriptedZoo(folder, "old");
    }

    @AfterEach
    void close() throws InterruptedException {
        zoo.end();
    }

    private static ModelChoice old(Engine engine, int threads) {
        return new ModelChoice(Optional.of("old"), engine, Precision.AUTO, threads);
    }

    /** Whether the GPU works or makes trouble just then: whoever asks for the processor knows that it takes longer. */
    @ParameterizedTest
    @EnumSource(names = {"ACCELERATED", "WAITING"})
    void theProcessorThatIsAskedForServesInPlaceOfTheAccelerator(EngineStatus.State before) {
        var gpu = zoo.scripted("old");
        gpu.state = before;
        zoo.seconds(60, MILLI.multipliedBy(3));

        assertThat(zoo.configure(old(Engine.CPU, 0)))
                .isEqualTo("model old with engine cpu is loaded and checked, /api/models says what comes of it");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI.multipliedBy(90));

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        assertThat(zoo.models.engine().state()).isEqualTo(EngineStatus.State.CPU);
        await().until(() -> gpu.closed);
        assertThat(zoo.choiceFile()).doesNotExist();
    }

    /** Both have one name and one checkpoint: nothing that is activated tells which is meant. */
    @Test
    void theWayBackFromAnotherEngineOfTheSameModelIsTheConfiguration() {
        zoo.configure(old(Engine.AUTO, 1));
        zoo.awaitStage(Stage.PROBATION);
        assertThat(zoo.models.activate("old"))
                .isEqualTo(new ModelLife.Answer.Busy(
                        "model old@01234567 is on probation; the way back is to configure what was"));
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.PROBATION);
        assertThat(zoo.configure(old(Engine.AUTO, 0))).isEqualTo("model old@01234567 serves");
    }

    @Test
    void aProcessorThatDoesNotKeepUpIsLeftAllTheSame() {
        zoo.scripted("old").state = EngineStatus.State.ACCELERATED;
        zoo.configure(old(Engine.CPU, 0));
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(20, MILLI.multipliedBy(195));
        assertThat(zoo.models.rollout().detail())
                .isEqualTo("it does not keep up with the cameras: the engine works 98 % of the time");
        assertThat(zoo.models.engine().state()).isEqualTo(EngineStatus.State.ACCELERATED);
    }

    @Test
    void tensorRtThatIsAskedForAndDoesNotComeAboutIsRefusedAndSaysSoAfterARestart() throws Exception {
        zoo.loads = EngineStatus.State.DISABLED;
        zoo.configure(old(Engine.TENSORRT, 0));
        zoo.awaitStage(Stage.REFUSED);
        assertThat(zoo.models.rollout().detail()).isEqualTo("engine tensorrt was asked for: as written");
        assertThat(zoo.models.engine().state()).isEqualTo(EngineStatus.State.CPU);

        zoo.loads = EngineStatus.State.CPU;
        zoo.restart(old(Engine.TENSORRT, 0));
        assertThat(zoo.models.rollout().model()).isEqualTo("old with engine tensorrt");
        assertThat(zoo.models.rollout().isTrouble()).isTrue();
    }

    /** The tag is what serves, the name what is configured: who is content with the processor begins no build of minutes. */
    @Test
    void whoActivatesTheTagOfWhatServesDoesNotTryTheEngineThatWasRefused() {
        zoo.loads = EngineStatus.State.DISABLED;
        zoo.configure(old(Engine.TENSORRT, 0));
        zoo.awaitStage(Stage.REFUSED);

        assertThat(zoo.models.canBeLeft()).isFalse();
        assertThat(zoo.models.activate("old@01234567"))
                .isEqualTo(new ModelLife.Answer.Busy("model old@01234567 serves already, in place of the configured"
                        + " one; to leave it at that, configure it"));
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.REFUSED);
    }

    /** A driver was mended meanwhile: the same model on the engine that is configured is not what serves. */
    @Test
    void tensorRtThatWasRefusedIsTriedAgainWhenTheModelIsActivated() {
        zoo.loads = EngineStatus.State.DISABLED;
        zoo.configure(old(Engine.TENSORRT, 0));
        zoo.awaitStage(Stage.REFUSED);

        assertThat(zoo.models.listing().canBeTried()).isTrue();

        zoo.loads = EngineStatus.State.ACCELERATED;
        await().untilAsserted(() -> zoo.activate("old"));
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI);

        assertThat(zoo.models.listing().canBeTried()).isFalse();
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        assertThat(zoo.models.engine().state()).isEqualTo(EngineStatus.State.ACCELERATED);
        assertThat(zoo.choiceFile()).doesNotExist();
    }

    @Test
    void tensorRtThatIsTriedAgainAndBringsTheProcessDownIsToldAsWhatItIs() throws Exception {
        zoo.loads = EngineStatus.State.DISABLED;
        zoo.configure(old(Engine.TENSORRT, 0));
        zoo.awaitStage(Stage.REFUSED);
        zoo.loads = EngineStatus.State.ACCELERATED;
        zoo.hangs = true;
        await().untilAsserted(() -> zoo.activate("old"));
        assertThat(zoo.models.rollout().model()).isEqualTo("old with engine tensorrt");
        zoo.hangs = false;
        zoo.hang.countDown();
        zoo.awaitStage(Stage.PROBATION);

        zoo.restart(old(Engine.TENSORRT, 0));

        assertThat(zoo.models.rollout().model()).isEqualTo("old with engine tensorrt");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
    }

    @Test
    void tensorRtThatIsAskedForAndFailsOnProbationGivesWay() {
        zoo.loads = EngineStatus.State.ACCELERATED;
        zoo.configure(old(Engine.TENSORRT, 0));
        zoo.awaitStage(Stage.PROBATION);
        zoo.scripted("old").state = EngineStatus.State.WAITING;
        zoo.seconds(1, MILLI);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(zoo.models.rollout().detail()).isEqualTo("the accelerator no longer serves it");
    }

    /** 10 ms on six threads are 60 ms on one, of which four times as much is allowed. */
    @Test
    void fewerThreadsMayTakeLongerByAsMuch() throws Exception {
        zoo.restart(old(Engine.AUTO, 6));
        zoo.seconds(60, MILLI.multipliedBy(10));
        assertThat(zoo.configure(old(Engine.AUTO, 1)))
                .isEqualTo("model old with threads 1 is loaded and checked, /api/models says what comes of it");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI.multipliedBy(60));
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
    }
}
