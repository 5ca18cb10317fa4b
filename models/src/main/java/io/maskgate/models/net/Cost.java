package io.maskgate.models.net;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

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
        var specs = counter.specs.stream()
                .map(spec -> spec.starting(network.initial(spec)))
                .toList();
        long parameters = specs.stream()
                .filter(ParameterSpec::trainable)
                .mapToLong(ParameterSpec::size)
                .sum();
        return new Cost(specs, parameters, counter.macs);
    }

    /** Channels of {@link Network.Level#feature()} by level. */
    public static List<Integer> featureChannels(Network network) {
        int size = Network.STEP;
        return network.forward(new Counter(), new Shape(3, size, size)).stream()
                .map(level -> level.feature().channels)
                .toList();
    }

    /** Two per multiply-add, as papers count. */
    public double gflops() {
        return 2.0 * macs / 1e9;
    }

    /** Weights nobody trained, by name: as good as any for measuring time. */
    public Map<String, float[]> fresh(long seed) {
        var random = new SplittableRandom(seed);
        var weights = new LinkedHashMap<String, float[]>();
        specs.forEach(spec -> weights.put(spec.name(), spec.draw(random)));
        return weights;
    }

    /**
     * Holds weights against the network.
     *
     * @throws IllegalArgumentException naming each tensor that is missing, extra or of another size
     */
    public void check(Map<String, float[]> weights) {
        check(
                weights,
                (spec, found) ->
                        found.length == spec.size() ? Optional.empty() : Optional.of(found.length + " values"));
    }

    /**
     * Holds the shapes of a file's tensors against the network: one that is turned about has as many values.
     *
     * @throws IllegalArgumentException naming each tensor that is missing, extra or of another shape
     */
    public void checkShapes(Map<String, List<Integer>> shapes) {
        check(shapes, (spec, found) -> found.equals(spec.shape()) ? Optional.empty() : Optional.of(found.toString()));
    }

    /** @param misfit of a tensor to its place, in words */
    private <T> void check(Map<String, T> given, BiFunction<ParameterSpec, T, Optional<String>> misfit) {
        var faults = new ArrayList<String>();
        var names = new HashSet<String>();
        for (var spec : specs) {
            names.add(spec.name());
            T found = given.get(spec.name());
            if (found == null) {
                faults.add("missing " + spec.name());
            } else {
                misfit.apply(spec, found)
                        .ifPresent(
                                other -> faults.add(spec.name() + ": expected " + spec.shape() + ", found " + other));
            }
        }
        given.keySet().stream().filter(name -> !names.contains(name)).forEach(name -> faults.add("extra " + name));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("weights do not fit the network: " + String.join("; ", faults));
        }
    }

    private record Shape(int channels, int height, int width) {}

    private static final class Counter implements Backend<Shape> {
        private final List<ParameterSpec> specs = new ArrayList<>();
        private long macs;

        @Override
        public Shape unit(UnitNames names, Shape x, Unit unit) {
            // Kaiming normal, fan out (arXiv:1502.01852), over the channels of a group.
            double fanOut = (double) unit.kernel() * unit.kernel() * unit.out() / unit.groups();
            var y = convolve(names.kernel(), x, unit, (float) Math.sqrt(2 / fanOut));
            var channels = List.of(unit.out());
            specs.add(new ParameterSpec(names.gain(), channels, true, false, constant(1)));
            specs.add(new ParameterSpec(names.shift(), channels, true, false, constant(0)));
            specs.add(new ParameterSpec(names.mean(), channels, false, false, constant(0)));
            specs.add(new ParameterSpec(names.variance(), channels, false, false, constant(1)));
            return y;
        }

        @Override
        public Shape biased(String name, Shape x, Unit unit, float initialBias) {
            var y = convolve(name + ".weight", x, unit, 0.01f);
            specs.add(new ParameterSpec(name + ".bias", List.of(unit.out()), true, false, constant(initialBias)));
            return y;
        }

        private Shape convolve(String name, Shape x, Unit unit, float deviation) {
            if (x.channels != unit.in()) {
                var layer = name.substring(0, name.length() - ".weight".length());
                throw new IllegalArgumentException(layer + " expects " + unit.in() + " channels, found " + x.channels);
            }
            var shape = List.of(unit.out(), unit.in() / unit.groups(), unit.kernel(), unit.kernel());
            var spec = new ParameterSpec(name, shape, true, true, new ParameterSpec.Initial(0, deviation));
            specs.add(spec);
            var y = new Shape(unit.out(), x.height / unit.stride(), x.width / unit.stride());
            macs += (long) spec.size() * y.height * y.width;
            return y;
        }

        private static ParameterSpec.Initial constant(float value) {
            return ParameterSpec.Initial.constant(value);
        }

        @Override
        public Shape activate(Shape x, Activation activation) {
            return x;
        }

        @Override
        public Shape scale(String name, Shape x) {
            specs.add(new ParameterSpec(name, List.of(), true, true, constant(1)));
            return x;
        }

        @Override
        public Shape times(Shape x, float factor) {
            return x;
        }

        @Override
        public Shape phases(Shape x) {
            return new Shape(4 * x.channels, x.height / 2, x.width / 2);
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

        @Override
        public Shape halve(Shape x, int kernel) {
            return new Shape(x.channels, x.height / 2, x.width / 2);
        }

        @Override
        public Shape channels(Shape x, int from, int count) {
            if (from < 0 || count < 1 || from + count > x.channels) {
                throw new IllegalArgumentException(
                        "cannot take channels " + from + " to " + (from + count - 1) + " of " + x);
            }
            return new Shape(count, x.height, x.width);
        }

        @Override
        public Shape shuffle(Shape x, int channels, int groups) {
            if (x.channels != channels || channels % groups != 0) {
                throw new IllegalArgumentException(
                        "cannot shuffle " + channels + " channels in " + groups + " groups, found " + x);
            }
            return x;
        }

        @Override
        public Shape excite(String name, Shape x, int channels, int hidden) {
            var means = new Shape(x.channels, 1, 1);
            var squeezed = dense(name + ".squeeze", means, channels, hidden);
            dense(name + ".excite", squeezed, hidden, channels);
            return x;
        }

        /** Kaiming as the convolutions, not the small values predictions start with. */
        private Shape dense(String name, Shape x, int in, int out) {
            var y = convolve(name + ".weight", x, Unit.pointwise(in, out), (float) Math.sqrt(2.0 / out));
            specs.add(new ParameterSpec(name + ".bias", List.of(out), true, false, constant(0)));
            return y;
        }
    }
}
