package io.maskgate.models.quantise;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.OnnxProbe;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How far a network's answers are from those of the same network in float32. */
final class OutputChange {
    private record Answers(float[] boxes, float[] scores) {}

    private final List<InputImage> inputs;
    private final List<Answers> expected;

    private OutputChange(List<InputImage> inputs, List<Answers> expected) {
        this.inputs = List.copyOf(inputs);
        this.expected = List.copyOf(expected);
    }

    /** @param fp32 the network in float32 */
    static OutputChange from(Path fp32, List<InputImage> inputs) {
        try (var reference = OnnxProbe.open(fp32, 1)) {
            return new OutputChange(
                    inputs,
                    inputs.stream().map(input -> answers(reference, input)).toList());
        }
    }

    /**
     * The mean over all predictions of how much the scores moved and the box moved (1 - IoU), each prediction counted by
     * its score: 0 where nothing changed.
     */
    double of(Path onnx) {
        try (var network = OnnxProbe.open(onnx, 1)) {
            return of(network);
        }
    }

    private double of(OnnxProbe network) {
        double moved = 0;
        double weight = 0;
        for (int i = 0; i < inputs.size(); i++) {
            var before = expected.get(i);
            var after = answers(network, inputs.get(i));
            int classes = before.scores.length * 4 / before.boxes.length;
            for (int a = 0; a < before.boxes.length / 4; a++) {
                double score = 0;
                for (int c = a * classes; c < (a + 1) * classes; c++) {
                    moved += Math.abs(after.scores[c] - before.scores[c]);
                    score = Math.max(score, before.scores[c]);
                }
                moved += score * (1 - box(before.boxes, a).iou(box(after.boxes, a)));
                weight += score;
            }
        }
        return weight > 0 ? moved / weight : 0;
    }

    private static Box box(float[] boxes, int anchor) {
        return new Box(boxes[4 * anchor], boxes[4 * anchor + 1], boxes[4 * anchor + 2], boxes[4 * anchor + 3]);
    }

    private static Answers answers(OnnxProbe network, InputImage input) {
        var boxes = new ArrayList<float[]>();
        var scores = new ArrayList<float[]>();
        network.run(input, (name, values) -> {
            switch (name) {
                case "boxes" -> boxes.add(floats(values));
                case "scores" -> scores.add(floats(values));
                default -> {}
            }
        });
        return new Answers(boxes.getFirst(), scores.getFirst());
    }

    private static float[] floats(FloatBuffer buffer) {
        var values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
