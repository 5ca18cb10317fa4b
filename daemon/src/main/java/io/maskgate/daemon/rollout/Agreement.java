package io.maskgate.daemon.rollout;

import io.maskgate.hw.inference.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How far two models saw the same in the same frames.
 *
 * @param frames both looked at
 * @param before faces of the model that serves
 * @param now faces of the one that is to
 * @param same faces of both, with the same label
 * @param otherLabel faces of both, with different labels
 */
public record Agreement(int frames, int before, int now, int same, int otherLabel) {
    /** Of nothing yet. */
    public static final Agreement NONE = new Agreement(0, 0, 0, 0, 0);

    /** Boxes that overlap so far are one face. */
    private static final float ONE_FACE = 0.5f;

    /**
     * With one more frame.
     *
     * @param threshold score from which a detection is a face
     */
    Agreement plus(List<Detection> earlier, List<Detection> later, double threshold) {
        var first = faces(earlier, threshold);
        var second = new ArrayList<>(faces(later, threshold));
        int faces = second.size();
        int alike = 0;
        int labelled = 0;
        for (var face : first) {
            var partner = second.stream()
                    .filter(other -> face.box().iou(other.box()) >= ONE_FACE)
                    .max(Comparator.comparingDouble(other -> face.box().iou(other.box())));
            if (partner.isPresent()) {
                second.remove(partner.get());
                boolean agree = partner.get().label() == face.label();
                alike += agree ? 1 : 0;
                labelled += agree ? 0 : 1;
            }
        }
        return new Agreement(frames + 1, before + first.size(), now + faces, same + alike, otherLabel + labelled);
    }

    /** Best first; of two boxes of one face, which may have different labels, the better one. */
    private static List<Detection> faces(List<Detection> found, double threshold) {
        var faces = new ArrayList<Detection>();
        found.stream()
                .filter(detection -> detection.score() >= threshold)
                .sorted(Comparator.comparingDouble(Detection::score).reversed())
                .filter(detection ->
                        faces.stream().noneMatch(better -> better.box().iou(detection.box()) >= ONE_FACE))
                .forEach(faces::add);
        return faces;
    }

    /** Without numbers of faces. */
    public Agreement framesOnly() {
        return new Agreement(frames, 0, 0, 0, 0);
    }

    /** Different faces that were seen by either. */
    public int faces() {
        return before + now - same - otherLabel;
    }

    /** The share of {@link #faces()} both saw with the same label; absent where nobody saw one. */
    public OptionalDouble share() {
        return faces() == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) same / faces());
    }

    /** For a person. */
    public String text() {
        if (frames == 0) {
            return "no frame came to compare on";
        }
        if (faces() == 0) {
            return "neither saw a face in " + frames + " frames";
        }
        return String.format(
                Locale.ROOT,
                "they agreed on %d of %d faces (%.0f %%) in %d frames; %d with another label, %d seen by the old one alone,"
                        + " %d by the new one alone",
                same,
                faces(),
                100.0 * same / faces(),
                frames,
                otherLabel,
                before - same - otherLabel,
                now - same - otherLabel);
    }
}
