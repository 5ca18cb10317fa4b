package io.maskgate.daemon.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Home Assistant's device discovery takes; its own documentation says more. */
record HomeAssistantDevice(
        @Field(doc = "identifiers, name, manufacturer and model.")
        Map<String, String> device,

        @Field(doc = "Who describes it.") Map<String, String> origin,
        @Field(doc = "The gateway's availability.") List<Availability> availability,

        @Field(doc = "The entities by name: five a camera, and its alarm where one is configured.")
        Map<String, Entity> components) {

    /** Where it is told whether something is there. */
    record Availability(
            @Field(doc = "Tells online or offline, or what the template makes one of them.")
            String topic,

            @Field(doc = "Makes it one of the two.") Optional<String> valueTemplate) {}

    /** Of an entity that is no more there, the platform alone: Home Assistant takes it away. */
    record Entity(
            @Field(doc = "sensor, binary_sensor or switch.") String platform,

            @Field(doc = "Of all there is at Home Assistant.")
            Optional<String> uniqueId,

            @Field(doc = "For a person.") Optional<String> name,
            @Field(doc = "Its icon.") Optional<String> icon,
            @Field(doc = "problem.") Optional<String> deviceClass,
            @Field(doc = "measurement.") Optional<String> stateClass,
            @Field(doc = "diagnostic or config.") Optional<String> entityCategory,
            @Field(doc = "Percent sign.") Optional<String> unitOfMeasurement,
            @Field(doc = "all: at each topic of the list.") Optional<String> availabilityMode,

            @Field(doc = "Of the gateway and of the camera.")
            Optional<List<Availability>> availability,

            @Field(doc = "Where its value is told.") Optional<String> stateTopic,
            @Field(doc = "Makes a value of what is told.") Optional<String> valueTemplate,
            @Field(doc = "The value that means on.") Optional<String> stateOn,
            @Field(doc = "The value that means off.") Optional<String> stateOff,
            @Field(doc = "Where it is switched.") Optional<String> commandTopic,
            @Field(doc = "Said or commanded for on.") Optional<String> payloadOn,
            @Field(doc = "Said or commanded for off.") Optional<String> payloadOff) {}
}
