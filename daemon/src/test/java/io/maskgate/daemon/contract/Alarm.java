package io.maskgate.daemon.contract;

import io.maskgate.daemon.events.AlarmEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The keys of an alarm in {@link io.maskgate.daemon.events.RuleJson}. */
record Alarm(
        @Field(doc = "What this is, and its version.", constant = "maskgate.alarm/1")
        String schema,

        @Field(doc = "The same for every delivery.") UUID id,

        @Field(doc = "The id of the message with which the alarm began.")
        UUID alarm,

        @Field(doc = "Whether there is an alarm from now on.", pattern = "on|off")
        String state,

        @Field(doc = "The gateway's name.") String gateway,
        @Field(doc = "The camera's name.") String camera,

        @Field(doc = "Zone in which faces count; absent for the whole picture.")
        Optional<String> zone,

        @Field(doc = "More without a mask than this are too many.", min = 0)
        int above,

        @Field(doc = "Most at the same time so far; of the time before a restart, as it began.", min = 0)
        int peak,

        @Field(doc = "Since when there were too many.") Instant since,

        @Field(doc = "Since when there were not; in off only.")
        Optional<Instant> until,

        @Field(doc = "Why it ended; in off only.") Optional<AlarmEvent.Reason> reason,

        @Field(doc = "When this was decided.") Instant at) {}
