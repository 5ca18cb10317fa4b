package io.maskgate.models.teacher;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.OnnxModel;
import io.maskgate.models.data.SoftFace;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Somebody's ONNX detector: views in, faces with probabilities out. Any number of threads may ask it at once. */
final class ForeignDetector implements AutoCloseable {
    private final Path file;
    private final Adapter adapter;
    private final OnnxModel model;
    private final ForeignInput input;
    private final ForeignAnswer answer;

    /**
     * Loads it and holds it against its adapter.
     *
     * @throws InferenceException naming what does not fit
     */
    ForeignDetector(Path file, Adapter adapter) {
        this.file = file;
        this.adapter = adapter;
        model = OnnxModel.open(file, 1);
        answer = new ForeignAnswer(adapter);
        try {
            input = new ForeignInput(
                    adapter.input(), model.input(adapter.input().name()));
            if (input.values() == OnnxModel.Values.UINT8 && !adapter.input().takesBytes()) {
                throw new InferenceException("model " + file + ": input "
                        + adapter.input().name()
                        + " takes bytes as they are: expected neither mean nor scale in the adapter, found "
                        + adapter.input().mean() + " and " + adapter.input().scale());
            }
            for (var output : adapter.outputs()) {
                if (!model.outputs().contains(output)) {
                    throw new InferenceException(
                            "model " + file + ": expected the output " + output + ", found " + model.outputs());
                }
            }
        } catch (InferenceException e) {
            model.close();
            throw e;
        }
    }

    /**
     * The faces in a view, the surest first, cut to it.
     *
     * @param view uint8 {@code [height,width,3]} RGB
     */
    List<SoftFace> see(byte[] view, int width, int height) {
        var place = input.place(width, height);
        var wanted = Set.copyOf(adapter.outputs());
        var outputs = model.run(adapter.input().name(), input.of(view, place), input.shape(), wanted);
        try {
            return answer.faces(outputs, place);
        } catch (InferenceException e) {
            throw new InferenceException("model " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
