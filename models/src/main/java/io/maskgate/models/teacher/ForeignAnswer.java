package io.maskgate.models.teacher;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.Letterbox;
import io.maskgate.hw.inference.OnnxModel;
import io.maskgate.models.data.SoftFace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What somebody's detector answers, read as its adapter says. */
record ForeignAnswer(Adapter adapter) {
    private record Candidate(Box box, float facemask, float noFacemask) {
        private float foreground() {
            return facemask + noFacemask;
        }

        /** Two classes that are each yes or no may add up to more than one: then they are brought down to it. */
        private SoftFace face() {
            float sum = Math.max(1, foreground());
            return new SoftFace(box.x0(), box.y0(), box.x1(), box.y1(), facemask / sum, noFacemask / sum);
        }
    }

    private record Rows(float[] values, int count, int width) {}

    /**
     * The faces, the surest first, without repeats.
     *
     * @param place where the view lies in the input
     * @return in pixels of the view, cut to it
     * @throws InferenceException when an output is of another shape, or no probabilities
     */
    List<SoftFace> faces(OnnxModel.Output boxes, OnnxModel.Output scores, Letterbox place) {
        int columns = Math.max(adapter.scores().facemask(), adapter.scores().noFacemask()) + 1;
        var box = rows(adapter.boxes().name(), boxes, 4, 4);
        var score = rows(adapter.scores().name(), scores, columns, Integer.MAX_VALUE);
        if (box.count != score.count) {
            throw new InferenceException(
                    "expected as many boxes as scores, found " + box.count + " and " + score.count);
        }
        return suppress(candidates(box, score, place));
    }

    private static Rows rows(String name, OnnxModel.Output output, int least, int most) {
        long[] shape = output.shape();
        long width = shape[shape.length - 1];
        if (!(shape.length == 2 || shape.length == 3 && shape[0] == 1) || width < least || width > most) {
            throw new InferenceException("output " + name + ": expected [1,N," + least
                    + (most == least ? "]" : " or more]") + ", found " + Arrays.toString(shape));
        }
        return new Rows(output.values(), (int) shape[shape.length - 2], (int) width);
    }

    private List<Candidate> candidates(Rows boxes, Rows scores, Letterbox place) {
        var found = new ArrayList<Candidate>();
        for (int i = 0; i < boxes.count; i++) {
            float facemask = probability(scores, i, adapter.scores().facemask());
            float noFacemask = probability(scores, i, adapter.scores().noFacemask());
            if (facemask + noFacemask >= adapter.least()) {
                var box = place.toSource(inInput(boxes.values, 4 * i));
                if (box.width() > 0 && box.height() > 0) {
                    found.add(new Candidate(box, facemask, noFacemask));
                }
            }
        }
        found.sort(Comparator.comparingDouble(c -> -c.foreground()));
        return found;
    }

    private float probability(Rows scores, int row, int column) {
        float p = scores.values[row * scores.width + column];
        if (!(p >= -1e-3f && p <= 1.001f)) {
            throw new InferenceException("output " + adapter.scores().name() + ": expected probabilities, found " + p);
        }
        return Math.clamp(p, 0, 1);
    }

    /** In pixels of the input. */
    private Box inInput(float[] values, int at) {
        float a = values[at];
        float b = values[at + 1];
        float c = values[at + 2];
        float d = values[at + 3];
        boolean fraction = adapter.boxes().unit() == Adapter.Unit.FRACTION;
        float sx = fraction ? adapter.input().width() : 1;
        float sy = fraction ? adapter.input().height() : 1;
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
        return kept.stream().map(Candidate::face).toList();
    }
}
