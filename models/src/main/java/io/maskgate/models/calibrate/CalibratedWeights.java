package io.maskgate.models.calibrate;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.weights.Safetensors;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Folds a calibration into the convolutions that make the class logits: {@code slope * (w x + b) + offset}. */
public final class CalibratedWeights {
    private static final int CLASSES = MaskLabel.values().length;
    private static final String WEIGHT = ".weight";
    /** What {@code calibrated} says of weights that have the calibration of others. */
    public static final String AS_BEFORE = "as the weights it began with";

    private static final String CALIBRATION = "calibration";
    private static final String CALIBRATED = "calibrated";
    /** As {@link #words} writes them. */
    private static final Pattern LINE = Pattern.compile("(.+): logit \\* ([0-9.]+) ([+-][0-9.]+)");

    private CalibratedWeights() {}

    /**
     * The same weights with calibrated class logits. Class logits are what convolutions {@code [2,C,k,k]} with a bias
     * give; nothing else in a network has two channels.
     *
     * @return with {@code calibration} in the metadata
     * @throws IllegalArgumentException when there are none, or they are calibrated already
     */
    public static Safetensors of(Safetensors weights, Map<MaskLabel, ScoreCalibration> calibrations) {
        requireAsTrained(weights);
        var metadata = new LinkedHashMap<>(weights.metadata());
        metadata.put(CALIBRATION, words(calibrations));
        return new Safetensors(metadata, folded(weights, calibrations));
    }

    /**
     * The same where it was not made on the val of one data set.
     *
     * @param how what the metadata are to say of it as {@code calibrated}
     */
    public static Safetensors of(Safetensors weights, Map<MaskLabel, ScoreCalibration> calibrations, String how) {
        var calibrated = of(weights, calibrations);
        var metadata = new LinkedHashMap<>(calibrated.metadata());
        metadata.put(CALIBRATED, how);
        return new Safetensors(metadata, calibrated.tensors());
    }

    /** @throws IllegalArgumentException when they are calibrated already */
    public static void requireAsTrained(Safetensors weights) {
        if (weights.metadata().containsKey(CALIBRATION)) {
            throw new IllegalArgumentException("expected weights as they were trained, found them calibrated already: "
                    + weights.metadata().get(CALIBRATION));
        }
    }

    /**
     * The weights as they were trained, whether calibrated since or not. Their logits are those of the losses' targets:
     * calibrated ones would teach another scale than the labels do, and begin a training beside it.
     *
     * @throws IllegalArgumentException when the calibration in the metadata cannot be read
     */
    public static Safetensors asTrained(Safetensors weights) {
        var words = weights.metadata().get(CALIBRATION);
        if (words == null) {
            return weights;
        }
        var inverses = new EnumMap<MaskLabel, ScoreCalibration>(MaskLabel.class);
        lines(words).forEach((label, line) -> inverses.put(label, line.inverse()));
        var metadata = new LinkedHashMap<>(weights.metadata());
        metadata.remove(CALIBRATION);
        metadata.remove(CALIBRATED);
        return new Safetensors(metadata, folded(weights, inverses));
    }

    /**
     * The same weights with the calibration of others they were trained on from, which is nearly theirs; none where these
     * have none.
     *
     * @throws IllegalArgumentException when they are calibrated already, or the others' calibration cannot be read
     */
    public static Optional<Safetensors> like(Safetensors weights, Safetensors others) {
        return Optional.ofNullable(others.metadata().get(CALIBRATION))
                .map(words -> of(weights, lines(words), AS_BEFORE));
    }

    private static Map<String, Safetensors.Entry> folded(
            Safetensors weights, Map<MaskLabel, ScoreCalibration> calibrations) {
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
        return tensors;
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

    private static Map<MaskLabel, ScoreCalibration> lines(String words) {
        var lines = new EnumMap<MaskLabel, ScoreCalibration>(MaskLabel.class);
        for (var part : words.split("; ")) {
            var found = LINE.matcher(part);
            var label = found.matches() ? MaskLabel.of(found.group(1)) : Optional.<MaskLabel>empty();
            if (label.isEmpty()) {
                throw unreadable(words);
            }
            lines.put(
                    label.get(),
                    new ScoreCalibration(Double.parseDouble(found.group(2)), Double.parseDouble(found.group(3))));
        }
        if (lines.size() != CLASSES) {
            throw unreadable(words);
        }
        return lines;
    }

    private static IllegalArgumentException unreadable(String words) {
        return new IllegalArgumentException(
                "metadata calibration: expected a line such as 'facemask: logit * 1.5 +0.8' for each"
                        + " class, separated by '; ', found '" + words + "'");
    }
}
