package io.maskgate.models.pipeline;

import io.maskgate.hw.inference.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The step that makes the candidate's smaller precisions. */
final class Quantising {
    private Quantising() {}

    /**
     * What loses too much is written all the same, so that it can be evaluated and told; its card holds it back.
     *
     * @param data calibrates it, and judges it against float32
     */
    static Step step(Layout at, Path data, PipelineRecipe.Quantise settings) {
        var smaller = List.of(at.candidate(Precision.FP16), at.candidate(Precision.INT8));
        return new Step(
                "quantise",
                List.of(at.candidate(Precision.FP32)),
                smaller,
                shell -> shell.run(List.of(
                        "quantize",
                        "--model",
                        at.candidate(),
                        "--calibration",
                        data,
                        "--samples",
                        settings.samples(),
                        "--most-loss",
                        settings.mostLoss(),
                        "--accept-loss")));
    }

    /** Of a model that is kept all the same: that a gateway will run it in float32, where it does not. */
    static List<String> notes(Layout at, PipelineRecipe.Quantise settings) throws IOException {
        if (settings.samples() == 0) {
            return List.of("float32 alone: a processor that is made for int8 runs that in about half the time; set"
                    + " quantise.samples, or: maskgate quantize --model " + at.zoo() + " --calibration DATA");
        }
        var check = Judging.read(at.card()).path(Precision.INT8.text()).path("check");
        return check.path("passed").asBoolean()
                ? List.of()
                : List.of("int8 loses more than " + settings.mostLoss()
                        + " points against float32, so that gateways will run it in float32");
    }
}
