package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.inference.EngineStatus.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Engines in the cache that are of no use, for whom the first attempt is the only one; and one that is loaded twice. */
@Timeout(60)
class KeptEnginesTest extends ScriptedEngines {
    private Path file() throws Exception {
        return cache().resolve(cached().getFirst());
    }

    private void build() {
        assertThat(engines().build(model, Optional.empty(), cache(), steps::add))
                .isEqualTo("tensorrt int8");
    }

    @Test
    void aDamagedFileIsBuiltAgainByHand() throws Exception {
        build();
        Files.write(file(), new byte[1000]);
        layer.calls.clear();

        build();

        assertThat(layer.calls).containsExactly("build", "load");
        assertThat(Files.size(file())).isNotEqualTo(1000);
    }

    @Test
    void aWholeFileThatTensorRtRefusesIsBuiltAgainByHand() {
        build();
        layer.calls.clear();
        layer.loadFaults.add(ScriptedLayer.fault(NativeFault.Kind.REFUSED, "made by another version"));

        build();

        assertThat(layer.calls).containsExactly("load", "build", "load");
    }

    @Test
    void whoWantsTensorRtNowGetsItWhereTheFileIsDamaged() throws Exception {
        build();
        Files.write(file(), new byte[1000]);

        try (var detector = engines().openNow(model, TENSORRT, OPTIONS, cache(), steps::add)) {
            assertThat(detector.engine()).isEqualTo("tensorrt int8");
        }
    }

    /** A folder in its place can be neither read nor replaced, whoever the tests run as. */
    @Test
    void whatCannotBeReadIsBuiltAgain() throws Exception {
        build();
        var file = file();
        Files.delete(file);
        Files.createDirectory(file);
        layer.calls.clear();

        assertThat(accelerated().engine()).isEqualTo("tensorrt int8");

        assertThat(layer.calls).containsExactly("build", "load");
    }

    /** The one that has fallen back and the one after a reload of the threads alone: one end of the process would count for two. */
    @Test
    void aKeptEngineIsLoadedOnceAtATime() throws Exception {
        build();
        layer.calls.clear();
        var goOn = new CountDownLatch(1);
        layer.atLoad.add(() -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        var engines = engines();
        try (var one = engines.open(model, EngineWish.auto(), OPTIONS, cache());
                var other = engines.open(model, EngineWish.auto(), OPTIONS.withThreads(2), cache())) {
            await().until(() -> one.status().detail().startsWith("waiting")
                    || other.status().detail().startsWith("waiting"));
            assertThat(layer.calls).containsExactly("load");
            try (var files = Files.list(cache())) {
                assertThat(files.filter(file -> file.toString().endsWith(Attempts.ENDING)))
                        .singleElement()
                        .satisfies(file -> assertThat(file).hasContent("1"));
            }
            goOn.countDown();
            await().until(() -> one.status().state() == State.ACCELERATED);
            await().until(() -> other.status().state() == State.ACCELERATED);
            assertThat(layer.calls).containsExactly("load", "load");
        } finally {
            goOn.countDown();
        }
    }
}
