package io.maskgate.models.damo;

import io.maskgate.models.net.Cost;
import io.maskgate.models.net.ParameterSpec;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Weights as the original names them, from a safetensors file. What PyTorch keeps beside the weights proper is passed over:
 * counters of batches, and the head's constant row of bins.
 *
 * @param freshHead draw the head anew in place of reading it, as for weights of other classes
 * @param seed of the drawing
 */
public record OriginalWeights(Path file, boolean freshHead, long seed) {
    private static final String HEAD = "head.";
    private static final String COUNTER = ".num_batches_tracked";
    private static final String CONSTANT = "head.integral.project";

    /**
     * Reads the network's weights.
     *
     * @return with the shape of every tensor of the network, and {@code architecture} in the metadata
     * @throws IOException when the file cannot be read, or naming each tensor that is missing, extra or of another shape
     */
    public Safetensors read(DamoYolo network) throws IOException {
        var found = Safetensors.read(file, this::wanted).tensors();
        var faults = new ArrayList<String>();
        var names = new HashSet<String>();
        var tensors = new LinkedHashMap<String, Safetensors.Entry>();
        var random = new SplittableRandom(seed);
        for (var spec : Cost.of(network, 64, 64).specs()) {
            names.add(spec.name());
            if (freshHead && spec.name().startsWith(HEAD)) {
                tensors.put(spec.name(), new Safetensors.Entry(spec.shape(), spec.draw(random)));
            } else {
                take(spec, found.get(spec.name()), tensors, faults);
            }
        }
        found.forEach((name, entry) -> {
            if (!names.contains(name)) {
                faults.add("extra " + name + " " + entry.shape());
            }
        });
        if (!faults.isEmpty()) {
            throw new IOException(file + ": weights do not fit " + network.architecture() + ": "
                    + String.join("; ", faults) + hint(faults));
        }
        return new Safetensors(Map.of("architecture", network.architecture()), tensors);
    }

    private boolean wanted(String name) {
        return !name.endsWith(COUNTER) && !name.equals(CONSTANT) && !(freshHead && name.startsWith(HEAD));
    }

    private static void take(
            ParameterSpec spec,
            Safetensors.@Nullable Entry entry,
            Map<String, Safetensors.Entry> tensors,
            List<String> faults) {
        if (entry == null) {
            faults.add("missing " + spec.name() + " " + spec.shape());
        } else if (!entry.shape().equals(spec.shape())) {
            faults.add(spec.name() + ": expected " + spec.shape() + ", found " + entry.shape());
        } else {
            tensors.put(spec.name(), entry);
        }
    }

    private static String hint(List<String> faults) {
        boolean headOnly = faults.stream().allMatch(fault -> fault.contains(HEAD));
        return headOnly ? "; only the head differs, as with other classes: give --fresh-head to draw it anew" : "";
    }
}
