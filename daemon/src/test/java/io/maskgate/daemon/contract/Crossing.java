package io.maskgate.daemon.contract;

import io.maskgate.daemon.events.LineCrossing;
import java.time.Instant;
import java.util.UUID;

/** The keys of a crossing in {@link io.maskgate.daemon.events.RuleJson}. */
record Crossing(
        @Field(doc = "What this is, and its version.", constant = "maskgate.line/1")
        String schema,

        @Field(doc = "The same for every delivery.") UUID id,
        @Field(doc = "The gateway's name.") String gateway,
        @Field(doc = "The camera's name.") String camera,
        @Field(doc = "The line's name.") String line,

        @Field(doc = "Seen along the line: in is from its left to its right.")
        LineCrossing.Direction direction,

        @Field(doc = "The face's, as in its events.") String track,

        @Field(doc = "The label so far.", pattern = "facemask|no facemask|undecided")
        String label,

        @Field(doc = "When the face was first seen beyond the line.")
        Instant at) {}
