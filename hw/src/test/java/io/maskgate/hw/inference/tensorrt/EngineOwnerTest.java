package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.hw.inference.TestModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class EngineOwnerTest extends ScriptedEngines {
    /** The service could neither build nor remember what ended it, in a folder that root made within its own. */
    @Test
    void aCommandOfRootsLoadsAndMakesNothingWhereEnginesAreAnothers() throws Exception {
        Assumptions.assumeTrue(Files.getOwner(folder).getName().equals("root"), "only root can give files away");
        var home = folder.resolve("home");
        var state = Files.createDirectory(folder.resolve("state"));
        var daemons = state.resolve("engines");
        assertThat(EngineOwner.folderFor(daemons, home)).isEqualTo(daemons);
        var nobody = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(state, nobody);
        detect(EngineOwner.folderFor(daemons, home));
        assertThat(daemons).doesNotExist();
        assertThat(layer.calls).containsExactly("build", "load");

        engines().build(model, Optional.of(Precision.INT8), cache(), steps::add);
        Files.move(cache(), daemons);
        Files.setOwner(daemons, nobody);
        Files.delete(engine(home.resolve(".cache/maskgate/engines")));
        layer.calls.clear();
        detect(EngineOwner.folderFor(daemons, home));
        assertThat(layer.calls).containsExactly("build", "load");
        assertThat(engine(daemons)).exists();
    }

    private void detect(Path engines) {
        engines().openNow(model, TENSORRT, OPTIONS, engines, steps::add).close();
    }

    private static Path engine(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(EngineCache.ENDING))
                    .findFirst()
                    .orElseThrow();
        }
    }

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
                .isEqualTo(
                        "sudo -u maskgate maskgate engine build --model " + folder + " --state " + folder + "/state");
        assertThat(EngineOwner.build("maskgate", zoo.resolve(file.toString()), Optional.of(Precision.FP16), engines))
                .isEqualTo("sudo -u maskgate maskgate engine build --model " + file + " --precision fp16 --state "
                        + folder + "/state");
    }

    /** Of the folder's precisions the command would build the best, which a service of one file does not have. */
    @Test
    void aFileIsNamedAsOneThoughACardLiesBesideIt() throws Exception {
        var dir = folder.resolve("zoo/probe");
        Files.writeString(dir.resolve("card.json"), """
                {"name": "probe", "sha256": {"int8.onnx": "%s", "fp16.onnx": "%s"}}""".formatted(
                        Sha256.of(dir.resolve("int8.onnx")), Sha256.of(dir.resolve("fp16.onnx"))));
        Files.delete(dir.resolve("fp32.onnx"));
        var zoo = new ModelZoo(List.of(folder.resolve("zoo")));
        var engines = folder.resolve("state/engines");
        String end = " --state " + folder + "/state";
        var file = zoo.resolve(dir.resolve("fp16.onnx").toString());
        assertThat(EngineOwner.build("maskgate", file, Optional.empty(), engines))
                .isEqualTo("sudo -u maskgate maskgate engine build --model " + dir + "/fp16.onnx" + end);
        assertThat(EngineOwner.build("maskgate", zoo.resolve("probe"), Optional.empty(), engines))
                .isEqualTo("sudo -u maskgate maskgate engine build --model " + dir + end);
        Files.delete(dir.resolve("int8.onnx"));
        assertThat(EngineOwner.build("maskgate", zoo.resolve("probe"), Optional.empty(), engines))
                .isEqualTo("sudo -u maskgate maskgate engine build --model " + dir + end);
    }
}
