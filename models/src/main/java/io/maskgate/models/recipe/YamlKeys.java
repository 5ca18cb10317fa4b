package io.maskgate.models.recipe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Where in a file each key stands, and which keys are unknown, held against the records it is bound to. */
final class YamlKeys {
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<String> unknown = new ArrayList<>();

    /** Reads all keys; {@code parser} stands before the document. */
    YamlKeys(JsonParser parser, Class<?> type) throws IOException {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
            object(parser, type, "");
        }
    }

    /** Each {@code line: key: what is wrong}. */
    List<String> unknown() {
        return unknown;
    }

    /** The line of the key with this path, or of the nearest key above it. */
    int line(String path) {
        for (String at = path; !at.isEmpty(); at = at.substring(0, Math.max(at.lastIndexOf('.'), 0))) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
        }
        return 1;
    }

    private void object(JsonParser parser, Class<?> type, String path) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String key = path.isEmpty() ? name : path + "." + name;
            lines.put(key, parser.currentTokenLocation().getLineNr());
            parser.nextToken();
            var wanted = Arrays.stream(type.getRecordComponents())
                    .filter(component -> component.getName().equals(name))
                    .findFirst();
            if (wanted.isPresent()) {
                value(parser, wanted.get().getGenericType(), key);
            } else {
                parser.skipChildren();
                unknown.add(lines.get(key) + ": " + key + ": unknown key; expected one of " + keys(type));
            }
        }
    }

    private void value(JsonParser parser, Type type, String path) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT && type instanceof Class<?> record && record.isRecord()) {
            object(parser, record, path);
        } else if (parser.currentToken() == JsonToken.START_ARRAY && type instanceof ParameterizedType list) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                String element = path + "[" + i + "]";
                lines.put(element, parser.currentTokenLocation().getLineNr());
                value(parser, list.getActualTypeArguments()[0], element);
            }
        } else {
            parser.skipChildren();
        }
    }

    private static String keys(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
