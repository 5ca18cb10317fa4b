package io.maskgate.models.cli;

import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.Cost;
import io.maskgate.models.weights.Safetensors;
import java.io.PrintWriter;
import java.util.Locale;

/** What a network of other widths costs, beside the one it was made of. */
final class WidthReport {
    private WidthReport() {}

    static void print(PrintWriter out, Safetensors before, Safetensors after) {
        out.printf(Locale.ROOT, "%s%n%s%n", told(before), told(after));
    }

    private static String told(Safetensors weights) {
        String architecture = weights.metadata().getOrDefault("architecture", "");
        var cost = Cost.of(Architectures.named(architecture), 320, 320);
        return String.format(
                Locale.ROOT,
                "%s: %,d parameters, %.3f GFLOPs at 320 x 320",
                architecture,
                cost.parameters(),
                cost.gflops());
    }
}
