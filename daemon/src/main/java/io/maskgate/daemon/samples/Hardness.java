package io.maskgate.daemon.samples;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which looks at faces of one camera are worth learning from: those in which the model contradicts what the whole track
 * says, or is of two minds. A few of each face, seconds apart, and a few a minute, so that one poster does not fill the
 * disk. Pure: time comes with each call; not thread-safe.
 */
final class Hardness {
    /** Labels closer than this are a tie. */
    private static final double TIE = 0.3;
    /** A face that is not settled after so many looks is undecided. */
    private static final int LOOKS = 10;
    /** Fewer pixels teach nothing. */
    private static final float LEAST_SIDE = 16;

    private static final int OF_ONE_FACE = 3;
    private static final Duration APART = Duration.ofSeconds(2);
    private static final Duration FORGOTTEN = Duration.ofMinutes(5);
    private static final int AT_ONCE = 12;
    private static final Duration ONE_MORE = Duration.ofMinutes(1);

    private final double threshold;
    private final Map<String, Seen> tracks = new HashMap<>();
    private double allowed = AT_ONCE;
    private long counted = Long.MIN_VALUE;

    /** What is known of a track. */
    private static final class Seen {
        int looks;
        int taken;
        long lastTaken = Long.MIN_VALUE;
        long last;
    }

    /** Why a look is hard. */
    enum Reason {
        /** It says another label than the track, and means it. */
        FLICKER,
        /** It cannot choose between the labels. */
        TIE,
        /** The track's label is not settled after many looks. */
        UNDECIDED,
        /** It hardly takes for a face what the track knows as one. */
        FAINT;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param threshold score from which a detection counts as a face */
    Hardness(double threshold) {
        this.threshold = threshold;
    }

    /** Why this look is worth keeping; empty where it is not, or enough of this face or camera is kept already. */
    Optional<Reason> judge(Face face, long nanos) {
        refill(nanos);
        var seen = tracks.computeIfAbsent(face.track(), _ -> new Seen());
        seen.looks++;
        seen.last = nanos;
        var reason = reason(face, seen.looks);
        boolean enough =
                seen.taken >= OF_ONE_FACE || seen.taken > 0 && nanos - seen.lastTaken < APART.toNanos() || allowed < 1;
        if (reason.isEmpty() || enough) {
            return Optional.empty();
        }
        seen.taken++;
        seen.lastTaken = nanos;
        allowed--;
        return reason;
    }

    private Optional<Reason> reason(Face face, int looks) {
        if (Math.min(face.box().width(), face.box().height()) < LEAST_SIDE) {
            return Optional.empty();
        }
        boolean sure = face.score() >= threshold;
        if (sure && face.label().isPresent() && face.label().get() != face.look()) {
            return Optional.of(Reason.FLICKER);
        }
        if (sure && Math.abs(face.facemask() - face.noFacemask()) < TIE) {
            return Optional.of(Reason.TIE);
        }
        if (face.label().isEmpty()) {
            return looks >= LOOKS ? Optional.of(Reason.UNDECIDED) : Optional.empty();
        }
        return sure ? Optional.empty() : Optional.of(Reason.FAINT);
    }

    private void refill(long nanos) {
        if (counted != Long.MIN_VALUE) {
            allowed = Math.min(AT_ONCE, allowed + (double) (nanos - counted) / ONE_MORE.toNanos());
        }
        counted = nanos;
        tracks.values().removeIf(seen -> nanos - seen.last > FORGOTTEN.toNanos());
    }
}
