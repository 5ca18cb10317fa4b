package io.maskgate.daemon.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.camera.ModelInUse;
import io.maskgate.daemon.camera.SecondLook;
import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.ZooModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripted engines under two names in a zoo; the clock goes when it is told to. */
@Timeout(30)
class ModelsTest {
    private static final Duration MILLI = Duration.ofMillis(1);

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<ModelInUse> inUse = new AtomicReference<>();
    private final AtomicInteger swaps = new AtomicInteger();
    private final Map<String, ScriptedModel> loaded = new ConcurrentHashMap<>();
    private final AtomicReference<String> refuse = new AtomicReference<>("");
    private final CountDownLatch hang = new CountDownLatch(1);
    private volatile boolean hangs;
    private volatile String noRoomFor = "";
    private Models models;

    private final ModelLoader loader = new ModelLoader() {
        @Override
        public ZooModel find(ModelChoice choice) {
            return zoo().resolve(choice.name().orElse("old"));
        }

        @Override
        public LoadedModel load(ZooModel model, ModelChoice choice) {
            if (model.name().equals(refuse.get())) {
                throw new InferenceException("model " + model.name() + ": expected sha256 1 as its card says, found 2");
            }
            var scripted = new ScriptedModel(model.name());
            loaded.put(model.name(), scripted);
            return scripted;
        }

        @Override
        public void check(ZooModel model, ModelChoice choice) {
            if (hangs) {
                try {
                    hang.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    };

    @BeforeEach
    void aZooOfTwo() throws Exception {
        for (var name : List.of("old", "next", "third")) {
            Files.createDirectories(folder.resolve("zoo").resolve(name));
            Files.writeString(folder.resolve("zoo").resolve(name).resolve(Precision.FP32.fileName()), "scripted");
        }
        models = start("old");
    }

    @AfterEach
    void close() throws InterruptedException {
        hang.countDown();
        models.close();
    }

    private ModelZoo zoo() {
        return new ModelZoo(List.of(folder.resolve("zoo")));
    }

    private static ModelChoice choice(String name) {
        return new ModelChoice(Optional.of(name), ModelKeys.Engine.AUTO, ModelKeys.Precision.AUTO, 0);
    }

    private static Criteria criteria() {
        var usual = Criteria.of(new ModelKeys.Rollout(Duration.ofMinutes(5), 0.5, 4));
        return new Criteria(
                usual.loading(),
                Duration.ZERO,
                usual.frames(),
                usual.faces(),
                usual.agreement(),
                usual.probation(),
                usual.pictures(),
                usual.window(),
                usual.settling(),
                usual.failures(),
                usual.failureShare(),
                usual.slower(),
                usual.floor(),
                usual.busy());
    }

    private Models start(String configured) {
        var cameras = new Models.Cameras() {
            @Override
            public void use(ModelInUse model) {
                if (model.info().name().equals(noRoomFor)) {
                    throw new OutOfMemoryError("scripted");
                }
                inUse.set(model);
            }

            @Override
            public void compare(Optional<SecondLook> second) {}
        };
        var parts = new Models.Parts(
                zoo(),
                loader,
                cameras,
                new ChoiceFile(folder.resolve("model.json")),
                false,
                () -> 0.5,
                () -> Instant.EPOCH.plusNanos(nanos.get()),
                nanos::get,
                swaps::incrementAndGet);
        return Models.start(parts, choice(configured), criteria());
    }

    private void restart(String configured) throws InterruptedException {
        models.close();
        models = start(configured);
    }

    /** So many seconds, five pictures in each. */
    private void seconds(int count, Duration each) {
        for (int i = 0; i < count; i++) {
            nanos.addAndGet(1_000_000_000L);
            ((ScriptedModel) models.now().loaded()).works(5, each);
            models.tick();
        }
    }

    private void activate(String name) {
        assertThat(models.activate(name)).isInstanceOf(ModelLife.Answer.Begun.class);
    }

    private void awaitStage(Stage stage) {
        await().untilAsserted(() -> assertThat(models.rollout().stage()).isEqualTo(stage));
    }

    private ScriptedModel scripted(String name) {
        return loaded.get(name);
    }

    @Test
    void aModelThatProvesItselfStaysTheOldOneIsFreedAndTheChoiceSurvivesARestart() throws Exception {
        seconds(60, MILLI.multipliedBy(10));
        activate("next");
        awaitStage(Stage.PROBATION);
        assertThat(models.serving()).isEqualTo("next@01234567");
        assertThat(inUse.get().info().name()).isEqualTo("next");
        seconds(299, MILLI.multipliedBy(20));
        assertThat(scripted("old").closed).isFalse();
        seconds(2, MILLI.multipliedBy(20));
        assertThat(models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        await().until(() -> scripted("old").closed);
        assertThat(models.ends()).isEqualTo(Map.of(Stage.ACTIVE, 1L));
        await().untilAtomic(swaps, org.hamcrest.Matchers.equalTo(1));
        assertThat(models.stats().pictures()).as("of both").isEqualTo(300 + 1505);

        restart("old");
        assertThat(models.serving()).isEqualTo("next@01234567");
        assertThat(models.rollout().stage()).isEqualTo(Stage.IDLE);
        restart("third");
        assertThat(models.serving()).as("a configuration that changes wins").isEqualTo("third@01234567");
        restart("old");
        assertThat(models.serving()).isEqualTo("old@01234567");
    }

    @Test
    void errorsBringTheOldModelBackByThemselves() throws Exception {
        activate("next");
        awaitStage(Stage.PROBATION);
        seconds(5, MILLI.multipliedBy(10));
        scripted("next").fails(20);
        seconds(1, Duration.ZERO);

        assertThat(models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(models.rollout().detail()).isEqualTo("20 of 50 batches failed within 6 s");
        assertThat(models.serving()).isEqualTo("old@01234567");
        assertThat(inUse.get().info().name()).isEqualTo("old");
        assertThat(scripted("old").closed).isFalse();
        await().until(() -> scripted("next").closed);
        restart("old");
        assertThat(models.serving()).isEqualTo("old@01234567");
    }

    @Test
    void aWayBackThereIsNoRoomForIsTakenWhenThereIs() {
        activate("next");
        awaitStage(Stage.PROBATION);
        noRoomFor = "old";
        scripted("next").fails(20);
        seconds(2, Duration.ZERO);

        assertThat(models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(models.serving()).isEqualTo("next@01234567");
        assertThat(models.activate("third"))
                .isEqualTo(new ModelLife.Answer.Busy("the old model is to come back first"));
        noRoomFor = "";
        seconds(1, Duration.ZERO);
        assertThat(models.serving()).isEqualTo("old@01234567");
        assertThat(inUse.get().info().name()).isEqualTo("old");
        assertThat(models.ends()).isEqualTo(Map.of(Stage.ROLLED_BACK, 1L));
        await().until(() -> scripted("next").closed);
        activate("third");
    }

    @Test
    void aNewModelThereIsNoRoomForIsRefused() {
        noRoomFor = "next";
        activate("next");
        awaitStage(Stage.REFUSED);
        assertThat(models.rollout().detail()).isEqualTo("no room for its pictures beside the old model's: scripted");
        await().until(() -> scripted("next").closed);
    }

    @Test
    void aConfigurationThatComesDuringAnActivationIsRefusedAndTakenAfterwards() {
        activate("next");
        awaitStage(Stage.PROBATION);
        assertThat(models.configure(choice("third"), criteria())).isInstanceOf(Models.Configured.Busy.class);
        seconds(301, MILLI);
        assertThat(models.rollout().stage()).isEqualTo(Stage.ACTIVE);

        assertThat(models.configure(choice("third"), criteria()))
                .isEqualTo(new Models.Configured.Taken(
                        "model third is loaded and checked, /api/models says what comes of it"));
    }

    @Test
    void aConfigurationThatGoesBackWithdrawsTheModelThatIsStillOnItsWay() throws Exception {
        hangs = true;
        models.configure(choice("next"), criteria());
        assertThat(models.rollout().stage()).isEqualTo(Stage.LOADING);

        assertThat(models.configure(choice("old"), criteria()))
                .isEqualTo(new Models.Configured.Taken("model old@01234567 serves"));

        assertThat(models.rollout().stage()).isEqualTo(Stage.REFUSED);
        assertThat(models.rollout().detail()).isEqualTo("configured away");
        hangs = false;
        hang.countDown();
        await().until(() -> scripted("next") != null && scripted("next").closed);
        assertThat(models.serving()).isEqualTo("old@01234567");
        assertThat(inUse.get()).as("another that took over").isNull();
        assertThat(folder.resolve("model.json")).doesNotExist();
        restart("old");
        assertThat(models.serving()).isEqualTo("old@01234567");
        assertThat(models.rollout().stage()).isEqualTo(Stage.IDLE);
    }

    @Test
    void slownessBringsTheOldModelBackByItself() {
        seconds(60, MILLI.multipliedBy(10));
        activate("next");
        awaitStage(Stage.PROBATION);
        seconds(20, MILLI.multipliedBy(50));

        assertThat(models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(models.rollout().detail())
                .isEqualTo(
                        "a picture takes 50.0 ms, expected about 10.0 ms by what the old model took, and 4.0 times that is allowed");
    }

    @Test
    void aDamagedModelIsRefusedAndNothingChanges() {
        refuse.set("next");
        activate("next");
        awaitStage(Stage.REFUSED);
        assertThat(models.rollout().detail()).isEqualTo("model next: expected sha256 1 as its card says, found 2");
        assertThat(models.serving()).isEqualTo("old@01234567");
        assertThat(inUse.get()).isNull();
        refuse.set("");
        await().untilAsserted(() -> activate("next"));
    }

    @Test
    void oneActivationAtATimeAndAnUnknownModelIsNamed() {
        assertThat(models.activate("nonsuch"))
                .isEqualTo(new ModelLife.Answer.Unknown(
                        "expected a model of the zoo, found nonsuch; there are next, old, third"));
        assertThat(models.activate("old")).isEqualTo(new ModelLife.Answer.Busy("model old@01234567 serves already"));
        activate("next");
        awaitStage(Stage.PROBATION);
        assertThat(models.activate("third"))
                .isEqualTo(new ModelLife.Answer.Busy(
                        "one activation at a time: model next@01234567 is on probation since 1970-01-01T00:00:00Z"));
    }

    @Test
    void theWayBackIsToActivateTheOldModelWhileTheNewOneIsOnProbation() {
        activate("next");
        awaitStage(Stage.PROBATION);
        activate("old");
        assertThat(models.serving()).isEqualTo("old@01234567");
        assertThat(models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(models.rollout().detail()).isEqualTo("asked for by an operator");
        await().until(() -> scripted("next").closed);
    }

    @Test
    void aConfiguredModelThatWasRolledBackStaysAwayAfterARestartAndSaysSo() throws Exception {
        assertThat(models.configure(choice("next"), criteria()))
                .isEqualTo(new Models.Configured.Taken(
                        "model next is loaded and checked, /api/models says what comes of it"));
        awaitStage(Stage.PROBATION);
        scripted("next").fails(20);
        seconds(1, Duration.ZERO);
        assertThat(models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);

        restart("next");
        assertThat(models.serving()).isEqualTo("old@01234567");
        assertThat(models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(models.rollout().detail())
                .isEqualTo("model next@01234567 was rolled back at 1970-01-01T00:00:01Z:"
                        + " 20 of 25 batches failed within 1 s");
    }

    @Test
    void aRestartWhileAConfiguredModelIsOnProbationBringsBackTheOneThatHadProvedItself() throws Exception {
        models.configure(choice("next"), criteria());
        awaitStage(Stage.PROBATION);

        restart("next");
        assertThat(models.serving()).isEqualTo("old@01234567");
        assertThat(models.rollout().detail())
                .startsWith("the process ended before it had proved itself: model next was being loaded and checked");
    }

    @Test
    void aConfiguredModelThatProvesItselfIsSimplyTheConfiguredOne() throws Exception {
        models.configure(choice("next"), criteria());
        awaitStage(Stage.PROBATION);
        seconds(301, MILLI);
        assertThat(models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        assertThat(folder.resolve("model.json")).doesNotExist();
        assertThat(models.configure(choice("next"), criteria())).isEqualTo(new Models.Configured.Taken(""));
    }

    @Test
    void aChosenModelThatIsGoneDoesNotKeepTheGatewayFromStarting() throws Exception {
        activate("next");
        awaitStage(Stage.PROBATION);
        seconds(301, MILLI);
        assertThat(models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        refuse.set("next");

        restart("old");
        assertThat(models.serving()).isEqualTo("old@01234567");
        assertThat(models.rollout().stage()).isEqualTo(Stage.REFUSED);
        assertThat(models.rollout().detail()).startsWith("model next: expected sha256");
    }

    @Test
    void aConfiguredModelThatCannotBeUsedDoes() {
        refuse.set("third");
        assertThatExceptionOfType(InferenceException.class).isThrownBy(() -> start("third"));
    }

    @Test
    void aCheckThatHangsIsGivenUpAndItsThreadHoldsUpNobody() throws Exception {
        hangs = true;
        activate("next");
        nanos.addAndGet(Duration.ofMinutes(31).toNanos());
        models.tick();
        assertThat(models.rollout().stage()).isEqualTo(Stage.REFUSED);
        assertThat(models.activate("third"))
                .isEqualTo(
                        new ModelLife.Answer.Busy("the thread of an earlier activation has not ended; if it never does,"
                                + " restart the gateway"));
        hangs = false;
        hang.countDown();
        await().until(() -> scripted("next") != null && scripted("next").closed);
        await().untilAsserted(() -> activate("third"));
        awaitStage(Stage.PROBATION);
    }
}
