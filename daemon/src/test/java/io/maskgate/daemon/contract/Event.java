package io.maskgate.daemon.contract;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The keys of {@link io.maskgate.daemon.events.EventJson}. */
record Event(
        @Field(doc = "What this is, and its version.", constant = "maskgate.event/1")
        String schema,

        @Field(doc = "The same for every delivery of this event; version 7, so ids sort by time.")
        UUID id,

        @Field(doc = "new: the label is settled; update: it changed; end: the face is gone.")
        MaskEvent.Type type,

        @Field(doc = "The gateway's name.") String gateway,
        @Field(doc = "The camera's name.") String camera,

        @Field(doc = "One face from appearance to disappearance; unique over restarts.")
        String track,

        @Field(doc = "Counts within the track, without gaps.", min = 1)
        int seq,

        @Field(doc = "The settled label.") MaskLabel label,

        @Field(doc = "Confidence in the label.", min = 0, max = 1)
        double score,

        @Field(doc = "x0, y0, x1, y1 in pixels of the frame.", items = 4)
        List<Integer> box,

        @Field(doc = "Width and height of the frame in pixels.", items = 2)
        List<Integer> frame,

        @Field(doc = "Zones of the camera the face is in.") List<String> zones,

        @Field(doc = "Time of the frame; of an end, of the last one with the face.")
        Instant at,

        @Field(doc = "When the face was first seen.") Instant since,

        @Field(doc = "Model that saw it.", pattern = ".+@[0-9a-f]{8}")
        String model,

        @Field(doc = "Seconds from first to last sight; in an end only.", min = 0)
        Optional<Double> durationS,

        @Field(doc = "Share of the time by label, 1 together; in an end only.")
        Optional<Share> share) {
    /** Share of the time. */
    record Share(
            @Field(doc = "With a mask.", min = 0, max = 1) double facemask,

            @Field(doc = "Without.", name = "no facemask", min = 0, max = 1)
            double noFacemask) {}
}
