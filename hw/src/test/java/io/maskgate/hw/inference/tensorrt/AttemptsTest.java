package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.EngineStatus.State;
import io.maskgate.hw.inference.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ends the process is not done again and again. */
@Timeout(60)
class AttemptsTest extends ScriptedEngines {
    private static final EngineKey KEY =
            EngineKey.of("m", "aa", ScriptedLayer.ORIN, Precision.INT8, new EngineShape(64, 32, 32, 4, 8));

    private Attempts ofAnotherProcess() {
        return Attempts.ofService(cache());
    }

    private List<Path> left() throws Exception {
        if (!Files.isDirectory(cache())) {
            return List.of();
        }
        try (var files = Files.list(cache())) {
            return files.filter(file -> file.toString().endsWith(Attempts.ENDING))
                    .toList();
        }
    }

    @Test
    void whatEndedTwoProcessesIsRefusedTheThirdForADay() throws Exception {
        for (int process = 0; process < 2; process++) {
            assertThat(ofAnotherProcess().refusal(KEY)).isEmpty();
            ofAnotherProcess().begin(KEY);
        }
        assertThat(ofAnotherProcess().refusal(KEY).orElseThrow())
                .startsWith("the last 2 processes that built or loaded it were ended by that")
                .contains("maskgate engine build");
        Files.setLastModifiedTime(left().getFirst(), FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        assertThat(ofAnotherProcess().refusal(KEY)).isEmpty();
        ofAnotherProcess().begin(KEY);
        assertThat(ofAnotherProcess().refusal(KEY).orElseThrow()).startsWith("the last 3 processes");
    }

    @Test
    void whatWentWellOnceIsForgotten() throws Exception {
        ofAnotherProcess().begin(KEY);
        var survivor = ofAnotherProcess();
        survivor.begin(KEY);
        survivor.end();
        assertThat(left()).isEmpty();
        ofAnotherProcess().begin(KEY);
        assertThat(ofAnotherProcess().refusal(KEY)).isEmpty();
    }

    @Test
    void aPersonIsNotRefusedAndForgivesTheService() throws Exception {
        ofAnotherProcess().begin(KEY);
        ofAnotherProcess().begin(KEY);
        var person = Attempts.ofPerson(cache());
        assertThat(person.refusal(KEY)).isEmpty();
        person.begin(KEY);
        assertThat(left()).hasSize(1);
        person.end();
        assertThat(ofAnotherProcess().refusal(KEY)).isEmpty();
    }

    @Test
    void theNextPrecisionServesWhereOneEndedTheProcessTwice() throws Exception {
        layer.mayBuild = new CountDownLatch(1);
        var detector = open(EngineWish.auto());
        await().until(() -> left().size() == 1);
        var file = left().getFirst();
        layer.mayBuild.countDown();
        await().until(() -> detector.status().state() == State.ACCELERATED);
        assertThat(left()).isEmpty();
        detector.close();
        // As two processes leave it that died meanwhile.
        Files.writeString(file, "2");
        assertThat(accelerated().engine()).isEqualTo("tensorrt fp16");
        assertThat(left()).containsExactly(file);
    }

    @Test
    void aFailureThatTheProcessSurvivesIsNoDeath() throws Exception {
        layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.OUT_OF_MEMORY, "out of memory"));
        layer.loadFaults.add(ScriptedLayer.fault(NativeFault.Kind.DEVICE_LOST, "CUDA error 719"));
        assertThat(accelerated().status().count(Event.RETRY)).isEqualTo(2);
        assertThat(left()).isEmpty();
    }

    /** A build takes minutes; an update or a restart of the machine in these is no fault of TensorRT's. */
    @Test
    void anOrderlyEndDuringABuildIsNoDeath() throws Exception {
        layer.mayBuild = new CountDownLatch(1);
        var detector = open(EngineWish.auto());
        await().until(() -> left().size() == 1);
        detector.close();
        assertThat(left()).isEmpty();
    }
}
