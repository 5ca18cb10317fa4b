package io.maskgate.models.widths;

import io.maskgate.models.net.ParameterSpec;
import io.maskgate.models.weights.Safetensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Makes a LightMask, fine or not, wider without changing what it computes (Net2WiderNet, arXiv:1511.05641, section 3.1): channels are
 * doubled, those first that the most comes through, and who reads one divides its weight among the copies. Uneven shares
 * give the copies gradients of their own, so that training parts them.
 *
 * @param factor of each width, 1 to 4; widths come out in multiples of 8, none smaller than before
 * @param seed of the shares
 */
public record Widening(double factor, long seed) {
    private static final int MULTIPLE = 8;
    /** Of two copies' shares the smaller is at least 0.35. */
    private static final double UNEVEN = 0.3;

    public Widening {
        if (!(factor >= 1 && factor <= 4)) {
            throw new IllegalArgumentException("factor: expected 1 to 4, found " + factor);
        }
    }

    /**
     * The widened weights, with the widened architecture's name; to be trained further.
     *
     * @throws IllegalArgumentException when the weights are of a network of fixed widths, or do not fit it
     */
    public Safetensors of(Safetensors weights) {
        var narrow = Traced.of(weights);
        Map<Integer, Integer> copies = new HashMap<>();
        var widths = new ArrayList<Integer>();
        for (var group : narrow.trace().groups()) {
            int width = Math.max(group.length, (int) Math.round(group.length * factor / MULTIPLE) * MULTIPLE);
            multiply(group, width, narrow.trace(), copies);
            widths.add(width);
        }
        var wide = narrow.network().withChannels(widths);
        var random = new SplittableRandom(seed);
        var tensors = new LinkedHashMap<String, Safetensors.Entry>();
        narrow.cost().specs().forEach(spec -> tensors.put(spec.name(), grown(spec, weights, narrow, copies, random)));
        var metadata = new LinkedHashMap<>(weights.metadata());
        metadata.put("architecture", wide.architecture());
        metadata.put(
                "widened",
                String.format(
                        Locale.ROOT, "%.3f of %s", factor, narrow.network().architecture()));
        return new Safetensors(metadata, tensors);
    }

    /** How often each channel of a group, by its root, is there in a map so wide. */
    private static void multiply(int[] group, int width, ChannelTrace trace, Map<Integer, Integer> copies) {
        List<Integer> best = IntStream.of(group)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer channel) -> -trace.importance(channel)))
                .toList();
        for (int i = 0; i < width; i++) {
            // Once each in any order, then the best again.
            copies.merge(best.get(i % best.size()), 1, Integer::sum);
        }
    }

    private static Safetensors.Entry grown(
            ParameterSpec spec,
            Safetensors weights,
            Traced narrow,
            Map<Integer, Integer> copies,
            SplittableRandom random) {
        var ends = narrow.ends(spec);
        int[] rows = places(ends.out(), narrow.trace(), copies);
        boolean dense = Traced.isKernel(spec) && ends.in().length > 0;
        int[] columns = dense ? places(ends.in(), narrow.trace(), copies) : new int[] {0};
        float[] shares = dense ? shares(columns, random) : new float[] {1};
        return Traced.entry(spec, Objects.requireNonNull(weights.values().get(spec.name())), rows, columns, shares);
    }

    /** Which of a layer's channels each new one is a copy of: copies stand side by side. */
    private static int[] places(int[] channels, ChannelTrace trace, Map<Integer, Integer> copies) {
        return IntStream.range(0, channels.length)
                .flatMap(i -> IntStream.generate(() -> i)
                        .limit(ChannelTrace.isFixed(channels[i]) ? 1 : copies.getOrDefault(trace.root(channels[i]), 1)))
                .toArray();
    }

    /** Of each column, so that those of one channel sum to 1. */
    private static float[] shares(int[] columns, SplittableRandom random) {
        var shares = new double[columns.length];
        Arrays.setAll(shares, _ -> 1 + UNEVEN * (2 * random.nextDouble() - 1));
        var sums = new HashMap<Integer, Double>();
        for (int i = 0; i < columns.length; i++) {
            sums.merge(columns[i], shares[i], Double::sum);
        }
        var result = new float[columns.length];
        for (int i = 0; i < columns.length; i++) {
            result[i] = (float) (shares[i] / Objects.requireNonNull(sums.get(columns[i])));
        }
        return result;
    }
}
