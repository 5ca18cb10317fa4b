package io.maskgate.models.pipeline;

import io.maskgate.models.calibrate.CalibratedWeights;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Between training and export: scores become probabilities, since that is what the gateway's thresholds take them for. */
final class Calibrating {
    /** What {@code calibrate} says where it could not. */
    private static final String NOT = "not calibrated";

    private Calibrating() {}

    /**
     * The step. Where the pictures are too few to tell, it goes on with the scores as they were trained, or on the scale of
     * those it began with.
     *
     * @param trained the step whose weights they are
     * @param data folders whose val is judged on
     * @param start weights it began with; empty where it began from nothing
     */
    static Step step(Layout at, String trained, List<Path> data, Optional<Path> start) {
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
            if (start.isPresent()) {
                asBefore(at.calibrated(trained), start.get());
            }
        });
    }

    /** A training takes the calibration back; without one the gateway's thresholds would find far fewer faces than before. */
    private static void asBefore(Path trained, Path start) throws IOException {
        var weights = Safetensors.read(trained);
        if (isCalibrated(weights)) {
            return;
        }
        var like = CalibratedWeights.like(weights, Safetensors.read(start));
        if (like.isPresent()) {
            like.get().write(trained);
        }
    }

    private static boolean isCalibrated(Safetensors weights) {
        return weights.metadata().containsKey("calibration");
    }

    /** What a verdict must say of the scores; nothing where they are probabilities. */
    static List<String> notes(Layout at, String trained) throws IOException {
        var said = Files.readString(at.calibration()).strip();
        if (!isCalibrated(Safetensors.read(at.calibrated(trained)))) {
            return List.of(
                    "scores are as trained, no probabilities, so that the gateway's thresholds mean something else: "
                            + said);
        }
        return said.startsWith(NOT)
                ? List.of("scores keep the scale of the model that was adapted, since these pictures cannot give one: "
                        + said)
                : List.of();
    }
}
