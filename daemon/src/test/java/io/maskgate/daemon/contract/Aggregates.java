package io.maskgate.daemon.contract;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The keys of {@link io.maskgate.daemon.events.AggregateJson}. */
record Aggregates(
        @Field(doc = "What this is, and its version.", constant = "maskgate.aggregate/1")
        String schema,

        @Field(doc = "The same for every delivery.") UUID id,
        @Field(doc = "The gateway's name.") String gateway,
        @Field(doc = "Begin of the interval.") Instant from,
        @Field(doc = "Its end.") Instant to,

        @Field(doc = "Counts from 1 to below this are left out; 0: none are.", min = 0)
        int k,

        @Field(doc = "One entry a camera.") List<CameraCounts> cameras) {
    /** One camera; null is what was left out. */
    record CameraCounts(
            @Field(doc = "The camera's name.") String camera,

            @Field(doc = "Seconds of the interval it was online.", min = 0)
            long onlineS,

            @Field(doc = "Faces that went out of sight.", min = 0) @Nullable
            Integer passages,

            @Field(doc = "Of them, those with a mask for most of the time.", min = 0) @Nullable
            Integer facemask,

            @Field(doc = "Of them, those without.", min = 0) @Nullable
            Integer noFacemask,

            @Field(doc = "Of them, those whose label was never sure.", min = 0) @Nullable
            Integer undecided,

            @Field(doc = "Share with a mask of those whose label is known.", min = 0, max = 1) @Nullable
            Double rate,

            @Field(doc = "Whether a number was left out.") boolean suppressed) {}
}
