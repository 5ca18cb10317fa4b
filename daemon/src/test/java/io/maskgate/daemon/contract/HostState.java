package io.maskgate.daemon.contract;

/** What a host application of Sparkplug says of itself. */
record HostState(
        @Field(doc = "Whether it is there.") boolean online,

        @Field(doc = "Milliseconds since 1970; in the will that of the birth.", min = 0)
        long timestamp) {}
