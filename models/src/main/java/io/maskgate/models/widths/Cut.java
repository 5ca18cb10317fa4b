package io.maskgate.models.widths;

import io.maskgate.models.net.ParameterSpec;
import io.maskgate.models.weights.Safetensors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A trained network with fewer channels: of each map those stay that let the most through.
 *
 * @param whole the network as it was trained
 * @param widths how many channels of each map stay, as {@link io.maskgate.models.net.Elastic#channels()} counts them
 */
record Cut(Traced whole, List<Integer> widths) {
    /**
     * What stays, under the narrower architecture's name.
     *
     * @param how what was done, for whoever finds the file
     */
    Safetensors of(Safetensors weights, String how) {
        var groups = whole.trace().groups();
        var kept = new HashSet<Integer>();
        for (int i = 0; i < groups.size(); i++) {
            best(groups.get(i), widths.get(i)).forEach(kept::add);
        }
        var tensors = new LinkedHashMap<String, Safetensors.Entry>();
        whole.cost().specs().forEach(spec -> tensors.put(spec.name(), cut(spec, weights, kept)));
        var metadata = new LinkedHashMap<>(weights.metadata());
        metadata.put("architecture", whole.network().withChannels(widths).architecture());
        // It was measured with all channels.
        metadata.remove("map50");
        metadata.put("pruned", how);
        return new Safetensors(metadata, tensors);
    }

    private IntStream best(int[] group, int count) {
        return IntStream.of(group)
                .boxed()
                .sorted(Comparator.comparingDouble(
                        (Integer channel) -> -whole.trace().importance(channel)))
                .limit(count)
                .mapToInt(Integer::intValue);
    }

    private Safetensors.Entry cut(ParameterSpec spec, Safetensors weights, Set<Integer> kept) {
        var ends = whole.ends(spec);
        int[] rows = places(ends.out(), kept);
        // A depthwise kernel has one input channel, which stays.
        boolean dense = Traced.isKernel(spec) && ends.in().length > 0;
        int[] columns = dense ? places(ends.in(), kept) : new int[] {0};
        var ones = new float[columns.length];
        Arrays.fill(ones, 1);
        return Traced.entry(spec, Objects.requireNonNull(weights.values().get(spec.name())), rows, columns, ones);
    }

    /** Where in a layer's channels those are that stay. */
    private int[] places(int[] channels, Set<Integer> kept) {
        return IntStream.range(0, channels.length)
                .filter(i -> ChannelTrace.isFixed(channels[i])
                        || kept.contains(whole.trace().root(channels[i])))
                .toArray();
    }
}
