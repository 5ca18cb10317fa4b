package io.maskgate.models.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.regex.Pattern;

/** {@code ${name}} in a recipe that is to be read before it is filled in: within braces YAML does not take it. */
final class Placeholder {
    private static final Pattern SHOWN = Pattern.compile("\\$\\{(\\w+)}");
    private static final Pattern HIDDEN = Pattern.compile("placeholder__(\\w+?)__");

    private Placeholder() {}

    static String hidden(String text) {
        return SHOWN.matcher(text).replaceAll("placeholder__$1__");
    }

    /** A hidden recipe's text, a key a line, so that a number may take a placeholder's place. */
    static String shown(ObjectNode recipe) throws IOException {
        var yaml = YAMLMapper.builder()
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .build();
        return HIDDEN.matcher(yaml.writeValueAsString(recipe)).replaceAll("\\${$1}");
    }
}
