package io.maskgate.models.widths;

import io.maskgate.models.net.ParameterSpec;
import io.maskgate.models.weights.Safetensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Takes the least channels out of a LightMask, fine or not: those whose normalisation lets the least through (after Network Slimming,
 * arXiv:1708.06519, with the mean square of the activation in place of the bare gain, so that a shift counts too).
 * Channels are ranked over the whole network; channels that a sum joins go together, ranked by the map that is read.
 *
 * @param ratio share of the channels to take, 0 to below 1; fewer go where a map would become too narrow
 * @param multiple maps keep a multiple of it
 */
public record Pruning(double ratio, int multiple) {
    /** Of each map at least this part stays, so that none becomes a bottleneck. */
    private static final double LEAST = 0.3;

    public Pruning {
        if (!(ratio >= 0 && ratio < 1)) {
            throw new IllegalArgumentException("ratio: expected 0 to below 1, found " + ratio);
        }
        if (multiple < 1) {
            throw new IllegalArgumentException("multiple: expected 1 or more, found " + multiple);
        }
    }

    /**
     * The pruned weights, with the pruned architecture's name; to be trained further.
     *
     * @throws IllegalArgumentException when the weights are of a network of fixed widths, or do not fit it
     */
    public Safetensors of(Safetensors weights) {
        var whole = Traced.of(weights);
        var trace = whole.trace();
        var groups = trace.groups();
        var least = least(groups, trace);
        var kept = new HashSet<Integer>();
        var widths = new ArrayList<Integer>();
        for (var group : groups) {
            int[] stays = stays(group, trace, least);
            Arrays.stream(stays).forEach(kept::add);
            widths.add(stays.length);
        }
        var pruned = whole.network().withChannels(widths);
        var tensors = new LinkedHashMap<String, Safetensors.Entry>();
        whole.cost().specs().forEach(spec -> tensors.put(spec.name(), cut(spec, weights, whole, kept)));
        var metadata = new LinkedHashMap<>(weights.metadata());
        metadata.put("architecture", pruned.architecture());
        // It was measured with all channels.
        metadata.remove("map50");
        metadata.put(
                "pruned",
                String.format(Locale.ROOT, "%.3f of %s", ratio, whole.network().architecture()));
        return new Safetensors(metadata, tensors);
    }

    /** The channels that are to go, of the whole network. */
    private Set<Integer> least(List<int[]> groups, ChannelTrace trace) {
        var all = groups.stream()
                .flatMapToInt(IntStream::of)
                .boxed()
                .sorted(Comparator.comparingDouble(trace::importance))
                .toList();
        return Set.copyOf(all.subList(0, (int) Math.round(ratio * all.size())));
    }

    /** The channels of a group that stay, in order. */
    private int[] stays(int[] group, ChannelTrace trace, Set<Integer> leaving) {
        int[] best = IntStream.of(group)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer channel) -> -trace.importance(channel)))
                .mapToInt(Integer::intValue)
                .toArray();
        int staying = (int)
                IntStream.of(best).filter(channel -> !leaving.contains(channel)).count();
        int least = Math.max(staying, (int) Math.ceil(LEAST * group.length));
        int count = Math.min(group.length, Math.max(multiple, (least + multiple - 1) / multiple * multiple));
        int[] stays = Arrays.copyOf(best, count);
        Arrays.sort(stays);
        return stays;
    }

    private static Safetensors.Entry cut(ParameterSpec spec, Safetensors weights, Traced whole, Set<Integer> kept) {
        var ends = whole.ends(spec);
        int[] rows = places(ends.out(), whole.trace(), kept);
        // A depthwise kernel has one input channel, which stays.
        boolean dense = Traced.isKernel(spec) && ends.in().length > 0;
        int[] columns = dense ? places(ends.in(), whole.trace(), kept) : new int[] {0};
        var ones = new float[columns.length];
        Arrays.fill(ones, 1);
        return Traced.entry(spec, Objects.requireNonNull(weights.values().get(spec.name())), rows, columns, ones);
    }

    /** Where in a layer's channels those are that stay. */
    private static int[] places(int[] channels, ChannelTrace trace, Set<Integer> kept) {
        return IntStream.range(0, channels.length)
                .filter(i -> ChannelTrace.isFixed(channels[i]) || kept.contains(trace.root(channels[i])))
                .toArray();
    }
}
