package io.maskgate.models.pipeline;

import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Between training and export: scores become probabilities, since that is what the gateway's thresholds take them for. */
final class Calibrating {
    private Calibrating() {}

    /**
     * The step. Where the pictures are too few to tell, it goes on with the scores as they were trained.
     *
     * @param trained the step whose weights they are
     * @param data folders whose val is judged on
     */
    static Step step(Layout at, String trained, List<Path> data) {
        var outputs = List.of(at.calibrated(trained), at.calibration());
        return new Step("calibrate", List.of(at.filled(trained), at.best(trained)), outputs, shell -> {
            var words = new ArrayList<Object>(List.of(
                    "calibrate",
                    "--checkpoint",
                    at.best(trained),
                    "--recipe",
                    at.filled(trained),
                    "--data",
                    data.getFirst()));
            data.stream().skip(1).forEach(folder -> words.addAll(List.of("--add", folder)));
            words.addAll(List.of("--split", Plan.VAL, "--if-possible", "--out", at.calibrated(trained)));
            AtomicFile.write(at.calibration(), shell.run(words));
        });
    }

    /** What a verdict must say of the scores; nothing where they are probabilities. */
    static List<String> notes(Layout at, String trained) throws IOException {
        boolean calibrated = Safetensors.read(at.calibrated(trained)).metadata().containsKey("calibration");
        return calibrated
                ? List.of()
                : List.of(
                        "scores are as trained, no probabilities, so that the gateway's thresholds mean something else: "
                                + Files.readString(at.calibration()).strip());
    }
}
