package io.maskgate.models.teacher;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.Letterbox;
import io.maskgate.hw.inference.OnnxModel;
import io.maskgate.models.data.SoftFace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Somebody's ONNX detector: views in, faces with probabilities out. Any number of threads may ask it at once. */
final class ForeignDetector implements AutoCloseable {
    private final Path file;
    private final Adapter adapter;
    private final OnnxModel model;
    private final boolean bytes;

    private record Candidate(Box box, float facemask, float noFacemask) {
        private float foreground() {
            return facemask + noFacemask;
        }
    }

    /**
     * Loads it and holds it against its adapter.
     *
     * @throws InferenceException naming what does not fit
     */
    ForeignDetector(Path file, Adapter adapter) {
        this.file = file;
        this.adapter = adapter;
        model = OnnxModel.open(file, 1);
        try {
            bytes = model.input(adapter.input().name()) == OnnxModel.Values.UINT8;
            for (var output : List.of(adapter.boxes().name(), adapter.scores().name())) {
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
     * The faces in a view, sharpest first, cut to it.
     *
     * @param view uint8 {@code [height,width,3]} RGB
     */
    List<SoftFace> see(byte[] view, int width, int height) {
        var place = Resampler.place(adapter.input(), width, height);
        var outputs = model.run(
                adapter.input().name(),
                input(view, place),
                shape(),
                Set.of(adapter.boxes().name(), adapter.scores().name()));
        var boxes = rows(adapter.boxes().name(), outputs.get(adapter.boxes().name()), 4);
        int columns = Math.max(adapter.scores().facemask(), adapter.scores().noFacemask()) + 1;
        var scores = rows(adapter.scores().name(), outputs.get(adapter.scores().name()), columns);
        if (boxes.count() != scores.count()) {
            throw new InferenceException("model " + file + ": expected as many boxes as scores, found " + boxes.count()
                    + " and " + scores.count());
        }
        return suppress(candidates(boxes, scores, place));
    }

    private record Rows(float[] values, int count, int width) {}

    private Rows rows(String name, OnnxModel.Output output, int least) {
        long[] shape = output.shape();
        boolean one = shape.length == 2 || shape.length == 3 && shape[0] == 1;
        if (!one || shape[shape.length - 1] < least || least == 4 && shape[shape.length - 1] != 4) {
            throw new InferenceException("model " + file + ": output " + name + ": expected [1,N," + least
                    + (least == 4 ? "" : " or more") + "], found " + Arrays.toString(shape));
        }
        return new Rows(output.values(), (int) shape[shape.length - 2], (int) shape[shape.length - 1]);
    }

    private long[] shape() {
        var input = adapter.input();
        return switch (input.layout()) {
            case NCHW -> new long[] {1, 3, input.height(), input.width()};
            case NHWC -> new long[] {1, input.height(), input.width(), 3};
        };
    }

    private ByteBuffer input(byte[] view, Letterbox place) {
        var input = adapter.input();
        int area = input.width() * input.height();
        var scaled = new float[area * 3];
        if (place.contentWidth() != input.width() || place.contentHeight() != input.height()) {
            Arrays.fill(scaled, Letterbox.PAD);
        }
        new Resampler(place.sourceWidth(), place.sourceHeight(), place.contentWidth(), place.contentHeight())
                .scale(view, scaled, input.width(), place.left(), place.top());
        var buffer =
                ByteBuffer.allocateDirect(area * 3 * (bytes ? 1 : Float.BYTES)).order(ByteOrder.nativeOrder());
        boolean planes = input.layout() == Adapter.Layout.NCHW;
        for (int c = 0; c < 3; c++) {
            int from = input.colours() == Adapter.Colours.RGB ? c : 2 - c;
            float mean = input.mean().get(c).floatValue();
            float scale = 1 / input.scale().get(c).floatValue();
            for (int i = 0; i < area; i++) {
                int to = planes ? c * area + i : 3 * i + c;
                float value = scaled[3 * i + from];
                if (bytes) {
                    buffer.put(to, (byte) Math.round(value));
                } else {
                    buffer.putFloat(Float.BYTES * to, (value - mean) * scale);
                }
            }
        }
        return buffer;
    }

    private List<Candidate> candidates(Rows boxes, Rows scores, Letterbox place) {
        var found = new ArrayList<Candidate>();
        for (int i = 0; i < boxes.count; i++) {
            float facemask = probability(scores, i, adapter.scores().facemask());
            float noFacemask = probability(scores, i, adapter.scores().noFacemask());
            // Two classes that are each yes or no may add up to more than one.
            float sum = Math.max(1, facemask + noFacemask);
            if (facemask + noFacemask >= adapter.least()) {
                var box = place.toSource(box(boxes.values, 4 * i));
                if (box.width() > 0 && box.height() > 0) {
                    found.add(new Candidate(box, facemask / sum, noFacemask / sum));
                }
            }
        }
        found.sort(Comparator.comparingDouble(c -> -c.foreground()));
        return found;
    }

    private float probability(Rows scores, int row, int column) {
        float p = scores.values[row * scores.width + column];
        if (!(p >= -1e-3f && p <= 1.001f)) {
            throw new InferenceException(
                    "model " + file + ": output " + adapter.scores().name() + ": expected probabilities, found " + p);
        }
        return Math.clamp(p, 0, 1);
    }

    /** In pixels of the input. */
    private Box box(float[] values, int at) {
        float a = values[at];
        float b = values[at + 1];
        float c = values[at + 2];
        float d = values[at + 3];
        float sx = adapter.boxes().unit() == Adapter.Unit.FRACTION
                ? adapter.input().width()
                : 1;
        float sy = adapter.boxes().unit() == Adapter.Unit.FRACTION
                ? adapter.input().height()
                : 1;
        return switch (adapter.boxes().form()) {
            case CORNERS -> new Box(a * sx, b * sy, c * sx, d * sy);
            case CENTRE -> new Box((a - c / 2) * sx, (b - d / 2) * sy, (a + c / 2) * sx, (b + d / 2) * sy);
        };
    }

    private List<SoftFace> suppress(List<Candidate> sorted) {
        var kept = new ArrayList<Candidate>();
        for (var candidate : sorted) {
            if (kept.stream().noneMatch(k -> k.box.iou(candidate.box) > adapter.suppression())) {
                kept.add(candidate);
            }
        }
        return kept.stream()
                .map(c -> new SoftFace(c.box.x0(), c.box.y0(), c.box.x1(), c.box.y1(), c.facemask, c.noFacemask))
                .toList();
    }

    @Override
    public void close() {
        model.close();
    }
}
