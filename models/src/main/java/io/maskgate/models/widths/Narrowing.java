package io.maskgate.models.widths;

import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.Elastic;
import io.maskgate.models.weights.Safetensors;
import java.util.stream.IntStream;

/**
 * Brings a LightMask, fine or not, to narrower widths that somebody chose, by what each map costs on an engine say, which
 * {@link Pruning} does not ask. The channels that let the least through go, as there.
 *
 * @param to the network of these widths
 */
public record Narrowing(Elastic to) {
    /** @throws IllegalArgumentException when there is no such network, or none whose widths can differ */
    public static Narrowing to(String architecture) {
        if (Architectures.named(architecture) instanceof Elastic elastic) {
            return new Narrowing(elastic);
        }
        throw new IllegalArgumentException("architecture is " + architecture + ", expected " + Traced.EXPECTED);
    }

    /**
     * The narrower weights; to be trained further.
     *
     * @throws IllegalArgumentException when the weights are of another kind of network, do not fit theirs, or have fewer
     *     channels somewhere
     */
    public Safetensors of(Safetensors weights) {
        var whole = Traced.of(weights);
        String from = whole.network().architecture();
        if (whole.network().getClass() != to.getClass()) {
            throw new IllegalArgumentException(
                    "the weights are of " + from + ", expected the kind of network that " + to.architecture() + " is");
        }
        var had = whole.network().channels();
        var wanted = to.channels();
        IntStream.range(0, had.size())
                .filter(i -> wanted.get(i) > had.get(i))
                .findFirst()
                .ifPresent(i -> {
                    throw new IllegalArgumentException("width " + (i + 1) + " of " + had.size() + ": expected at most "
                            + had.get(i) + " channels, as " + from + " has, found " + wanted.get(i));
                });
        return new Cut(whole, wanted).of(weights, "from " + from);
    }
}
