package io.maskgate.daemon.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.maskgate.daemon.camera.ModelInUse;
import io.maskgate.daemon.camera.SecondLook;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.ZooModel;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A box at its limit of tasks: no thread can be started for a while. */
class LoadedModelsTest {
    private final AtomicReference<ModelInUse> inUse = new AtomicReference<>();
    private final AtomicInteger swaps = new AtomicInteger();
    private final ScriptedModel old = new ScriptedModel("old");
    private final ScriptedModel next = new ScriptedModel("next");
    private boolean exhausted;

    private final LoadedModels models = new LoadedModels(
            serving(old),
            new ModelParts.Cameras() {
                @Override
                public void use(ModelInUse model) {
                    inUse.set(model);
                }

                @Override
                public void compare(Optional<SecondLook> second) {}
            },
            swaps::incrementAndGet,
            (name, work) -> {
                if (exhausted) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                Threads.OWN.start(name, work);
            });

    @Test
    void theNewModelTakesOverAndWhoHasToKnowIsToldWhenThereIsAThread() {
        models.adopt(serving(next));
        exhausted = true;
        models.swap();
        assertThat(models.serving().tag()).isEqualTo("next@01234567");
        assertThat(models.standby()).map(Serving::tag).contains("old@01234567");
        models.letGo();
        models.tick();
        assertThat(swaps).hasValue(0);
        exhausted = false;
        models.tick();
        models.tick();
        await().untilAtomic(swaps, equalTo(1));
        assertThat(next.closed).as("it serves").isFalse();
    }

    @Test
    void theOldModelComesBackAndTheNewOneIsFreedWhenThereIsAThread() {
        models.adopt(serving(next));
        models.swap();
        next.works(7, Duration.ofMillis(1));
        exhausted = true;
        models.swapBack();
        assertThat(models.serving().tag()).isEqualTo("old@01234567");
        assertThat(inUse.get().info().name()).isEqualTo("old");
        assertThat(models.standby()).isEmpty();
        models.swapBack();
        models.tick();
        assertThat(next.closed).as("there is no thread that could").isFalse();
        assertThat(models.totals().stats().pictures()).isEqualTo(7);
        exhausted = false;
        models.tick();
        await().until(() -> next.closed);
        assertThat(old.closed).as("it serves").isFalse();
    }

    /** A build cannot be broken off, and the next one waits for it. */
    @Test
    void anEngineThatIsStillBuiltIsNotSaidToBeFreed() throws Exception {
        try (var log = LogListener.to(Retired.class, it -> MessageFormat.format(it.getMessage(), it.getParameters()))) {
            next.state = EngineStatus.State.PREPARING;
            next.detail = "as written; the CPU serves meanwhile";
            models.adopt(serving(next));
            assertThat(models.preparing()).isEqualTo("as written");
            models.letGo();
            await().until(() -> !log.lines().isEmpty());
            assertThat(log.lines())
                    .containsExactly(
                            "model next@01234567 is freed but for its engine, which keeps its memory until it is"
                                    + " prepared (as written); other engines are built after that; if it never ends, restart"
                                    + " the gateway");
        }
        assertThat(models.preparing()).isEmpty();
    }

    /** A counter that falls is taken for one of another process. */
    @Test
    void whatBefellEnginesIsKeptWhenTheyGo() {
        old.events = Map.of(Event.SWAP, 2L, Event.FALL_BACK, 1L);
        models.adopt(serving(next));
        next.events = Map.of(Event.SWAP, 1L, Event.MISMATCH, 1L);
        assertBefell(3, 1, 1);
        models.swap();
        assertBefell(3, 1, 1);
        models.confirm();
        await().until(() -> old.closed);
        assertBefell(3, 1, 1);

        var refused = new ScriptedModel("refused");
        models.adopt(serving(refused));
        refused.events = Map.of(Event.MISMATCH, 4L);
        models.letGo();
        await().until(() -> refused.closed);
        assertBefell(3, 1, 5);
        assertThat(models.serving().loaded().status().count(Event.SWAP)).isEqualTo(1);
    }

    private void assertBefell(long swaps, long fallsBack, long mismatches) {
        assertThat(models.totals().events())
                .containsEntry(Event.SWAP, swaps)
                .containsEntry(Event.FALL_BACK, fallsBack)
                .containsEntry(Event.MISMATCH, mismatches)
                .containsEntry(Event.BUILD, 0L);
    }

    static Serving serving(ScriptedModel model) {
        var name = model.info().name();
        var zoo =
                new ZooModel(name, Path.of(name), Map.of(Precision.FP32, Path.of(name, "fp32.onnx")), Optional.empty());
        return new Serving(
                ScriptedZoo.choice(name), zoo, Map.of(), model, new ModelInUse(model.info(), model.finder()));
    }
}
