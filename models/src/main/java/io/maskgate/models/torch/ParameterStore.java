package io.maskgate.models.torch;

import io.maskgate.models.net.Cost;
import io.maskgate.models.net.ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A network's parameters. All trainable values lie in one flat tensor and all running statistics in another; the named
 * tensors are views of them. So an optimiser step, a moving average or a checkpoint is a handful of operations however
 * many layers there are.
 */
public final class ParameterStore implements AutoCloseable {
    private final List<Tensor> owned = new ArrayList<>();
    private final Cost cost;
    private final Map<String, Tensor> named = new LinkedHashMap<>();
    private final Tensor trainable;
    private final Tensor gradient;
    private final Tensor statistics;
    private final Tensor decayMask;

    /** Fresh parameters, drawn by {@code seed}. */
    public ParameterStore(Cost cost, long seed) {
        this.cost = cost;
        var specs = cost.specs();
        int size = specs.stream()
                .filter(ParameterSpec::trainable)
                .mapToInt(ParameterSpec::size)
                .sum();
        int rest = specs.stream().mapToInt(ParameterSpec::size).sum() - size;
        try (var _ = new PointerScope()) {
            trainable = own(torch.zeros(size));
            gradient = own(torch.zeros(size));
            statistics = own(torch.zeros(rest));
            var random = new SplittableRandom(seed);
            var decays = new float[size];
            int at = 0;
            int statisticsAt = 0;
            for (var spec : specs) {
                if (spec.trainable()) {
                    // set_requires_grad answers with an alias that owns nothing: keep the tensor itself.
                    var leaf = own(view(trainable, at, spec).detach());
                    leaf.set_requires_grad(true);
                    // Autograd adds into a gradient that exists already, so the flat gradient fills by itself.
                    leaf.mutable_grad().put(view(gradient, at, spec));
                    named.put(spec.name(), leaf);
                    Arrays.fill(decays, at, at + spec.size(), spec.decays() ? 1 : 0);
                    at += spec.size();
                } else {
                    named.put(spec.name(), own(view(statistics, statisticsAt, spec)));
                    statisticsAt += spec.size();
                }
                Tensors.set(named.get(spec.name()), spec.draw(random));
            }
            decayMask = own(Tensors.floats(decays, size));
        }
    }

    /** Keeps a tensor beyond the scope it was made in, until {@link #close()}. */
    private Tensor own(Tensor tensor) {
        owned.add(tensor);
        return tensor.retainReference();
    }

    private static Tensor view(Tensor flat, long start, ParameterSpec spec) {
        long[] shape = spec.shape().stream().mapToLong(Integer::longValue).toArray();
        return flat.narrow(0, start, spec.size()).view(shape);
    }

    /** The tensor of this name; a view, not to be closed. */
    public Tensor get(String name) {
        var tensor = named.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no parameter " + name);
        }
        return tensor;
    }

    public List<ParameterSpec> specs() {
        return cost.specs();
    }

    /** All trainable values, flat. */
    public Tensor trainable() {
        return trainable;
    }

    /** The gradient of {@link #trainable()}, filled by backward. */
    public Tensor gradient() {
        return gradient;
    }

    /** All running statistics, flat. */
    public Tensor statistics() {
        return statistics;
    }

    /** 1 where weight decay applies, else 0. */
    public Tensor decayMask() {
        return decayMask;
    }

    /** Takes over another store's values; same network. */
    public void copyFrom(ParameterStore other) {
        try (var _ = new NoGradGuard()) {
            trainable.copy_(other.trainable);
            statistics.copy_(other.statistics);
        }
    }

    /** Every tensor by name, in row-major order. */
    public Map<String, float[]> toMap() {
        var map = new LinkedHashMap<String, float[]>();
        try (var _ = new PointerScope()) {
            named.forEach((name, tensor) -> map.put(name, Tensors.toFloats(tensor)));
        }
        return map;
    }

    /**
     * Loads every tensor by name.
     *
     * @throws IllegalArgumentException naming each tensor that is missing, extra or of another size
     */
    public void load(Map<String, float[]> values) {
        cost.check(values);
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            named.forEach((name, tensor) -> Tensors.set(tensor, values.get(name)));
        }
    }

    @Override
    public void close() {
        owned.forEach(Tensor::releaseReference);
        owned.clear();
    }
}
