package io.maskgate.models.teacher;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.Letterbox;
import io.maskgate.hw.inference.OnnxModel;
import io.maskgate.models.data.SoftFace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What somebody's detector answers, read as its adapter says. Immutable; any number of threads share it. */
final class ForeignAnswer {
    /** The surest boxes that are looked at: on noise a detector may answer with thousands. */
    private static final int MOST = 300;

    private final Adapter adapter;
    private final ForeignBoxes boxes;

    ForeignAnswer(Adapter adapter) {
        this.adapter = adapter;
        boxes = new ForeignBoxes(adapter.input(), adapter.boxes());
    }

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

    /**
     * The faces, the surest first, without repeats.
     *
     * @param outputs those of {@link Adapter#outputs()}
     * @param place where the view lies in the input
     * @return in pixels of the view, cut to it
     * @throws InferenceException when an output is of another shape, or no probabilities
     */
    List<SoftFace> faces(Map<String, OnnxModel.Output> outputs, Letterbox place) {
        var rows = boxes(outputs);
        var scores = scores(outputs, rows);
        if (rows.count() != scores.count()) {
            throw new InferenceException(
                    "expected as many boxes as scores, found " + rows.count() + " and " + scores.count());
        }
        var labels = new ForeignScores(adapter, scores, classes(outputs, rows));
        return suppress(candidates(boxes.of(rows), labels, rows, place));
    }

    private ForeignRows boxes(Map<String, OnnxModel.Output> outputs) {
        var says = adapter.boxes();
        return ForeignRows.table(
                says.name(), output(outputs, says.name()), says.layout(), Collections.max(says.columns()) + 1);
    }

    private ForeignRows scores(Map<String, OnnxModel.Output> outputs, ForeignRows boxes) {
        var says = adapter.scores();
        var output = output(outputs, says.name());
        return adapter.classes().present()
                ? ForeignRows.column(says.name(), output, says.layout(), says.column(), boxes.count())
                : ForeignRows.table(says.name(), output, says.layout(), says.last() + 1);
    }

    private Optional<ForeignRows> classes(Map<String, OnnxModel.Output> outputs, ForeignRows boxes) {
        var says = adapter.classes();
        if (!says.present()) {
            return Optional.empty();
        }
        var rows = ForeignRows.column(
                says.name(), output(outputs, says.name()), says.layout(), says.column(), boxes.count());
        if (rows.count() != boxes.count()) {
            throw new InferenceException(
                    "expected as many boxes as classes, found " + boxes.count() + " and " + rows.count());
        }
        return Optional.of(rows);
    }

    private static OnnxModel.Output output(Map<String, OnnxModel.Output> outputs, String name) {
        var output = outputs.get(name);
        if (output == null) {
            throw new InferenceException("expected the output " + name + ", found " + outputs.keySet());
        }
        return output;
    }

    private List<Candidate> candidates(
            ForeignBoxes.Reader read, ForeignScores scores, ForeignRows rows, Letterbox place) {
        var found = new ArrayList<Candidate>();
        for (int i = 0; i < rows.count(); i++) {
            var labels = scores.at(i);
            if (labels.foreground() >= adapter.least()) {
                var box = place.toSource(read.at(i));
                if (box.width() > 0 && box.height() > 0) {
                    found.add(new Candidate(box, labels.facemask(), labels.noFacemask()));
                }
            }
        }
        found.sort(Comparator.comparingDouble(c -> -c.foreground()));
        return found.subList(0, Math.min(MOST, found.size()));
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
