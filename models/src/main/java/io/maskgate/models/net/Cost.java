package io.maskgate.models.net;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a network costs: its parameters and its multiply-adds.
 *
 * @param specs every named tensor in order of use, running statistics included
 * @param parameters trainable values
 * @param macs multiply-adds of the convolutions for one picture
 */
public record Cost(List<ParameterSpec> specs, long parameters, long macs) {
    public Cost {
        specs = List.copyOf(specs);
    }

    /** Runs the network on shapes alone. */
    public static Cost of(Network network, int width, int height) {
        var counter = new Counter();
        network.forward(counter, new Shape(3, height, width));
        long parameters = counter.specs.stream()
                .filter(ParameterSpec::trainable)
                .mapToLong(ParameterSpec::size)
                .sum();
        return new Cost(counter.specs, parameters, counter.macs);
    }

    /** Channels of {@link Network.Level#feature()} by level. */
    public static List<Integer> featureChannels(Network network) {
        int size = Network.STRIDES.getLast();
        return network.forward(new Counter(), new Shape(3, size, size)).stream()
                .map(level -> level.feature().channels)
                .toList();
    }

    /** Two per multiply-add, as papers count. */
    public double gflops() {
        return 2.0 * macs / 1e9;
    }

    /**
     * Holds weights against the network.
     *
     * @throws IllegalArgumentException naming each tensor that is missing, extra or of another size
     */
    public void check(Map<String, float[]> weights) {
        var faults = new ArrayList<String>();
        var names = new HashSet<String>();
        for (var spec : specs) {
            names.add(spec.name());
            float @Nullable [] found = weights.get(spec.name());
            if (found == null) {
                faults.add("missing " + spec.name());
            } else if (found.length != spec.size()) {
                faults.add(spec.name() + ": expected " + spec.shape() + ", found " + found.length + " values");
            }
        }
        weights.keySet().stream().filter(name -> !names.contains(name)).forEach(name -> faults.add("extra " + name));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("weights do not fit the network: " + String.join("; ", faults));
        }
    }

    private record Shape(int channels, int height, int width) {}

    private static final class Counter implements Backend<Shape> {
        private final List<ParameterSpec> specs = new ArrayList<>();
        private long macs;

        @Override
        public Shape unit(String name, Shape x, Unit unit) {
            // Kaiming normal, fan out (arXiv:1502.01852), over the channels of a group.
            double fanOut = (double) unit.kernel() * unit.kernel() * unit.out() / unit.groups();
            var y = convolve(name, x, unit, (float) Math.sqrt(2 / fanOut));
            var channels = List.of(unit.out());
            specs.add(new ParameterSpec(name + ".bn.weight", channels, true, false, constant(1)));
            specs.add(new ParameterSpec(name + ".bn.bias", channels, true, false, constant(0)));
            specs.add(new ParameterSpec(name + ".bn.mean", channels, false, false, constant(0)));
            specs.add(new ParameterSpec(name + ".bn.var", channels, false, false, constant(1)));
            return y;
        }

        @Override
        public Shape predict(String name, Shape x, int in, int out, float initialBias) {
            var y = convolve(name, x, new Unit(in, out, 1, 1, 1, Activation.NONE), 0.01f);
            specs.add(new ParameterSpec(name + ".bias", List.of(out), true, false, constant(initialBias)));
            return y;
        }

        private Shape convolve(String name, Shape x, Unit unit, float deviation) {
            if (x.channels != unit.in()) {
                throw new IllegalArgumentException(name + " expects " + unit.in() + " channels, found " + x.channels);
            }
            var shape = List.of(unit.out(), unit.in() / unit.groups(), unit.kernel(), unit.kernel());
            var spec = new ParameterSpec(name + ".weight", shape, true, true, new ParameterSpec.Initial(0, deviation));
            specs.add(spec);
            var y = new Shape(unit.out(), x.height / unit.stride(), x.width / unit.stride());
            macs += (long) spec.size() * y.height * y.width;
            return y;
        }

        private static ParameterSpec.Initial constant(float value) {
            return ParameterSpec.Initial.constant(value);
        }

        @Override
        public Shape add(Shape a, Shape b) {
            if (!a.equals(b)) {
                throw new IllegalArgumentException("cannot add " + a + " and " + b);
            }
            return a;
        }

        @Override
        public Shape concat(List<Shape> parts) {
            int channels = parts.stream().mapToInt(Shape::channels).sum();
            return new Shape(channels, parts.getFirst().height, parts.getFirst().width);
        }

        @Override
        public Shape upsample(Shape x) {
            return new Shape(x.channels, 2 * x.height, 2 * x.width);
        }

        @Override
        public Shape maxPool(Shape x, int kernel) {
            return x;
        }
    }
}
