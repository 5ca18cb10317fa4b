package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.TestModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineOwnerTest {
    @TempDir
    Path folder;

    /** What lies there may be an intruder's, who waits for root to load it; what root makes there the service cannot write. */
    @Test
    void enginesOfAnotherUserAreKnownByTheirFolderOrTheOneAroundIt() throws Exception {
        Assumptions.assumeTrue(Files.getOwner(folder).getName().equals("root"), "only root can give files away");
        var engines = folder.resolve("engines");
        assertThat(EngineOwner.otherThanRoot(engines)).isEmpty();
        assertThat(EngineOwner.otherThanRoot(folder.resolve("none/engines"))).isEmpty();
        var nobody = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(folder, nobody);
        assertThat(EngineOwner.otherThanRoot(engines)).contains("nobody");
        Files.createDirectory(engines);
        assertThat(EngineOwner.otherThanRoot(engines)).isEmpty();
        Files.setOwner(engines, nobody);
        assertThat(EngineOwner.otherThanRoot(engines)).contains("nobody");
    }

    /** The service would look for the engine of its own model alone. */
    @Test
    void theCommandNamesTheModelAsItWasGiven() {
        var file = new TestModel().write(folder.resolve("fp16.onnx"));
        var zoo = new ModelZoo(List.of(folder));
        var engines = folder.resolve("state/engines");
        assertThat(EngineOwner.build("maskgate", zoo.resolve(folder.toString()), Optional.empty(), engines))
                .isEqualTo("sudo -u maskgate maskgate engine build --model " + folder + " --state " + folder + "/state");
        assertThat(EngineOwner.build(
                        "maskgate", zoo.resolve(file.toString()), Optional.of(Precision.FP16), engines))
                .isEqualTo("sudo -u maskgate maskgate engine build --model " + file + " --precision fp16 --state "
                        + folder + "/state");
    }
}
