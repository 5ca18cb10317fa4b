package io.maskgate.daemon.rules;

import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a camera saw in each minute of the last day, for the page's chart. A face counts once in each minute in which it
 * was in view, with the label it had last in that minute. In memory only, and safe to read from any thread.
 */
public final class History {
    public static final Duration STEP = Duration.ofMinutes(1);
    /** A day. */
    public static final int MOST_MINUTES = 1440;
    /** Different faces counted in a minute. */
    private static final int MOST_FACES = 10_000;

    /** Finished minutes in which the camera was looked at, in order. */
    private final ArrayDeque<Minute> minutes = new ArrayDeque<>();

    private final Map<String, Optional<MaskLabel>> faces = new HashMap<>();
    private long current = Long.MIN_VALUE;
    private int looks;

    /**
     * @param index minutes since 1970
     * @param looks pictures of the camera looked at; 0 where it was dark or off, which the present minute is not said to be
     *     as long as it was not in the one before
     * @param people different faces
     * @param facemask of them, last with a mask
     * @param noFacemask of them, last without a mask
     */
    public record Minute(long index, int looks, int people, int facemask, int noFacemask) {
        /** Percent of the settled faces with a mask; empty where there was none. */
        public OptionalInt compliance() {
            return ComplianceWindow.percent(facemask, facemask + noFacemask);
        }
    }

    /** A picture was looked at. */
    synchronized void look(List<TrackView> views, Instant wall) {
        turn(minute(wall));
        looks++;
        for (var view : views) {
            if (faces.size() < MOST_FACES || faces.containsKey(view.id())) {
                faces.put(view.id(), view.label());
            }
        }
    }

    /** The minute of a moment, counted from 1970. */
    public static long minute(Instant wall) {
        return Math.floorDiv(wall.getEpochSecond(), STEP.toSeconds());
    }

    /** When a minute counted from 1970 begins. */
    public static Instant begin(long minute) {
        return Instant.ofEpochSecond(minute * STEP.toSeconds());
    }

    private void turn(long minute) {
        if (minute == current) {
            return;
        }
        if (looks > 0) {
            minutes.addLast(present());
        }
        // A clock that was set back makes what it counted meanwhile worthless.
        minutes.removeIf(each -> each.index() >= minute || each.index() <= minute - MOST_MINUTES);
        faces.clear();
        looks = 0;
        current = minute;
    }

    private Minute present() {
        int facemask = Collections.frequency(faces.values(), Optional.of(MaskLabel.FACEMASK));
        int noFacemask = Collections.frequency(faces.values(), Optional.of(MaskLabel.NO_FACEMASK));
        return new Minute(current, looks, faces.size(), facemask, noFacemask);
    }

    /**
     * The last minutes up to the one of {@code now}, which is not over yet.
     *
     * @param count from 1 to {@link #MOST_MINUTES}
     * @return one for each, in order
     */
    public synchronized List<Minute> last(int count, Instant now) {
        long end = minute(now);
        Map<Long, Minute> known = new HashMap<>();
        minutes.forEach(each -> known.put(each.index(), each));
        if (looks > 0) {
            known.put(current, present());
        }
        if (known.containsKey(end - 1)) {
            // It has just begun: a camera that is looked at every few seconds is not dark before its first picture.
            known.putIfAbsent(end, new Minute(end, 1, 0, 0, 0));
        }
        var list = new ArrayList<Minute>(count);
        for (long index = end - count + 1; index <= end; index++) {
            list.add(known.getOrDefault(index, new Minute(index, 0, 0, 0, 0)));
        }
        return list;
    }
}
