package io.maskgate.daemon.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.inference.InferenceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models a changed configuration asks for. */
@Timeout(30)
class ConfiguredModelTest {
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

    @Test
    void aConfigurationThatComesDuringAnActivationIsRefusedAndTakenAfterwards() {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        assertThat(zoo.configure("third"))
                .isEqualTo(
                        "busy: one activation at a time: model next@01234567 is on probation since 1970-01-01T00:00:00Z");
        zoo.seconds(301, MILLI);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);

        assertThat(zoo.configure("third"))
                .isEqualTo("model third is loaded and checked, /api/models says what comes of it");
    }

    @Test
    void aConfigurationThatGoesBackWithdrawsTheModelThatIsStillOnItsWay() throws Exception {
        zoo.hangs = true;
        zoo.configure("next");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.LOADING);

        assertThat(zoo.configure("old")).isEqualTo("model old@01234567 serves");

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.REFUSED);
        assertThat(zoo.models.rollout().detail()).isEqualTo("configured away");
        assertThat(zoo.models.rollout().isTrouble()).as("what was wanted").isFalse();
        zoo.hangs = false;
        zoo.hang.countDown();
        await().until(() -> zoo.scripted("next") != null && zoo.scripted("next").closed);
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.inUse.get()).as("another that took over").isNull();
        assertThat(zoo.choiceFile()).doesNotExist();
        zoo.restart("old");
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
    }

    @Test
    void aConfigurationThatGoesBackDuringProbationIsTheWayBackAndNoTrouble() {
        zoo.configure("next");
        zoo.awaitStage(Stage.PROBATION);

        assertThat(zoo.configure("old")).isEqualTo("model old@01234567 serves");

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(zoo.models.rollout().detail()).isEqualTo("configured again");
        assertThat(zoo.models.rollout().isTrouble()).isFalse();
    }

    /** The configuration says one thing and another serves, now and after a restart. */
    @Test
    void anOperatorsWayBackFromAConfiguredModelIsTroubleUntilTheConfigurationGoesBackToo() throws Exception {
        zoo.configure("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.activate("old");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(zoo.models.rollout().isTrouble()).isTrue();
        zoo.restart("next");
        assertThat(zoo.models.rollout().isTrouble()).isTrue();

        zoo.configure("old");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
    }

    @Test
    void aConfigurationThatGoesBackSettlesWhatBecameOfTheModelThatWasRefused() {
        zoo.refuse.set("next");
        zoo.configure("next");
        zoo.awaitStage(Stage.REFUSED);
        assertThat(zoo.configure("next")).as("the same again").isEmpty();
        assertThat(zoo.models.rollout().isTrouble()).isTrue();

        assertThat(zoo.configure("old")).isEqualTo("model old@01234567 serves");

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
        assertThat(zoo.models.rollout().model()).isEmpty();
        assertThat(zoo.models.ends()).as("it happened").isEqualTo(Map.of(Stage.REFUSED, 1L));
        assertThat(zoo.choiceFile()).doesNotExist();
    }

    /** The refusal names the key that is to be changed. */
    @Test
    void aModelThatWasRefusedIsTriedAgainWhereLessIsAskedOfIt() {
        zoo.refuse.set("next");
        zoo.configure("next");
        zoo.awaitStage(Stage.REFUSED);
        zoo.refuse.set("");

        await().untilAsserted(() -> assertThat(zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.2)))
                .isEqualTo("model next is loaded and checked, /api/models says what comes of it"));
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI);

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        assertThat(zoo.choiceFile()).doesNotExist();
    }

    @Test
    void aModelThatWasRefusedInAnEarlierProcessIsTriedAgainWhereLessIsAskedOfIt() throws Exception {
        zoo.refuse.set("next");
        zoo.configure("next");
        zoo.awaitStage(Stage.REFUSED);
        zoo.refuse.set("");
        zoo.restart("next");
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");

        assertThat(zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.2)))
                .isEqualTo("model next is loaded and checked, /api/models says what comes of it");
        zoo.awaitStage(Stage.PROBATION);
    }

    /** A camera or a token of the same file does not wait for a thread that may never end. */
    @Test
    void aModelThatCannotBeTriedAgainYetKeepsNothingElseBack() throws Exception {
        zoo.hangs = true;
        zoo.configure("next");
        zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.2));
        zoo.nanos.addAndGet(Duration.ofMinutes(31).toNanos());
        zoo.models.tick();
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.REFUSED);

        assertThat(zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.2)))
                .isEqualTo("model next is not tried again now: the thread of an earlier activation has not ended; if it"
                        + " never does, restart the gateway");
        zoo.hangs = false;
        zoo.hang.countDown();
        await().untilAsserted(() -> assertThat(zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.2)))
                .isEqualTo("model next is loaded and checked, /api/models says what comes of it"));
    }

    /** Who sees it fail raises the limit; what is under way keeps to the old one. */
    @Test
    void lessThatIsAskedWhileTheConfiguredModelIsOnItsWayIsTriedWithTheNextReload() {
        zoo.configure("next");
        zoo.awaitStage(Stage.PROBATION);
        assertThat(zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.2)))
                .isEqualTo("model next@01234567 is judged by model.rollout as it was when its activation began");
        zoo.scripted("next").fails(20);
        zoo.seconds(1, Duration.ZERO);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);

        await().untilAsserted(() -> assertThat(zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.2)))
                .isEqualTo("model next is loaded and checked, /api/models says what comes of it"));
        zoo.awaitStage(Stage.PROBATION);
        zoo.scripted("next").fails(20);
        zoo.seconds(1, Duration.ZERO);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.2)))
                .as("tried with that")
                .isEmpty();
    }

    @Test
    void lessThatIsAskedWhileAThirdModelIsOnItsWayIsTriedWithTheNextReload() {
        zoo.refuse.set("next");
        zoo.configure("next");
        zoo.awaitStage(Stage.REFUSED);
        zoo.refuse.set("");
        await().untilAsserted(() -> zoo.activate("third"));
        zoo.awaitStage(Stage.PROBATION);
        zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.2));
        zoo.activate("old");

        await().untilAsserted(() -> assertThat(zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.2)))
                .isEqualTo("model next is loaded and checked, /api/models says what comes of it"));
    }

    /** It was tried with what held when somebody activated it. */
    @Test
    void aModelThatIsConfiguredWhileOnProbationIsNotTriedAgainWithTheSame() {
        zoo.configure(ScriptedZoo.choice("old"), ScriptedZoo.criteria(0.2));
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        assertThat(zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.3)))
                .isEqualTo(
                        "model next@01234567 serves; model next@01234567 is judged by model.rollout as it was when its"
                                + " activation began");
        zoo.scripted("next").fails(20);
        zoo.seconds(1, Duration.ZERO);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);

        assertThat(zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.2)))
                .isEmpty();
    }

    /** It is what is configured, whoever asks for it again: another in its place stays trouble, and is told for what it is. */
    @Test
    void aConfiguredModelThatIsTriedAgainByItsNameIsStillTheConfiguredOne() throws Exception {
        isRefusedAndActivatedAgain();
        zoo.activate("old");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(zoo.models.rollout().isTrouble()).isTrue();
        await().untilAsserted(() -> assertThat(zoo.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria(0.2)))
                .isEqualTo("model next is loaded and checked, /api/models says what comes of it"));
        zoo.awaitStage(Stage.PROBATION);
    }

    @Test
    void aConfiguredModelThatFailsAgainIsToldWithWhatItFailedOfThen() throws Exception {
        isRefusedAndActivatedAgain();
        zoo.scripted("next").fails(20);
        zoo.seconds(1, Duration.ZERO);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);

        zoo.restart("next");

        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.rollout().detail()).contains("20 of 25 batches failed within 1 s");
    }

    private void isRefusedAndActivatedAgain() {
        zoo.refuse.set("next");
        zoo.configure("next");
        zoo.awaitStage(Stage.REFUSED);
        zoo.refuse.set("");
        await().untilAsserted(() -> zoo.activate("next"));
        zoo.awaitStage(Stage.PROBATION);
    }

    @Test
    void theWayBackFromAThirdModelIsNoWishForOneInPlaceOfTheConfiguredOne() {
        zoo.refuse.set("next");
        zoo.configure("next");
        zoo.awaitStage(Stage.REFUSED);
        await().untilAsserted(() -> zoo.activate("third"));
        zoo.awaitStage(Stage.PROBATION);

        zoo.activate("old");

        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.rollout().isTrouble()).isTrue();
    }

    /** He chose the one that he goes back to. */
    @Test
    void theWayBackFromTheConfiguredModelToTheOneThatSomebodyChoseIsNoTrouble() throws Exception {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI);
        await().untilAsserted(() -> zoo.activate("old"));
        zoo.awaitStage(Stage.PROBATION);

        zoo.activate("next");

        assertThat(zoo.models.rollout().isTrouble()).isFalse();
        zoo.restart("old");
        assertThat(zoo.models.serving()).isEqualTo("next@01234567");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
    }

    /** Whoever edits the probation does not ask for the configured model. */
    @Test
    void aModelThatSomebodyActivatedStaysWhateverIsAskedOfModelsFromNowOn() {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI);
        zoo.refuse.set("third");
        await().untilAsserted(() -> zoo.activate("third"));
        zoo.awaitStage(Stage.REFUSED);

        assertThat(zoo.configure(ScriptedZoo.choice("old"), ScriptedZoo.criteria(0.2)))
                .isEmpty();

        assertThat(zoo.models.serving()).isEqualTo("next@01234567");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.REFUSED);
    }

    @Test
    void aModelThatHasNotLeftYetIsNotSettledByItsConfiguration() {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.noRoomFor = "old";
        zoo.scripted("next").fails(20);
        zoo.seconds(2, Duration.ZERO);
        assertThat(zoo.models.serving()).isEqualTo("next@01234567");

        zoo.configure("next");

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        zoo.noRoomFor = "";
        zoo.seconds(1, Duration.ZERO);
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.ends()).isEqualTo(Map.of(Stage.ROLLED_BACK, 1L));
    }

    @Test
    void aConfiguredModelThatWasRolledBackStaysAwayAfterARestartAndSaysSo() throws Exception {
        assertThat(zoo.configure("next"))
                .isEqualTo("model next is loaded and checked, /api/models says what comes of it");
        zoo.awaitStage(Stage.PROBATION);
        zoo.scripted("next").fails(20);
        zoo.seconds(1, Duration.ZERO);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);

        zoo.restart("next");
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(zoo.models.rollout().detail())
                .isEqualTo("model next@01234567 was rolled back at 1970-01-01T00:00:01Z:"
                        + " 20 of 25 batches failed within 1 s");
    }

    @Test
    void aRestartWhileAConfiguredModelIsOnProbationBringsBackTheOneThatHadProvedItself() throws Exception {
        zoo.configure("next");
        zoo.awaitStage(Stage.PROBATION);

        zoo.restart("next");
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.rollout().detail())
                .startsWith("the process ended before it had proved itself: model next was being loaded and checked");
    }

    /** Activated, then written into the configuration to stay: that is no reason to trust it before its time. */
    @Test
    void aModelOnProbationThatIsConfiguredMeanwhileStaysAwayAfterARestartWhereItFails() throws Exception {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        assertThat(zoo.configure("next")).isEqualTo("model next@01234567 serves");
        zoo.restart("next");
        assertThat(zoo.models.serving()).as("it had not proved itself").isEqualTo("old@01234567");

        zoo.restart("old");
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.configure("next");
        zoo.scripted("next").fails(20);
        zoo.seconds(1, Duration.ZERO);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        zoo.restart("next");
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.rollout().detail()).contains("20 of 25 batches failed within 1 s");
    }

    @Test
    void aConfiguredModelThatProvesItselfIsSimplyTheConfiguredOne() throws Exception {
        zoo.configure("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        assertThat(zoo.choiceFile()).doesNotExist();
        assertThat(zoo.configure("next")).isEqualTo("");
    }

    @Test
    void aConfiguredModelThatCannotBeUsedKeepsTheGatewayFromStarting() {
        zoo.refuse.set("third");
        assertThatExceptionOfType(InferenceException.class).isThrownBy(() -> zoo.start("third"));
    }

    @Test
    void aReloadThatIsNotTakenAfterAllLeavesTheModelAndNothingBeginsMeanwhile() {
        var ready = (Models.Ready) zoo.models.configure(ScriptedZoo.choice("next"), ScriptedZoo.criteria());
        assertThat(zoo.models.activate("third"))
                .isEqualTo(new ModelLife.Answer.Busy("the configuration is being reloaded"));
        ready.close();

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
        assertThat(zoo.scripted("next")).as("loaded").isNull();
        assertThat(zoo.choiceFile()).doesNotExist();
        zoo.activate("third");
    }

    @Test
    void aModelThatProvesItselfWhileTheReloadBackIsUnderWayIsReplacedInTheOrdinaryWay() {
        zoo.configure("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(299, MILLI);
        try (var back = (Models.Ready) zoo.models.configure(ScriptedZoo.choice("old"), ScriptedZoo.criteria())) {
            zoo.seconds(2, MILLI);
            assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
            assertThat(back.take()).isEqualTo("model old is loaded and checked, /api/models says what comes of it");
        }
        zoo.awaitStage(Stage.PROBATION);
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
    }
}
