package io.maskgate.daemon.rules;

import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The share of faces with a mask among those seen within a sliding window. A face counts once, whether it stays a second
 * or the whole window, with the label it had last; one whose label never settles does not count at all. It counts until
 * its last sight is older than the window.
 */
final class ComplianceWindow {
    /** Faces remembered; beyond it the ones not seen for longest are forgotten. */
    static final int MOST = 20_000;

    /** In order of last sight. */
    private final Map<String, Seen> faces = new LinkedHashMap<>();

    private long nanos;
    private int masked;

    private record Seen(boolean mask, long at) {}

    ComplianceWindow(Duration window) {
        nanos = window.toNanos();
    }

    /** Another window from the next look on. A longer one does not know whom the shorter one has forgotten. */
    void follow(Duration window) {
        nanos = window.toNanos();
    }

    /** @param now monotonic nanoseconds, not before the last call's */
    void look(List<TrackView> views, long now) {
        for (var view : views) {
            view.label().ifPresent(label -> {
                forget(faces.remove(view.id()));
                boolean mask = label == MaskLabel.FACEMASK;
                faces.put(view.id(), new Seen(mask, now));
                masked += mask ? 1 : 0;
            });
        }
        Iterator<Seen> oldest = faces.values().iterator();
        while (oldest.hasNext()) {
            var seen = oldest.next();
            if (now - seen.at <= nanos && faces.size() <= MOST) {
                return;
            }
            oldest.remove();
            forget(seen);
        }
    }

    private void forget(@Nullable Seen seen) {
        masked -= seen != null && seen.mask ? 1 : 0;
    }

    /** Percent; empty where no face counts. */
    OptionalInt percent() {
        return percent(masked, faces.size());
    }

    /** Rounded, but 100 is said of all and 0 of none alone. */
    static OptionalInt percent(int masked, int all) {
        if (all == 0) {
            return OptionalInt.empty();
        }
        int rounded = (int) Math.round(100.0 * masked / all);
        return OptionalInt.of(masked == 0 || masked == all ? rounded : Math.clamp(rounded, 1, 99));
    }
}
