package io.maskgate.models.train;

import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.Tensors;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Everything a run needs to go on: values, moving average, optimiser state, those of the alignment where one is learnt, and
 * how far it is.
 */
record Checkpoint(Path file) {
    /** The tensors of a run, by name. */
    record State(ParameterStore current, ParameterStore average, AdamW optimiser, Optional<Aligned> aligned) {
        private Map<String, Tensor> tensors() {
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors.put("values", current.trainable());
            tensors.put("statistics", current.statistics());
            tensors.put("average.values", average.trainable());
            tensors.put("average.statistics", average.statistics());
            tensors.put("adam.mean", optimiser.mean());
            tensors.put("adam.square", optimiser.square());
            aligned.ifPresent(align -> {
                tensors.put("align.values", align.parameters.trainable());
                tensors.put("align.adam.mean", align.optimiser.mean());
                tensors.put("align.adam.square", align.optimiser.square());
            });
            return tensors;
        }
    }

    /** What is learnt beside the student and thrown away with the run. */
    record Aligned(ParameterStore parameters, AdamW optimiser) {}

    /**
     * How far a run is.
     *
     * @param epoch epochs finished
     * @param best best mAP50 so far, 0..1; -1 before the first evaluation
     * @param from what it is made from
     */
    record Progress(int epoch, long step, double best, Origin from) {}

    /**
     * What a run is made from, each as a digest, to refuse another one.
     *
     * @param recipe with the teachers
     * @param data empty where it was not noted
     * @param start the weights it began with; empty for fresh ones, and where it was not noted
     */
    record Origin(String recipe, String data, String start) {}

    void save(Progress progress, State state) throws IOException {
        var tensors = new LinkedHashMap<String, Safetensors.Entry>();
        try (var _ = new PointerScope()) {
            state.tensors().forEach((name, tensor) -> {
                var values = Tensors.toFloats(tensor);
                tensors.put(name, new Safetensors.Entry(List.of(values.length), values));
            });
        }
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("epoch", Integer.toString(progress.epoch));
        metadata.put("step", Long.toString(progress.step));
        metadata.put("best", Double.toString(progress.best));
        metadata.put("recipe", progress.from.recipe);
        metadata.put("data", progress.from.data);
        metadata.put("start", progress.from.start);
        new Safetensors(metadata, tensors).write(file);
    }

    Progress load(State state) throws IOException {
        var saved = Safetensors.read(file);
        try (var _ = new PointerScope()) {
            for (var entry : state.tensors().entrySet()) {
                var found = saved.tensors().get(entry.getKey());
                if (found == null || found.values().length != entry.getValue().numel()) {
                    throw new IOException(file + ": " + entry.getKey() + ": expected "
                            + entry.getValue().numel() + " values, found "
                            + (found == null ? "none" : found.values().length) + "; it is of another network");
                }
                Tensors.set(entry.getValue(), found.values());
            }
        }
        var progress = new Progress(
                Integer.parseInt(text(saved, "epoch")),
                Long.parseLong(text(saved, "step")),
                Double.parseDouble(text(saved, "best")),
                new Origin(
                        text(saved, "recipe"),
                        saved.metadata().getOrDefault("data", ""),
                        saved.metadata().getOrDefault("start", "")));
        state.optimiser.steps(progress.step);
        state.aligned.ifPresent(align -> align.optimiser.steps(progress.step));
        return progress;
    }

    private String text(Safetensors saved, String key) throws IOException {
        var value = saved.metadata().get(key);
        if (value == null) {
            throw new IOException(file + ": expected metadata " + key + ", found "
                    + saved.metadata().keySet());
        }
        return value;
    }
}
