package io.maskgate.daemon.contract;

/** One of those that speak under a gateway's name; there should be one. */
record Instance(
        @Field(doc = "Of the process, another one at each start.", pattern = "[0-9a-f]{8}")
        String instance,

        @Field(doc = "Name of the machine.") String host) {}
