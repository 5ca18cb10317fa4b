package io.maskgate.daemon.contract;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.daemon.contract.Message.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The AsyncAPI 3.0 document of everything that is said over the broker, from {@link Messages}. */
public final class AsyncApi {
    private static final String DESCRIPTION = "What a Maskgate gateway says over MQTT, and what it obeys."
            + " An empty retained message takes one away from the broker."
            + " Generated from the types; daemon/MESSAGING.md says how messages are delivered.";
    private static final Map<String, String> PARAMETERS = Map.of(
            "prefix", "mqtt.prefix, one or more levels; maskgate unless configured.",
            "gateway", "The gateway's name.",
            "camera", "The camera's name.",
            "discovery", "mqtt.home-assistant.prefix; homeassistant unless configured.",
            "group", "mqtt.sparkplug.group; maskgate unless configured.",
            "node", "mqtt.sparkplug.node; the gateway's name unless configured.",
            "host", "mqtt.sparkplug.primary-host.");

    private final ObjectMapper mapper = new ObjectMapper();
    private final Schemas schemas = new Schemas(mapper);

    private AsyncApi() {}

    /** The document as it is kept in config/schema/asyncapi.yaml; the same bytes at every call. */
    public static String yaml() {
        return new AsyncApi().write();
    }

    private String write() {
        var root = mapper.createObjectNode().put("asyncapi", "3.0.0");
        root.putObject("info").put("title", "Maskgate").put("version", "0.1.0").put("description", DESCRIPTION);
        root.put("defaultContentType", "application/json");
        var channels = root.putObject("channels");
        var operations = root.putObject("operations");
        var components = root.putObject("components");
        var messages = components.putObject("messages");
        for (var message : Messages.all()) {
            channel(message, channels.putObject(message.name()));
            if (message.kind().sent) {
                operation(message, "send", operations);
            }
            if (message.received()) {
                operation(message, "receive", operations);
            }
            message(message, messages.putObject(message.name()));
        }
        components.set("schemas", schemas.definitions("components/schemas"));
        var settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndicatorIndent(2)
                .setIndentWithIndicator(true)
                .setWidth(120)
                .build();
        var tree = mapper.convertValue(root, new TypeReference<LinkedHashMap<String, Object>>() {});
        return "# Generated; see config/README.md.\n"
                // Readers of YAML 1.1 take these words for true and false.
                + new Dump(settings).dumpToString(tree).replaceAll("(?m)- (on|off)$", "- '$1'");
    }

    private static void channel(Message message, ObjectNode channel) {
        channel.put("address", message.address()).put("description", message.doc());
        if (!message.parameters().isEmpty()) {
            var parameters = channel.putObject("parameters");
            for (var name : message.parameters()) {
                var about = PARAMETERS.get(name);
                if (about == null) {
                    throw new IllegalStateException(
                            "nothing is said of the parameter " + name + "; add it to AsyncApi");
                }
                parameters.putObject(name).put("description", about);
            }
        }
        channel.putObject("messages").putObject(message.name()).put("$ref", "#/components/messages/" + message.name());
    }

    private static void operation(Message message, String action, ObjectNode operations) {
        var operation = operations.putObject(action + "_" + message.name()).put("action", action);
        operation.putObject("channel").put("$ref", "#/channels/" + message.name());
        operation
                .putObject("bindings")
                .putObject("mqtt")
                .put("qos", message.kind().qos)
                .put("retain", message.kind().retained)
                .put("bindingVersion", "0.2.0");
    }

    private void message(Message message, ObjectNode node) {
        node.put("summary", message.doc());
        switch (message.payload()) {
            case Payload.Words(var words) -> {
                var values = node.put("contentType", "text/plain")
                        .putObject("payload")
                        .put("type", "string")
                        .putArray("enum");
                words.forEach(values::add);
            }
            case Payload.Form(var pattern) ->
                node.put("contentType", "text/plain")
                        .putObject("payload")
                        .put("type", "string")
                        .put("pattern", Schemas.whole(pattern));
            case Payload.Json(var type) ->
                node.put("contentType", "application/json").set("payload", schemas.reference(type));
            case Payload.Binary(var contentType) ->
                node.put("contentType", contentType)
                        .putObject("payload")
                        .put("type", "string")
                        .put("format", "binary");
        }
    }
}
