package io.maskgate.daemon.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** An AsyncAPI document as a reader of it sees it: nothing but its text. */
public record Document(JsonNode root) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public static Document of(String yaml) {
        return new Document(MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml)));
    }

    /** Whether the gateway listens by this filter, in which a '+' stands for any parameter. */
    public boolean receives(String filter) {
        return StreamSupport.stream(root.get("operations").spliterator(), false)
                .filter(operation -> operation.get("action").textValue().equals("receive"))
                .map(operation ->
                        root.at(operation.at("/channel/$ref").textValue().substring(1)))
                .anyMatch(
                        channel -> filter.matches(pattern(channel.get("address").textValue())));
    }

    List<String> references() {
        var found = new ArrayList<String>();
        root.findValues("$ref").forEach(reference -> found.add(reference.textValue()));
        return found;
    }

    /** What is wrong with a message; empty when the document allows it. */
    public List<String> faults(String topic, byte[] payload) {
        return StreamSupport.stream(root.get("channels").spliterator(), false)
                .filter(channel -> topic.matches(pattern(channel.get("address").textValue())))
                // A prefix of many levels fits much: the most particular address is meant.
                .max(Comparator.comparingInt(
                        channel -> channel.get("address").textValue().length()))
                .map(channel -> faults(message(channel), payload, isRetained(channel)))
                .orElse(List.of("no channel has an address for " + topic
                        + "; register the message with one line in io.maskgate.daemon.contract.Messages"));
    }

    private static String pattern(String address) {
        return Pattern.compile("\\{prefix}|\\{\\w+}|[^{]+").matcher(address).replaceAll(part -> switch (part.group()) {
            case "{prefix}" -> "[^/]+(?:/[^/]+)*";
            case String text when text.startsWith("{") -> "[^/]+";
            case String text -> Matcher.quoteReplacement(Pattern.quote(text));
        });
    }

    private JsonNode message(JsonNode channel) {
        var reference = channel.get("messages").iterator().next().get("$ref").textValue();
        return root.at(reference.substring(1));
    }

    private boolean isRetained(JsonNode channel) {
        for (var operation : root.get("operations")) {
            if (root.at(operation.at("/channel/$ref").textValue().substring(1)) == channel) {
                return operation.at("/bindings/mqtt/retain").booleanValue();
            }
        }
        return false;
    }

    private List<String> faults(JsonNode message, byte[] payload, boolean isRetained) {
        if (payload.length == 0 && isRetained) {
            return List.of();
        }
        JsonNode value;
        try {
            value = switch (message.get("contentType").textValue()) {
                case "application/json" -> MAPPER.readTree(payload);
                case "text/plain" -> TextNode.valueOf(new String(payload, StandardCharsets.UTF_8));
                default -> TextNode.valueOf("");
            };
        } catch (IOException e) {
            return List.of("expected JSON, found " + new String(payload, StandardCharsets.UTF_8));
        }
        ObjectNode schema = MAPPER.createObjectNode();
        schema.set("definitions", root.at("/components/schemas"));
        schema.putArray("allOf").add(message.get("payload"));
        var text = schema.toString().replace("#/components/schemas/", "#/definitions/");
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(text).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }
}
