package io.maskgate.models.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The mean of several weights of one network that were trained on from a common one: wider minima than any of them
 * (Stochastic Weight Averaging, arXiv:1803.05407; model soups, arXiv:2203.05482). Running statistics are averaged like
 * the rest, which is right only while the weights are close.
 */
public final class WeightAverage {
    private WeightAverage() {}

    /**
     * Averages tensor by tensor, in double precision.
     *
     * @param weights at least two, of the same architecture
     * @return with the first one's metadata, the epochs joined by {@code +}, without its mAP50
     * @throws IllegalArgumentException naming the tensor or the metadata in which they differ
     */
    public static Safetensors of(List<Safetensors> weights) {
        if (weights.size() < 2) {
            throw new IllegalArgumentException("expected two or more weights, found " + weights.size());
        }
        var first = weights.getFirst();
        for (var other : weights) {
            same(
                    "architecture",
                    first.metadata().get("architecture"),
                    other.metadata().get("architecture"));
            // One that was calibrated has logits of another scale, and metadata of one line cannot say it of a mean.
            same(
                    "calibration",
                    first.metadata().get("calibration"),
                    other.metadata().get("calibration"));
            same("tensors", first.tensors().keySet(), other.tensors().keySet());
        }
        var mean = new LinkedHashMap<String, Safetensors.Entry>();
        first.tensors().forEach((name, entry) -> mean.put(name, mean(name, entry, weights)));
        var metadata = new LinkedHashMap<>(first.metadata());
        var epochs = weights.stream()
                .map(each -> each.metadata().getOrDefault("epoch", "?"))
                .collect(Collectors.joining("+"));
        metadata.put("epoch", epochs);
        // Nobody has measured the mean.
        metadata.remove("map50");
        return new Safetensors(metadata, mean);
    }

    private static Safetensors.Entry mean(String name, Safetensors.Entry first, List<Safetensors> weights) {
        var sum = new double[first.values().length];
        for (var each : weights) {
            var entry = each.tensors().get(name);
            same(name, first.shape(), entry == null ? List.of() : entry.shape());
            for (int i = 0; i < sum.length && entry != null; i++) {
                sum[i] += entry.values()[i];
            }
        }
        var values = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            values[i] = (float) (sum[i] / weights.size());
        }
        return new Safetensors.Entry(first.shape(), values);
    }

    private static void same(String what, Object expected, Object found) {
        if (!String.valueOf(expected).equals(String.valueOf(found))) {
            throw new IllegalArgumentException(what + ": expected " + expected + " as in the first, found " + found);
        }
    }
}
