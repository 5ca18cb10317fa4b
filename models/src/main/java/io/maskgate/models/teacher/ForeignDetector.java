package io.maskgate.models.teacher;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.OnnxModel;
import io.maskgate.models.data.SoftFace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /**
     * What it sees, and how long each step took, nanoseconds.
     *
     * @param scaling from the view to the input
     * @param engine the network itself
     * @param reading from its answer to faces
     * @param processor processor time of the calling thread for the last two
     */
    record Sight(List<SoftFace> faces, long scaling, long engine, long reading, long processor) {}

    /**
     * Loads it and holds it against its adapter.
     *
     * @param threads of one answer; 1 is the caller's own
     * @throws InferenceException naming what does not fit
     */
    ForeignDetector(Path file, Adapter adapter, int threads) {
        this.file = file;
        this.adapter = adapter;
        model = OnnxModel.open(file, threads);
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
        return look(view, width, height).faces();
    }

    /** The same, with the time it took. */
    Sight look(byte[] view, int width, int height) {
        long start = System.nanoTime();
        var place = input.place(width, height);
        var wanted = Set.copyOf(adapter.outputs());
        var values = input.of(view, place);
        long scaled = System.nanoTime();
        long processor = threads.getCurrentThreadCpuTime();
        var outputs = model.run(adapter.input().name(), values, input.shape(), wanted);
        long answered = System.nanoTime();
        try {
            var faces = answer.faces(outputs, place);
            return new Sight(
                    faces,
                    scaled - start,
                    answered - scaled,
                    System.nanoTime() - answered,
                    threads.getCurrentThreadCpuTime() - processor);
        } catch (InferenceException e) {
            throw new InferenceException("model " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
