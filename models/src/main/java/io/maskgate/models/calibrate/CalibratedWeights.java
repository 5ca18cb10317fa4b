package io.maskgate.models.calibrate;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.weights.Safetensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Folds a calibration into the convolutions that make the class logits: {@code slope * (w x + b) + offset}. */
public final class CalibratedWeights {
    private static final int CLASSES = MaskLabel.values().length;
    private static final String WEIGHT = ".weight";

    private CalibratedWeights() {}

    /**
     * The same weights with calibrated class logits. Class logits are what convolutions {@code [2,C,k,k]} with a bias
     * give; nothing else in a network has two channels.
     *
     * @return with {@code calibration} in the metadata
     * @throws IllegalArgumentException when there are none, or they are calibrated already
     */
    public static Safetensors of(Safetensors weights, Map<MaskLabel, ScoreCalibration> calibrations) {
        if (weights.metadata().containsKey("calibration")) {
            throw new IllegalArgumentException("expected weights as they were trained, found them calibrated already: "
                    + weights.metadata().get("calibration"));
        }
        var tensors = new LinkedHashMap<>(weights.tensors());
        int heads = 0;
        for (var name : weights.tensors().keySet()) {
            var stem = name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : "";
            var bias = weights.tensors().get(stem + ".bias");
            var kernel = Objects.requireNonNull(weights.tensors().get(name));
            if (bias != null && kernel.shape().size() == 4 && kernel.shape().getFirst() == CLASSES) {
                tensors.put(name, changed(kernel, calibrations, false));
                tensors.put(stem + ".bias", changed(bias, calibrations, true));
                heads++;
            }
        }
        if (heads == 0) {
            throw new IllegalArgumentException(
                    "expected convolutions of " + CLASSES + " channels with a bias, found none");
        }
        var metadata = new LinkedHashMap<>(weights.metadata());
        metadata.put("calibration", words(calibrations));
        return new Safetensors(metadata, tensors);
    }

    private static Safetensors.Entry changed(
            Safetensors.Entry entry, Map<MaskLabel, ScoreCalibration> calibrations, boolean bias) {
        var values = Arrays.copyOf(entry.values(), entry.values().length);
        int perClass = values.length / CLASSES;
        for (int i = 0; i < values.length; i++) {
            var line = Objects.requireNonNull(calibrations.get(MaskLabel.values()[i / perClass]));
            values[i] = (float) (line.slope() * values[i] + (bias ? line.offset() : 0));
        }
        return new Safetensors.Entry(entry.shape(), values);
    }

    private static String words(Map<MaskLabel, ScoreCalibration> calibrations) {
        return calibrations.entrySet().stream()
                .map(each -> String.format(
                        Locale.ROOT,
                        "%s: logit * %.4f %+.4f",
                        each.getKey().text(),
                        each.getValue().slope(),
                        each.getValue().offset()))
                .collect(Collectors.joining("; "));
    }
}
