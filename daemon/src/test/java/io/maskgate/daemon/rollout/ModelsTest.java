package io.maskgate.daemon.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.hw.inference.ZooModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models an operator activates. */
@Timeout(30)
class ModelsTest {
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
    void aModelThatProvesItselfStaysTheOldOneIsFreedAndTheChoiceSurvivesARestart() throws Exception {
        zoo.seconds(60, MILLI.multipliedBy(10));
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        assertThat(zoo.models.serving()).isEqualTo("next@01234567");
        assertThat(zoo.inUse.get().info().name()).isEqualTo("next");
        zoo.seconds(299, MILLI.multipliedBy(20));
        assertThat(zoo.scripted("old").closed).isFalse();
        zoo.seconds(2, MILLI.multipliedBy(20));
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        await().until(() -> zoo.scripted("old").closed);
        assertThat(zoo.models.ends()).isEqualTo(Map.of(Stage.ACTIVE, 1L));
        await().untilAtomic(zoo.swaps, org.hamcrest.Matchers.equalTo(1));
        assertThat(zoo.models.totals().stats().pictures()).as("of both").isEqualTo(300 + 1505);

        zoo.restart("old");
        assertThat(zoo.models.serving()).isEqualTo("next@01234567");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
        zoo.restart("third");
        assertThat(zoo.models.serving()).as("a configuration that changes wins").isEqualTo("third@01234567");
        zoo.restart("old");
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
    }

    /** Else a package with another default would be passed over for it. */
    @Test
    void whoGoesBackToTheDefaultByItsNameHasChosenNothing() throws Exception {
        zoo.restartWithDefault();
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI.multipliedBy(10));
        assertThat(zoo.choiceFile()).exists();

        await().untilAsserted(() -> zoo.activate("old"));
        assertThat(zoo.models.rollout().model()).isIn("old", "old@01234567");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI.multipliedBy(10));

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.choiceFile()).doesNotExist();
    }

    /** A configured model that is gone is no reason to refuse one that is there. */
    @Test
    void anotherModelCanBeActivatedWhereTheConfiguredOneIsGone() throws Exception {
        zoo.lost = "old";
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
    }

    /** Weeks later nobody would know why another model serves. */
    @Test
    void aChoiceTheDiskHadNoRoomForIsKeptWhenItHasAndSaidOnce() throws Exception {
        try (var log = LogListener.to(ChoiceFile.class, line -> line.getLevel().getName())) {
            zoo.diskIsFull = true;
            zoo.activate("next");
            zoo.awaitStage(Stage.PROBATION);
            zoo.seconds(301, MILLI.multipliedBy(10));
            assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
            zoo.seconds(3, MILLI.multipliedBy(10));
            assertThat(log.lines()).containsExactly("SEVERE");

            zoo.diskIsFull = false;
            zoo.seconds(3, MILLI.multipliedBy(10));
            assertThat(log.lines()).containsExactly("SEVERE", "INFO");
        }
        zoo.restart("old");
        assertThat(zoo.models.serving()).isEqualTo("next@01234567");
    }

    @Test
    void errorsBringTheOldModelBackByThemselves() throws Exception {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(5, MILLI.multipliedBy(10));
        zoo.scripted("next").fails(20);
        zoo.seconds(1, Duration.ZERO);

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(zoo.models.rollout().detail()).isEqualTo("20 of 50 batches failed within 6 s");
        assertThat(zoo.models.rollout().isTrouble()).isTrue();
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.inUse.get().info().name()).isEqualTo("old");
        assertThat(zoo.scripted("old").closed).isFalse();
        await().until(() -> zoo.scripted("next").closed);
        assertThat(zoo.choiceFile()).doesNotExist();
        zoo.restart("old");
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
    }

    @Test
    void aWayBackThereIsNoRoomForIsTakenWhenThereIs() {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.noRoomFor = "old";
        zoo.scripted("next").fails(20);
        zoo.seconds(2, Duration.ZERO);

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(zoo.models.serving()).isEqualTo("next@01234567");
        assertThat(zoo.models.activate("third"))
                .isEqualTo(new ModelLife.Answer.Busy("the old model is to come back first"));
        zoo.noRoomFor = "";
        zoo.seconds(1, Duration.ZERO);
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.inUse.get().info().name()).isEqualTo("old");
        assertThat(zoo.models.ends()).isEqualTo(Map.of(Stage.ROLLED_BACK, 1L));
        await().until(() -> zoo.scripted("next").closed);
        zoo.activate("third");
    }

    @Test
    void aNewModelThereIsNoRoomForIsRefused() {
        zoo.noRoomFor = "next";
        zoo.activate("next");
        zoo.awaitStage(Stage.REFUSED);
        assertThat(zoo.models.rollout().detail())
                .isEqualTo("no room for its pictures beside the old model's: scripted");
        await().until(() -> zoo.scripted("next").closed);
    }

    @Test
    void slownessBringsTheOldModelBackByItself() {
        zoo.seconds(60, MILLI.multipliedBy(10));
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(20, MILLI.multipliedBy(50));

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(zoo.models.rollout().detail())
                .isEqualTo(
                        "a picture takes 50.0 ms, expected about 10.0 ms by what the old model took, and 4.0 times that is allowed");
    }

    @Test
    void aDamagedModelIsRefusedAndNothingChanges() {
        zoo.refuse.set("next");
        zoo.activate("next");
        zoo.awaitStage(Stage.REFUSED);
        assertThat(zoo.models.rollout().detail()).isEqualTo("model next: expected sha256 1 as its card says, found 2");
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.inUse.get()).isNull();
        zoo.refuse.set("");
        await().untilAsserted(() -> zoo.activate("next"));
    }

    /** Else an alert on it ends with the process and not before. */
    @Test
    void whoActivatesWhatServesLeavesItAtThat() {
        zoo.refuse.set("next");
        zoo.activate("next");
        zoo.awaitStage(Stage.REFUSED);

        assertThat(zoo.models.canBeLeft()).isTrue();

        zoo.activate("old");

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
        assertThat(zoo.models.canBeLeft()).isFalse();
        assertThat(zoo.models.ends()).as("it happened").isEqualTo(Map.of(Stage.REFUSED, 1L));
        assertThat(zoo.models.activate("old"))
                .isEqualTo(new ModelLife.Answer.Busy("model old@01234567 serves already"));
    }

    /** Under its name there are other files by now, or none. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoActivatesTheTagOfWhatServesLeavesItAtThatWhateverLiesThere(boolean anew) {
        zoo.refuse.set("next");
        zoo.activate("next");
        zoo.awaitStage(Stage.REFUSED);
        if (anew) {
            zoo.exportAnew("old", "fedcba9876");
        } else {
            zoo.remove("old");
        }

        zoo.activate("old@01234567");

        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
        assertThat(zoo.models.activate("old@01234567"))
                .isEqualTo(new ModelLife.Answer.Busy("model old@01234567 serves already"));
    }

    @Test
    void whoActivatesWhatServesInPlaceOfAConfiguredModelDoesNotSettleThat() {
        zoo.refuse.set("next");
        zoo.configure("next");
        zoo.awaitStage(Stage.REFUSED);

        assertThat(zoo.models.canBeLeft()).isFalse();
        for (String called : List.of("old", "old@01234567")) {
            assertThat(zoo.models.activate(called))
                    .isEqualTo(new ModelLife.Answer.Busy("model old@01234567 serves already, in place of the configured"
                            + " one; to leave it at that, configure it"));
        }
        assertThat(zoo.models.rollout().isTrouble()).isTrue();
    }

    @Test
    void aModelThatWasExportedAnewIsAnotherOne() {
        assertThat(zoo.models.listing().canBeTried()).isFalse();
        zoo.exportAnew("old", "fedcba9876");
        assertThat(zoo.models.listing().canBeTried()).isTrue();
        zoo.activate("old");
        zoo.awaitStage(Stage.PROBATION);
        assertThat(zoo.models.serving()).isEqualTo("old@fedcba98");
    }

    /** The request that is sent twice must not take back what the first one began. */
    @Test
    void theWayBackToFilesThatWereExchangedSinceIsTheirTag() {
        zoo.exportAnew("old", "fedcba9876");
        zoo.activate("old");
        zoo.awaitStage(Stage.PROBATION);

        assertThat(zoo.models.activate("old"))
                .isEqualTo(new ModelLife.Answer.Busy(
                        "model old@fedcba98 is on probation; the way back is to activate old@01234567"));
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.PROBATION);
        zoo.activate("old@01234567");
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
    }

    @Test
    void oneActivationAtATimeAndAnUnknownModelIsNamed() {
        assertThat(zoo.models.activate("nonsuch"))
                .isEqualTo(new ModelLife.Answer.Unknown(
                        "expected a model of the zoo, found nonsuch; there are next, old, third"));
        assertThat(zoo.models.activate("old"))
                .isEqualTo(new ModelLife.Answer.Busy("model old@01234567 serves already"));
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        assertThat(zoo.models.activate("third"))
                .isEqualTo(new ModelLife.Answer.Busy(
                        "one activation at a time: model next@01234567 is on probation since 1970-01-01T00:00:00Z"));
    }

    @Test
    void theWayBackIsToActivateTheOldModelWhileTheNewOneIsOnProbation() {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.activate("old");
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(zoo.models.rollout().detail()).isEqualTo("asked for by an operator");
        assertThat(zoo.models.rollout().isTrouble()).as("what was wanted").isFalse();
        await().until(() -> zoo.scripted("next").closed);
    }

    /** As every model is that was made for one place: it lies elsewhere and is configured by its path. */
    @Test
    void theWayBackToAModelOutsideOfTheZooIsItsName() throws Exception {
        zoo.restart(zoo.own());
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        assertThat(zoo.models.listing().models())
                .extracting(ZooModel::name)
                .containsExactly("next", "own", "old", "third");
        zoo.activate("own");
        assertThat(zoo.models.serving()).isEqualTo("own@01234567");

        await().untilAsserted(() -> zoo.activate("next"));
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        assertThat(zoo.choiceFile()).exists();
        assertThat(zoo.models.listing().models()).extracting(ZooModel::name).contains("own");
        await().untilAsserted(() -> zoo.activate("own"));
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI);
        assertThat(zoo.models.serving()).isEqualTo("own@01234567");
        assertThat(zoo.choiceFile()).as("the configured one serves").doesNotExist();
    }

    @Test
    void theWayBackToAModelThatIsGoneFromTheDiskIsInMemory() {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.remove("old");
        zoo.activate("old");
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
    }

    @Test
    void aCheckThatHangsIsGivenUpAndItsThreadHoldsUpNobody() throws Exception {
        zoo.hangs = true;
        zoo.activate("next");
        zoo.nanos.addAndGet(Duration.ofMinutes(31).toNanos());
        zoo.models.tick();
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.REFUSED);
        assertThat(zoo.models.activate("third"))
                .isEqualTo(
                        new ModelLife.Answer.Busy("the thread of an earlier activation has not ended; if it never does,"
                                + " restart the gateway"));
        zoo.hangs = false;
        zoo.hang.countDown();
        await().until(() -> zoo.scripted("next") != null && zoo.scripted("next").closed);
        await().untilAsserted(() -> zoo.activate("third"));
        zoo.awaitStage(Stage.PROBATION);
    }

    /** The cameras scale frames for it until it is over. */
    @Test
    void aComparisonThatHangsCostsTheCamerasNothingAnyMore() throws Exception {
        zoo.comparisonHangs = true;
        zoo.activate("next");
        await().until(() -> zoo.compared.get().isPresent());
        var second = zoo.compared.get().orElseThrow();
        zoo.nanos.incrementAndGet();
        zoo.models.tick();
        assertThat(zoo.models.rollout().detail()).startsWith("comparing was not over");
        assertThat(zoo.compared.get()).isEmpty();
        assertThat(second.next(Duration.ofHours(1))).as("it takes no more").isEmpty();
    }

    /** Operations must find out what serves while the disk hangs, and metrics must not stop with it. */
    @Test
    void whoOnlyAsksDoesNotWaitForADiskThatDoesNotAnswer() throws Exception {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.disk = new CountDownLatch(1);
        var writing = CompletableFuture.runAsync(() -> zoo.seconds(301, MILLI), Thread::startVirtualThread);
        await().until(() -> zoo.waitsForDisk);
        var asked = CompletableFuture.supplyAsync(
                () -> {
                    assertThat(zoo.models.listing().models()).hasSize(3);
                    assertThat(zoo.models.totals().stats().pictures()).isEqualTo(1500);
                    assertThat(zoo.models.ends())
                            .as("what is not written is not over")
                            .isEmpty();
                    assertThat(zoo.models.serving()).isEqualTo("next@01234567");
                    return zoo.models.rollout().stage();
                },
                Thread::startVirtualThread);
        assertThat(asked).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Stage.PROBATION);
        assertThat(writing).isNotDone();
        zoo.disk.countDown();
        assertThat(writing).succeedsWithin(Duration.ofSeconds(10));
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        assertThat(zoo.models.ends()).isEqualTo(Map.of(Stage.ACTIVE, 1L));
    }
}
