package io.maskgate.daemon.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What serves and what is told after a process that ended while a model was tried, or where the chosen one is gone. */
@Timeout(30)
class RestartedModelsTest {
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

    /** It may be what brought the gateway down: whoever activates it again has to know. */
    @Test
    void aRestartWhileAModelIsOnProbationBringsBackTheOldOneAndSaysSoUntilThatIsAsSomebodyWants() throws Exception {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);

        for (int start = 0; start < 2; start++) {
            zoo.restart("old");
            assertThat(zoo.models.serving()).isEqualTo("old@01234567");
            assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
            assertThat(zoo.models.rollout().model()).isEqualTo("next");
            assertThat(zoo.models.rollout().isTrouble()).isTrue();
            assertThat(zoo.models.rollout().detail())
                    .isEqualTo("the process ended before it had proved itself;"
                            + " it was activated at 1970-01-01T00:00:00Z");
        }
        zoo.activate("old");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
        zoo.restart("old");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
    }

    @Test
    void aRestartWhileAModelIsOnProbationBringsBackTheOneChosenBefore() throws Exception {
        zoo.activate("third");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI);
        await().untilAsserted(() -> zoo.activate("next"));
        zoo.awaitStage(Stage.PROBATION);

        zoo.restart("old");
        assertThat(zoo.models.serving()).isEqualTo("third@01234567");
        assertThat(zoo.models.rollout().model()).isEqualTo("next");
        assertThat(zoo.models.rollout().isTrouble()).isTrue();
        zoo.activate("third");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
        zoo.restart("old");
        assertThat(zoo.models.serving()).isEqualTo("third@01234567");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
    }

    /** A release that mends a model did not reach the boxes where its predecessor was rolled back. */
    @Test
    void aConfiguredModelThatWasRolledBackIsTriedAgainOnceItsFilesAreOthers() throws Exception {
        zoo.configure("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.scripted("next").fails(50);
        zoo.seconds(1, MILLI);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);

        zoo.restart("next");
        zoo.seconds(60, MILLI);
        assertThat(zoo.models.rollout().stage()).as("the same files").isEqualTo(Stage.ROLLED_BACK);

        zoo.exportAnew("next", "fedcba9876");
        zoo.restart("next");
        assertThat(zoo.models.now().zoo().name()).isEqualTo("old");
        zoo.seconds(29, MILLI);
        assertThat(zoo.models.rollout().stage()).as("nothing to compare with").isEqualTo(Stage.ROLLED_BACK);
        zoo.seconds(3, MILLI);
        zoo.awaitStage(Stage.PROBATION);
        assertThat(zoo.models.serving()).isEqualTo("next@fedcba98");
        zoo.seconds(301, MILLI);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        assertThat(zoo.choiceFile()).doesNotExist();
    }

    /** It may be what brings the gateway down: with the same files it is tried once. */
    @Test
    void aMendedModelThatDoesNotProveItselfEitherIsLeftAtThat() throws Exception {
        zoo.refuse.set("next");
        zoo.configure("next");
        zoo.awaitStage(Stage.REFUSED);
        zoo.refuse.set("");
        zoo.exportAnew("next", "fedcba9876");
        zoo.restart("next");
        zoo.seconds(32, MILLI);
        zoo.awaitStage(Stage.PROBATION);

        zoo.restart("next");
        assertThat(zoo.models.now().zoo().name()).isEqualTo("old");
        zoo.seconds(60, MILLI);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
    }

    /** Nor where it was the process that ended the first time, by whatever earlier build: once is enough. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aModelThatBringsTheGatewayDownIsTriedAgainOnceOnly(boolean known) throws Exception {
        zoo.configure("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.models.close();
        if (!known) {
            forgetWhichFilesFailed();
        }
        zoo.exportAnew("next", "fedcba9876");
        zoo.restart("next");
        zoo.seconds(32, MILLI);
        zoo.awaitStage(Stage.PROBATION);

        zoo.restart("next");
        zoo.seconds(60, MILLI);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(zoo.models.now().zoo().name()).isEqualTo("old");
    }

    /** Builds before told no files: a release that mends the model reaches their boxes too. */
    @Test
    void aModelThatWasRolledBackByABuildThatKeptNoFilesOfItIsTriedAgain() throws Exception {
        zoo.configure("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.scripted("next").fails(50);
        zoo.seconds(1, MILLI);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        zoo.models.close();
        forgetWhichFilesFailed();

        zoo.restart("next");
        zoo.seconds(32, MILLI);
        zoo.awaitStage(Stage.PROBATION);
    }

    /** The configuration was changed before the folder was copied. */
    @Test
    void aConfiguredModelThatWasNotThereIsTriedOnceItIs() throws Exception {
        zoo.lost = "next";
        zoo.configure("next");
        zoo.awaitStage(Stage.REFUSED);
        zoo.restart("next");
        zoo.seconds(60, MILLI);
        assertThat(zoo.models.rollout().isTrouble()).isTrue();
        assertThat(zoo.models.now().zoo().name()).isEqualTo("old");

        zoo.lost = "";
        zoo.restart("next");
        zoo.seconds(32, MILLI);
        zoo.awaitStage(Stage.PROBATION);
    }

    private void forgetWhichFilesFailed() throws IOException {
        var mapper = new ObjectMapper();
        var json = (ObjectNode) mapper.readTree(zoo.choiceFile().toFile());
        assertThat(json.remove("failed").asText()).isNotEmpty();
        mapper.writeValue(zoo.choiceFile().toFile(), json);
    }

    @Test
    void aChosenModelThatIsGoneDoesNotKeepTheGatewayFromStarting() throws Exception {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ACTIVE);
        zoo.refuse.set("next");

        zoo.restart("old");
        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.REFUSED);
        assertThat(zoo.models.rollout().detail()).startsWith("model next: expected sha256");

        zoo.activate("old");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
        assertThat(zoo.choiceFile()).doesNotExist();
        zoo.restart("old");
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.IDLE);
    }

    /** What brings the process down then is not the model that is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"third", "next"})
    void whatIsTriedWhereAChosenModelIsGoneIsToldAndAGoneOneThatIsTriedAgainDoesNotServe(String tried)
            throws Exception {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI);
        zoo.refuse.set("next");
        zoo.restart("old");
        zoo.refuse.set("");
        zoo.activate(tried);
        zoo.awaitStage(Stage.PROBATION);

        zoo.restart("old");

        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.rollout().model()).isEqualTo(tried);
        assertThat(zoo.models.rollout().stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(zoo.models.rollout().detail()).startsWith("the process ended before");
    }

    @Test
    void whatWasTriedIsToldWhereTheChosenModelIsGoneToo() throws Exception {
        zoo.activate("next");
        zoo.awaitStage(Stage.PROBATION);
        zoo.seconds(301, MILLI);
        await().untilAsserted(() -> zoo.activate("third"));
        zoo.awaitStage(Stage.PROBATION);
        zoo.refuse.set("next");

        zoo.restart("old");

        assertThat(zoo.models.serving()).isEqualTo("old@01234567");
        assertThat(zoo.models.rollout().model()).isEqualTo("third");
        zoo.activate("old");
        assertThat(zoo.choiceFile()).doesNotExist();
    }
}
