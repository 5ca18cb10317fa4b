package io.maskgate.daemon.mqtt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.daemon.config.BrokerKeys;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The gateway as one device of Home Assistant, by its MQTT device discovery
 * (https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload): for each camera people, those without a
 * mask, compliance, the alarm where one is configured, whether the camera itself has a problem, and a switch. What a
 * camera sees is unavailable while the camera is not online; that it is not, and the switch, are available nevertheless.
 *
 * @param aggregatesOnly whether nothing of what a camera sees may leave
 */
record HomeAssistant(String prefix, String gateway, Topics topics, boolean aggregatesOnly) {
    /** What there may be of a camera, and as which kind of entity. */
    private static final Map<String, String> PLATFORMS = new TreeMap<>(Map.of(
            "people", "sensor",
            "no_facemask", "sensor",
            "compliance", "sensor",
            "alarm", "binary_sensor",
            "problem", "binary_sensor",
            "enabled", "switch"));

    /** Its birth topic, unless it is given another there. */
    private static final String USUAL_STATUS = "homeassistant/status";

    /** What tells of the faces before it. */
    private static final List<String> SEEN = List.of("people", "no_facemask", "compliance", "alarm");

    /** Empty where the configuration does not ask for it. */
    static Optional<HomeAssistant> of(
            BrokerKeys.HomeAssistant config, String gateway, Topics topics, boolean aggregatesOnly) {
        return config.enabled()
                ? Optional.of(new HomeAssistant(config.prefix(), gateway, topics, aggregatesOnly))
                : Optional.empty();
    }

    /** Where the device is described, retained. */
    String topic() {
        return prefix + topic(gateway);
    }

    private static String topic(String gateway) {
        return "/device/" + gateway + "/config";
    }

    /** Whether a gateway of this name is described there, under whatever prefix. */
    static boolean isTopic(String topic, String gateway) {
        return topic.endsWith(topic(gateway)) && topic.matches("[A-Za-z0-9_.-]{1,64}(?:/[A-Za-z0-9_.-]{1,64}){3,10}");
    }

    /** Where Home Assistant says that it is there, if it was given the prefix for that too. */
    String status() {
        return prefix + "/status";
    }

    /** Where else it may say so, since that does not follow from its discovery prefix. */
    Optional<String> otherStatus() {
        return Optional.of(USUAL_STATUS).filter(usual -> !usual.equals(status()));
    }

    boolean isStatus(String topic) {
        return topic.equals(status()) || topic.equals(USUAL_STATUS);
    }

    /** Home Assistant has started and may have missed everything. */
    boolean isBirth(String topic, byte[] payload) {
        return isStatus(topic) && new String(payload, StandardCharsets.US_ASCII).equals("online");
    }

    /**
     * The device with the entities of these cameras. One that is only left out stays in Home Assistant; one that is
     * named with its kind alone is taken away there.
     *
     * @param alarms whether a camera has an alarm configured; absent while that is not known
     * @param gone cameras that were there before
     */
    String device(Collection<String> cameras, Map<String, Boolean> alarms, Collection<String> gone) {
        var root = JsonNodeFactory.instance.objectNode();
        root.putObject("device")
                .put("identifiers", id(""))
                .put("name", gateway)
                .put("manufacturer", "Maskgate")
                .put("model", "face-mask gateway");
        root.putObject("origin").put("name", "Maskgate");
        availability(root.putArray("availability"), topics.availability());
        var components = root.putObject("components");
        for (var camera : cameras) {
            if (aggregatesOnly) {
                // Of an earlier run under another privacy mode: it takes no empty value for none, and would show the
                // last.
                SEEN.forEach(what -> component(camera, what, components));
            } else {
                sensors(camera, components);
                Optional.ofNullable(alarms.get(camera)).ifPresent(there -> alarm(camera, there, components));
            }
            itself(camera, components);
        }
        gone.forEach(camera -> PLATFORMS.keySet().forEach(what -> component(camera, what, components)));
        return root.toString();
    }

    private static ObjectNode availability(ArrayNode list, String topic) {
        return list.addObject().put("topic", topic);
    }

    private void sensors(String camera, ObjectNode components) {
        sensor(camera, "people", "people", "mdi:account-multiple", components)
                .put("state_topic", topics.count(camera, "people"));
        sensor(camera, "no_facemask", "without mask", "mdi:account-alert", components)
                .put("state_topic", topics.count(camera, "no_facemask"));
        sensor(camera, "compliance", "compliance", "mdi:shield-check", components)
                .put("unit_of_measurement", "%")
                .put("state_topic", topics.compliance(camera))
                // None is Home Assistant's word for no value.
                .put("value_template", "{{ None if value == 'unknown' else value }}");
    }

    private void itself(String camera, ObjectNode components) {
        entity(camera, "problem", "camera problem", components)
                .put("device_class", "problem")
                .put("entity_category", "diagnostic")
                .put("state_topic", topics.cameraAvailability(camera))
                .put("value_template", "{{ 'ON' if value in ('stalled', 'offline') else 'OFF' }}");
        entity(camera, "enabled", "enabled", components)
                .put("entity_category", "config")
                .put("state_topic", topics.cameraAvailability(camera))
                .put("value_template", "{{ 'off' if value == 'disabled' else 'on' }}")
                .put("state_on", "on")
                .put("state_off", "off")
                .put("command_topic", topics.enable(camera))
                .put("payload_on", "on")
                .put("payload_off", "off");
    }

    private void alarm(String camera, boolean there, ObjectNode components) {
        if (there) {
            whileOnline(camera, entity(camera, "alarm", "mask alarm", components))
                    .put("device_class", "problem")
                    .put("state_topic", topics.alarm(camera))
                    .put("payload_on", "on")
                    .put("payload_off", "off");
        } else {
            component(camera, "alarm", components);
        }
    }

    private ObjectNode sensor(String camera, String what, String name, String icon, ObjectNode components) {
        return whileOnline(camera, entity(camera, what, name, components))
                .put("state_class", "measurement")
                .put("icon", icon);
    }

    /** What is worth something only while the camera is online. */
    private ObjectNode whileOnline(String camera, ObjectNode entity) {
        entity.put("availability_mode", "all");
        var list = entity.putArray("availability");
        availability(list, topics.availability());
        // What is neither of the two words is no news to Home Assistant: a stalled camera would stay available.
        availability(list, topics.cameraAvailability(camera))
                .put("value_template", "{{ 'online' if value == 'online' else 'offline' }}");
        return entity;
    }

    private ObjectNode entity(String camera, String what, String name, ObjectNode components) {
        return component(camera, what, components)
                // No name has a dot in it, so that no two cameras of two gateways can share an id.
                .put("unique_id", id("." + camera + "." + what))
                .put("name", camera + " " + name);
    }

    private static ObjectNode component(String camera, String what, ObjectNode components) {
        return components.putObject(camera + "_" + what).put("platform", PLATFORMS.get(what));
    }

    private String id(String rest) {
        return "maskgate_" + gateway + rest;
    }
}
