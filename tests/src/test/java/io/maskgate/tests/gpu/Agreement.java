package io.maskgate.tests.gpu;

import io.maskgate.hw.inference.Detection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much of what one engine finds another finds too: the same label, and boxes that overlap.
 *
 * @param expected faces of the first
 * @param matched of these, found by the second
 * @param extra faces of the second alone
 * @param meanOverlap of the matched, IoU
 */
record Agreement(int expected, int matched, int extra, double meanOverlap) {
    /** @param leastOverlap IoU from which two boxes are one face */
    static Agreement of(List<List<Detection>> first, List<List<Detection>> second, double leastOverlap) {
        int expected = 0;
        int matched = 0;
        int found = 0;
        double overlap = 0;
        for (int i = 0; i < first.size(); i++) {
            var left = new ArrayList<>(second.get(i));
            expected += first.get(i).size();
            found += left.size();
            for (var face : first.get(i)) {
                var best = left.stream()
                        .filter(other -> other.label() == face.label())
                        .filter(other -> other.box().iou(face.box()) >= leastOverlap)
                        .max((a, b) ->
                                Float.compare(a.box().iou(face.box()), b.box().iou(face.box())));
                if (best.isPresent()) {
                    left.remove(best.get());
                    matched++;
                    overlap += best.get().box().iou(face.box());
                }
            }
        }
        return new Agreement(expected, matched, found - matched, matched == 0 ? 0 : overlap / matched);
    }

    /** Of all faces that one of the two found, those that both found. */
    double share() {
        int all = expected + extra;
        return all == 0 ? 1 : (double) matched / all;
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%d of %d faces, %d more, %.1f %% in common, mean IoU %.3f",
                matched,
                expected,
                extra,
                100 * share(),
                meanOverlap);
    }
}
