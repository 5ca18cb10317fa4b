package io.maskgate.models.quantise;

import io.maskgate.hw.inference.InputPool;
import io.maskgate.models.export.Format;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.net.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * An int8.onnx that is only to be timed: every operation that may be is in eight bits, ranges are those of a picture of noise.
 * Its answers mean nothing; it takes the time of a trained one of which nothing is left in float.
 */
public final class FreshInt8 {
    private FreshInt8() {}

    /**
     * Writes it.
     *
     * @param weights any, fresh ones too
     * @param sha of the weights' file, for the metadata
     */
    public static void write(
            OnnxExporter exporter, Network network, Map<String, float[]> weights, String sha, Path file)
            throws IOException {
        var probe = file.resolveSibling("probe.onnx");
        var operations = exporter.writeProbe(network, weights, sha, probe);
        try (var input = new InputPool(1, exporter.width(), exporter.height())
                        .acquire()
                        .orElseThrow();
                var run = new Calibration.Run(probe, operations, _ -> {})) {
            var noise = new byte[input.pixels().capacity()];
            new Random(1).nextBytes(noise);
            input.pixels().duplicate().put(noise);
            run.add(input);
            var planner = new Planner(run.calibration(), RangeMethod.MINMAX);
            var plan = planner.plan(Set.copyOf(planner.candidates()));
            exporter.write(network, weights, sha, new Format.Int8(plan, true), file);
        } finally {
            Files.deleteIfExists(probe);
        }
    }
}
