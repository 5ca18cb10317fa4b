package io.maskgate.daemon.tracking;

import io.maskgate.hw.inference.Box;
import java.util.OptionalDouble;

/**
 * How well an observation fits a track: by overlap with the expected box, and for small fast faces that moved further
 * than their own width since the last look, by the distance of the centres and the likeness of the sizes.
 */
final class Affinity {
    /** Distances are admitted up to so many deviations of the motion filter, ... */
    private static final double GATE_DEVIATIONS = 3;
    /** ... within these bounds, in face sizes. */
    private static final double GATE_MIN = 0.8;

    /** As far as a face seen but once, in the last look, can have walked since, where looks are rare: where it goes is not known. */
    private static final double GATE_MAX_FIRST = 5;
    /** From where it is expected. Further off stands the next one of a queue, and one that a look has missed may have been anybody's. */
    private static final double GATE_MAX = 2.5;
    /** Overlap that admits a pair whatever the distance. */
    private static final double SURE_OVERLAP = 0.3;
    /** Largest ratio of sizes between two looks. */
    private static final double SIZE_RATIO = 1.6;

    // The weights add up to 1. Chosen on ten simulated lobbies of 175 people: 76 exchanged names, against 177 with half
    // the weight on overlap, none on the label, confirmed tracks served first, and wider bounds of motion and size.
    private static final double OVERLAP_WEIGHT = 0.25;
    private static final double DISTANCE_WEIGHT = 0.25;
    private static final double SIZE_WEIGHT = 0.25;
    /** The mask is the one thing known of a face's looks: the other label than settled speaks against the pair. */
    private static final double LABEL_WEIGHT = 0.2;
    /** Between two tracks that fit alike, the one seen more recently gets the face, so that a stale one dies out. */
    private static final double STALE_WEIGHT = 0.05;

    private static final double STALE_LOOKS = 5;

    private Affinity() {}

    /** Cost from 0, perfect, to 1; empty where the pair cannot be. */
    static OptionalDouble cost(Track track, Observation observation) {
        Box expected = track.expected();
        Box seen = observation.box();
        double ratio = size(seen) / size(expected);
        double overlap = expected.iou(seen);
        double gate = gate(track);
        double distance = distance(expected, seen);
        if (Math.max(ratio, 1 / ratio) > SIZE_RATIO || distance > gate && overlap < SURE_OVERLAP) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(OVERLAP_WEIGHT * (1 - overlap)
                + DISTANCE_WEIGHT * Math.min(1, distance / gate)
                + SIZE_WEIGHT * Math.abs(Math.log(ratio)) / Math.log(SIZE_RATIO)
                + LABEL_WEIGHT * contradiction(track, observation)
                + STALE_WEIGHT * Math.min(1, track.missed() / STALE_LOOKS));
    }

    /** Root of the area, px; at least 1. */
    static double size(Box box) {
        return Math.sqrt(Math.max(1, box.area()));
    }

    /** Whether two boxes are so much in one place that they are one face seen twice. */
    static boolean sameFace(Box a, Box b) {
        float iou = a.iou(b);
        double intersection = iou / (1 + iou) * (a.area() + b.area());
        return iou > 0.5 || intersection > 0.8 * Math.min(a.area(), b.area());
    }

    /** Whether the track has settled on the other label. */
    static boolean contradicts(Track track, Observation observation) {
        return track.mask()
                .label()
                .filter(label -> label != observation.label())
                .isPresent();
    }

    /** How far the centre may be from where it is expected, in sizes: it grows with the time not seen. */
    private static double gate(Track track) {
        // The look that looks for it is counted as missed until it is found.
        double most = track.sightings() <= 1 && track.missed() <= 1 ? GATE_MAX_FIRST : GATE_MAX;
        return Math.clamp(GATE_DEVIATIONS * track.deviation() / size(track.expected()), GATE_MIN, most);
    }

    private static double contradiction(Track track, Observation observation) {
        return contradicts(track, observation) ? observation.margin() : 0;
    }

    private static double distance(Box a, Box b) {
        return Math.hypot(a.centerX() - b.centerX(), a.centerY() - b.centerY()) / size(a);
    }
}
