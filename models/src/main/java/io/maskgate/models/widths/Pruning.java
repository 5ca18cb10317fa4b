package io.maskgate.models.widths;

import io.maskgate.models.weights.Safetensors;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
        var groups = whole.trace().groups();
        var leaving = least(groups, whole.trace());
        var widths = groups.stream().map(group -> staying(group, leaving)).toList();
        String how =
                String.format(Locale.ROOT, "%.3f of %s", ratio, whole.network().architecture());
        return new Cut(whole, widths).of(weights, how);
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

    /** How many channels of a group stay. */
    private int staying(int[] group, Set<Integer> leaving) {
        int staying = (int) IntStream.of(group)
                .filter(channel -> !leaving.contains(channel))
                .count();
        int least = Math.max(staying, (int) Math.ceil(LEAST * group.length));
        return Math.min(group.length, Math.max(multiple, (least + multiple - 1) / multiple * multiple));
    }
}
