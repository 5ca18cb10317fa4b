package io.maskgate.daemon.contract;

import java.util.Map;

/** What Home Assistant's device discovery takes; its own documentation says more. */
record HomeAssistantDevice(
        @Field(doc = "identifiers, name, manufacturer and model.")
        Map<String, String> device,

        @Field(doc = "Who describes it.") Map<String, String> origin,

        @Field(doc = "The gateway's availability.") String availabilityTopic,

        @Field(doc = "The entities by name, five a camera.") Map<String, Map<String, String>> components) {}
