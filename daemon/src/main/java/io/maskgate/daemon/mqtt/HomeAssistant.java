package io.maskgate.daemon.mqtt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.daemon.config.GatewayConfig;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;

/**
 * The gateway as one device of Home Assistant, by its MQTT device discovery
 * (https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload): for each camera people, those without a
 * mask, compliance, the alarm where one is configured, whether the camera itself has a problem, and a switch. What a
 * camera sees is unavailable while the camera is not online; that it is not, and the switch, are available nevertheless.
 */
record HomeAssistant(String prefix, String gateway, Topics topics) {
    /** Empty where the configuration does not ask for it. */
    static Optional<HomeAssistant> of(GatewayConfig.HomeAssistant config, String gateway, Topics topics) {
        return config.enabled() ? Optional.of(new HomeAssistant(config.prefix(), gateway, topics)) : Optional.empty();
    }

    /** Where the device is described, retained. */
    String topic() {
        return prefix + "/device/" + gateway + "/config";
    }

    /** Where Home Assistant says that it is there. */
    String status() {
        return prefix + "/status";
    }

    /** Home Assistant has started and may have missed everything. */
    boolean isBirth(String topic, byte[] payload) {
        return topic.equals(status()) && new String(payload, StandardCharsets.US_ASCII).equals("online");
    }

    /**
     * The device with the entities of these cameras.
     *
     * @param alarming those of them that have an alarm configured
     */
    String device(Collection<String> cameras, Collection<String> alarming) {
        var root = JsonNodeFactory.instance.objectNode();
        root.putObject("device")
                .put("identifiers", id(""))
                .put("name", gateway)
                .put("manufacturer", "Maskgate")
                .put("model", "face-mask gateway");
        root.putObject("origin").put("name", "Maskgate");
        availability(root.putArray("availability"), topics.availability());
        var components = root.putObject("components");
        cameras.forEach(camera -> entities(camera, alarming.contains(camera), components));
        return root.toString();
    }

    private static void availability(ArrayNode list, String topic) {
        list.addObject().put("topic", topic);
    }

    private void entities(String camera, boolean alarming, ObjectNode components) {
        sensor(camera, "people", "people", "mdi:account-multiple", components)
                .put("state_topic", topics.count(camera, "people"));
        sensor(camera, "no_facemask", "without mask", "mdi:account-alert", components)
                .put("state_topic", topics.count(camera, "no_facemask"));
        sensor(camera, "compliance", "compliance", "mdi:shield-check", components)
                .put("unit_of_measurement", "%")
                .put("state_topic", topics.compliance(camera))
                // None is Home Assistant's word for no value.
                .put("value_template", "{{ None if value == 'unknown' else value }}");
        if (alarming) {
            entity(camera, "alarm", "binary_sensor", "mask alarm", components)
                    .put("device_class", "problem")
                    .put("state_topic", topics.alarm(camera))
                    .put("payload_on", "on")
                    .put("payload_off", "off");
        }
        entity(camera, "problem", "binary_sensor", "camera problem", components)
                .put("device_class", "problem")
                .put("entity_category", "diagnostic")
                .put("state_topic", topics.cameraAvailability(camera))
                .put("value_template", "{{ 'ON' if value in ('stalled', 'offline') else 'OFF' }}");
        entity(camera, "enabled", "switch", "enabled", components)
                .put("entity_category", "config")
                .put("state_topic", topics.cameraAvailability(camera))
                .put("value_template", "{{ 'off' if value == 'disabled' else 'on' }}")
                .put("state_on", "on")
                .put("state_off", "off")
                .put("command_topic", topics.enable(camera))
                .put("payload_on", "on")
                .put("payload_off", "off");
    }

    /** A number that is worth something only while the camera is online. */
    private ObjectNode sensor(String camera, String what, String name, String icon, ObjectNode components) {
        var sensor = entity(camera, what, "sensor", name, components)
                .put("state_class", "measurement")
                .put("icon", icon)
                .put("availability_mode", "all");
        var list = sensor.putArray("availability");
        availability(list, topics.availability());
        availability(list, topics.cameraAvailability(camera));
        return sensor;
    }

    private ObjectNode entity(String camera, String what, String platform, String name, ObjectNode components) {
        return components
                .putObject(camera + "_" + what)
                .put("platform", platform)
                .put("unique_id", id("_" + camera + "_" + what))
                .put("name", camera + " " + name);
    }

    private String id(String rest) {
        return "maskgate_" + gateway + rest;
    }
}
