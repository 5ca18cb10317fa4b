package io.maskgate.daemon.mqtt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.daemon.config.GatewayConfig;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;

/**
 * The gateway as one device of Home Assistant, by its MQTT device discovery
 * (https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload): for each camera people, those without a
 * mask, the share with one, whether it has a problem, and a switch.
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

    /** The device with the entities of these cameras. */
    String device(Collection<String> cameras) {
        var root = JsonNodeFactory.instance.objectNode();
        root.putObject("device")
                .put("identifiers", id(""))
                .put("name", gateway)
                .put("manufacturer", "Maskgate")
                .put("model", "face-mask gateway");
        root.putObject("origin").put("name", "Maskgate");
        root.put("availability_topic", topics.availability());
        var components = root.putObject("components");
        cameras.forEach(camera -> entities(camera, components));
        return root.toString();
    }

    private void entities(String camera, ObjectNode components) {
        count(camera, "people", "people", "mdi:account-multiple", components);
        count(camera, "no_facemask", "without mask", "mdi:account-alert", components);
        var compliance = count(camera, "compliance", "compliance", "mdi:shield-check", components);
        compliance.put("unit_of_measurement", "%");
        entity(camera, "problem", "binary_sensor", "problem", components)
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

    private ObjectNode count(String camera, String what, String name, String icon, ObjectNode components) {
        return entity(camera, what, "sensor", name, components)
                .put("state_topic", topics.count(camera, what))
                .put("state_class", "measurement")
                .put("icon", icon);
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
