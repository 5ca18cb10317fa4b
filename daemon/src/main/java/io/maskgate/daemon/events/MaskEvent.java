package io.maskgate.daemon.events;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One event of one track; the JSON of it, by {@link EventJson}, is {@code maskgate.event/1}.
 *
 * @param id UUID version 7 (RFC 9562): the same for every delivery of this event
 * @param track the track's id, unique over restarts
 * @param seq counts from 1 within the track
 * @param score confidence in the label, 0 to 1
 * @param box in pixels of the frame
 * @param at frame time; of an end event, the frame in which the face was last seen
 * @param since when the face was first seen
 * @param model {@code name@sha8} of the model that saw it
 * @param summary present on {@link Type#END} only
 */
public record MaskEvent(
        UUID id,
        Type type,
        String gateway,
        String camera,
        String track,
        int seq,
        MaskLabel label,
        double score,
        Box box,
        int frameWidth,
        int frameHeight,
        List<String> zones,
        Instant at,
        Instant since,
        String model,
        Optional<Summary> summary) {
    public MaskEvent {
        zones = List.copyOf(zones);
        if (seq < 1) {
            throw new IllegalArgumentException("seq is " + seq + ", expected 1 or more");
        }
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("score is " + score + ", expected 0 to 1");
        }
        if ((type == Type.END) != summary.isPresent()) {
            throw new IllegalArgumentException("summary belongs to end events and to them alone");
        }
    }

    /** The same with these zones. */
    public MaskEvent withZones(List<String> in) {
        return new MaskEvent(
                id,
                type,
                gateway,
                camera,
                track,
                seq,
                label,
                score,
                box,
                frameWidth,
                frameHeight,
                in,
                at,
                since,
                model,
                summary);
    }

    /** What happened to the track. */
    public enum Type {
        /** The label is settled for the first time. */
        NEW,
        /** The settled label changed. */
        UPDATE,
        /** The face is gone. */
        END;

        /** The word in the JSON. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Type> of(String text) {
            return Arrays.stream(values())
                    .filter(type -> type.text().equals(text))
                    .findFirst();
        }
    }

    /**
     * A finished track.
     *
     * @param duration from first to last sight on the monotonic clock, so a step of the wall clock does not show in it
     * @param facemaskShare share of the settled time labelled facemask, 0 to 1
     * @param noFacemaskShare share labelled no facemask; the two add up to 1
     */
    public record Summary(Duration duration, double facemaskShare, double noFacemaskShare) {
        public Summary {
            if (duration.isNegative()) {
                throw new IllegalArgumentException("duration is " + duration + ", expected 0 or more");
            }
            if (!(facemaskShare >= 0 && noFacemaskShare >= 0 && Math.abs(facemaskShare + noFacemaskShare - 1) < 1e-6)) {
                throw new IllegalArgumentException("shares are " + facemaskShare + " and " + noFacemaskShare
                        + ", expected 0 or more and 1 together");
            }
        }
    }
}
