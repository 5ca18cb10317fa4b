package io.maskgate.models.widths;

import io.maskgate.models.net.Activation;
import io.maskgate.models.net.Backend;
import io.maskgate.models.net.Network;
import io.maskgate.models.net.Unit;
import io.maskgate.models.net.UnitNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Follows every channel through a network. A dense convolution makes new channels; a depthwise one hands its own on; what
 * a sum joins must stay or go together.
 */
final class ChannelTrace implements Backend<ChannelTrace.Wire> {
    /** The picture's channels and those of the predictions are no choice: they are never taken away. */
    private static final int FIXED = -1;

    private final Map<String, float[]> weights;
    /** For each channel another it is joined with, or itself: a forest, the first-made channel at the root. */
    private final List<Integer> parents = new ArrayList<>();

    private final List<Integer> firsts = new ArrayList<>();
    private final List<Double> importance = new ArrayList<>();
    private final Map<String, Ends> ends = new HashMap<>();

    /**
     * A map between two operations.
     *
     * @param channels numbers of its channels
     * @param energy mean square of each, were its normalisation's input normal
     */
    record Wire(int[] channels, double[] energy) {}

    /** The channels at both ends of a layer; a depthwise one has no input of its own. */
    record Ends(int[] in, int[] out) {}

    private ChannelTrace(Map<String, float[]> weights) {
        this.weights = weights;
    }

    static ChannelTrace of(Network network, Map<String, float[]> weights) {
        var trace = new ChannelTrace(weights);
        network.forward(trace, new Wire(fixed(3), new double[3]));
        return trace;
    }

    /** Layers by name, without {@code .weight}. */
    Map<String, Ends> ends() {
        return ends;
    }

    /** Channels that stay or go together, in the order they were made: for each group the roots of its channels. */
    List<int[]> groups() {
        var groups = new ArrayList<int[]>();
        for (int i = 0; i < firsts.size(); i++) {
            int first = firsts.get(i);
            int end = i + 1 < firsts.size() ? firsts.get(i + 1) : parents.size();
            if (root(first) == first) {
                groups.add(IntStream.range(first, end).toArray());
            }
        }
        return groups;
    }

    /** The channel that stands for this one. */
    int root(int channel) {
        int at = channel;
        while (parents.get(at) != at) {
            at = parents.get(at);
        }
        return at;
    }

    static boolean isFixed(int channel) {
        return channel == FIXED;
    }

    /** The most energy with which a dense layer receives the channel a root stands for. */
    double importance(int root) {
        return importance.get(root);
    }

    @Override
    public Wire unit(UnitNames names, Wire x, Unit unit) {
        boolean depthwise = unit.groups() > 1;
        if (depthwise && (unit.groups() != unit.in() || unit.in() != unit.out())) {
            throw new IllegalArgumentException(names.layer()
                    + ": only dense and depthwise convolutions can be pruned, found " + unit.groups() + " groups");
        }
        if (!depthwise) {
            received(x);
        }
        int[] out = depthwise ? x.channels : made(unit.out());
        ends.put(names.layer(), new Ends(depthwise ? new int[0] : x.channels, out));
        float[] gain = weights(names.gain());
        float[] shift = weights(names.shift());
        var energy = new double[unit.out()];
        for (int i = 0; i < energy.length; i++) {
            energy[i] = energy(gain[i], shift[i], unit.activation());
        }
        return new Wire(out, energy);
    }

    /**
     * The mean square of {@code a(gain * z + shift)}, z standard normal. Of a ReLU it is {@code (g^2 + s^2) F(s/g) + s g
     * f(s/g)} with the normal distribution F and density f; of the others that of the identity, which bounds it.
     */
    static double energy(double gain, double shift, Activation activation) {
        double g = Math.abs(gain);
        double square = g * g + shift * shift;
        if (activation != Activation.RELU) {
            return square;
        }
        if (g < 1e-12) {
            return shift > 0 ? square : 0;
        }
        double at = shift / g;
        return Math.max(0, square * distribution(at) + shift * g * Math.exp(-at * at / 2) / Math.sqrt(2 * Math.PI));
    }

    /** The standard normal distribution, to 1.5e-7 (Abramowitz and Stegun, 7.1.26). */
    private static double distribution(double x) {
        double z = Math.abs(x) / Math.sqrt(2);
        double t = 1 / (1 + 0.3275911 * z);
        double tail = t
                * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
                * Math.exp(-z * z);
        return x >= 0 ? 1 - tail / 2 : tail / 2;
    }

    @Override
    public Wire biased(String name, Wire x, Unit unit, float initialBias) {
        received(x);
        ends.put(name, new Ends(x.channels, fixed(unit.out())));
        return new Wire(fixed(unit.out()), new double[unit.out()]);
    }

    @Override
    public Wire activate(Wire x, Activation activation) {
        return x;
    }

    @Override
    public Wire scale(String name, Wire x) {
        return x;
    }

    @Override
    public Wire times(Wire x, float factor) {
        return x;
    }

    @Override
    public Wire phases(Wire x) {
        throw unprunable("phases");
    }

    private void received(Wire x) {
        for (int i = 0; i < x.channels.length; i++) {
            if (!isFixed(x.channels[i])) {
                int root = root(x.channels[i]);
                importance.set(root, Math.max(importance.get(root), x.energy[i]));
            }
        }
    }

    private int[] made(int count) {
        int first = parents.size();
        firsts.add(first);
        for (int i = 0; i < count; i++) {
            parents.add(first + i);
            importance.add(0.0);
        }
        return IntStream.range(first, first + count).toArray();
    }

    @Override
    public Wire add(Wire a, Wire b) {
        var energy = new double[a.channels.length];
        for (int i = 0; i < energy.length; i++) {
            int x = root(a.channels[i]);
            int y = root(b.channels[i]);
            parents.set(Math.max(x, y), Math.min(x, y));
            double both = Math.max(importance.get(x), importance.get(y));
            importance.set(Math.min(x, y), both);
            energy[i] = a.energy[i] + b.energy[i];
        }
        return new Wire(a.channels, energy);
    }

    @Override
    public Wire concat(List<Wire> parts) {
        return new Wire(
                parts.stream().flatMapToInt(part -> IntStream.of(part.channels)).toArray(),
                parts.stream()
                        .flatMapToDouble(part -> java.util.stream.DoubleStream.of(part.energy))
                        .toArray());
    }

    @Override
    public Wire upsample(Wire x) {
        return x;
    }

    @Override
    public Wire maxPool(Wire x, int kernel) {
        return x;
    }

    @Override
    public Wire halve(Wire x, int kernel) {
        return x;
    }

    @Override
    public Wire channels(Wire x, int from, int count) {
        throw unprunable("a split of channels");
    }

    @Override
    public Wire shuffle(Wire x, int channels, int groups) {
        throw unprunable("a channel shuffle");
    }

    @Override
    public Wire excite(String name, Wire x, int channels, int hidden) {
        throw unprunable("squeeze and excitation");
    }

    private static IllegalArgumentException unprunable(String what) {
        return new IllegalArgumentException("a network with " + what + " cannot be pruned: its widths are fixed");
    }

    private static int[] fixed(int count) {
        var channels = new int[count];
        java.util.Arrays.fill(channels, FIXED);
        return channels;
    }

    private float[] weights(String name) {
        var found = weights.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no weight " + name);
        }
        return found;
    }
}
