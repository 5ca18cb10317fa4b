package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.EngineStatus.State;
import io.maskgate.hw.inference.Precision;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Engines that memory did not suffice to build, on a box whose GPU hiccups and whose operator frees memory. */
@Timeout(60)
class ShortagesTest extends ScriptedEngines {
    private static final NativeFault LACKED =
            ScriptedLayer.fault(NativeFault.Kind.BUILD_OUT_OF_MEMORY, "Available: 650MB");

    /** Each slow batch was followed by minutes on the CPU, with a build that failed as the one before. */
    @Test
    void afterAFaultWhatWasKeptIsLoadedAndWhatLackedMemoryIsNotBuiltAgain() {
        rebuild = Duration.ofHours(1);
        layer.buildFaults.add(LACKED);
        var detector = accelerated();
        assertThat(detector.engine()).isEqualTo("tensorrt fp16");

        for (int hiccup = 1; hiccup <= 2; hiccup++) {
            layer.calls.clear();
            int swaps = 1 + hiccup;
            layer.run = ScriptedLayer.Run.FAILS;
            look(detector, 1);
            layer.run = ScriptedLayer.Run.RIGHT;
            await().until(() -> detector.status().count(Event.SWAP) == swaps);
            assertThat(detector.engine()).isEqualTo("tensorrt fp16");
            assertThat(layer.calls).contains("load").doesNotContain("build");
        }
    }

    /** Who had freed the memory and built it waited for up to a day, and health went on asking for memory. */
    @Test
    void whatSomebodyBuildsMeanwhileIsTaken() {
        rebuild = Duration.ofHours(1);
        for (var _ : Precision.values()) {
            layer.buildFaults.add(LACKED);
        }
        var detector = open(EngineWish.auto());
        await().until(() -> detector.status().state() == State.WAITING);
        assertThat(detector.status().detail())
                .contains("then restart the gateway")
                .as("of whoever waits for it: a command, or a model that was tried, takes none")
                .doesNotContain("engine build");
        assertThat(layer.calls).containsExactly("build", "build", "build");

        engines().build(model, Optional.of(Precision.FP16), cache(), steps::add);

        await().until(() -> detector.status().state() == State.ACCELERATED);
        assertThat(detector.engine()).isEqualTo("tensorrt fp16");
        assertThat(layer.calls).containsExactly("build", "build", "build", "build", "load", "load");
    }

    @Test
    void theWaitGrowsUntilItIsBuilt() {
        var shortages = new Shortages(Duration.ofHours(1), Duration.ofHours(3));
        var key = new EngineKey("m", Precision.INT8, "int8");
        var other = new EngineKey("m", Precision.FP16, "fp16");
        shortages.add(key, "650 MB");
        assertThat(shortages.pause()).hasHours(1);
        assertThat(shortages.reason(key)).contains("650 MB");
        assertThat(shortages.reason(other)).isEmpty();
        shortages.add(key, "640 MB");
        assertThat(shortages.pause()).hasHours(2);
        shortages.add(key, "640 MB");
        assertThat(shortages.pause()).hasHours(3);
        shortages.add(other, "640 MB");
        assertThat(shortages.pause()).as("of the first that may be built").hasHours(1);

        shortages.remove(key);
        assertThat(shortages.reason(key)).isEmpty();
        shortages.add(key, "640 MB");
        shortages.remove(other);
        assertThat(shortages.pause()).hasHours(1);
    }
}
