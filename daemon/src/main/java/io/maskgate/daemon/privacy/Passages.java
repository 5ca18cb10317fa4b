package io.maskgate.daemon.privacy;

import io.maskgate.daemon.events.Aggregate;
import java.time.Duration;
import java.util.Optional;

/** Faces that passed one camera in an interval, as they were counted. */
record Passages(int facemask, int noFacemask, int undecided, long onlineMillis) {
    static final Passages NONE = new Passages(0, 0, 0, 0);

    Passages plus(Passages more) {
        return new Passages(
                facemask + more.facemask,
                noFacemask + more.noFacemask,
                undecided + more.undecided,
                onlineMillis + more.onlineMillis);
    }

    /** The same where a camera cannot have been online for longer than this. */
    Passages within(Duration interval) {
        return new Passages(facemask, noFacemask, undecided, Math.min(onlineMillis, interval.toMillis()));
    }

    /**
     * What of it is published. A part from 1 to below {@code k} is small: it is left out, and with it the sum, from which
     * it could be told; the rate is left out where one of its two parts is. What is published then says nothing of a
     * small part but that it is small. There are no sums over cameras or intervals.
     *
     * @param k 0 or 1 leaves nothing out
     */
    Aggregate.Row row(String camera, int k) {
        boolean smallFacemask = small(facemask, k);
        boolean smallNoFacemask = small(noFacemask, k);
        boolean smallUndecided = small(undecided, k);
        boolean suppressed = smallFacemask || smallNoFacemask || smallUndecided;
        int known = facemask + noFacemask;
        boolean rate = known > 0 && !smallFacemask && !smallNoFacemask;
        return new Aggregate.Row(
                camera,
                Math.round(onlineMillis / 1000.0),
                shown(known + undecided, !suppressed),
                shown(facemask, !smallFacemask),
                shown(noFacemask, !smallNoFacemask),
                shown(undecided, !smallUndecided),
                rate ? Optional.of((double) facemask / known) : Optional.empty(),
                suppressed);
    }

    private static boolean small(int count, int k) {
        return count > 0 && count < k;
    }

    private static Optional<Integer> shown(int count, boolean show) {
        return show ? Optional.of(count) : Optional.empty();
    }
}
