package io.maskgate.daemon.config;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.util.Optional;
import java.util.function.Function;

/** The JSON Schema (draft 2020-12) of the configuration, from the records the reader binds. */
public final class ConfigSchema {
    private ConfigSchema() {}

    /** The schema as it is kept in config/schema/maskgate.schema.json; the same bytes at every call. */
    public static String json() {
        var mapper = new ObjectMapper();
        var builder = new SchemaGeneratorConfigBuilder(mapper, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.DEFINITIONS_FOR_ALL_OBJECTS)
                // What may be left out may not stand there without a value.
                .without(Option.FLATTENED_OPTIONALS);
        builder.forTypesInGeneral()
                .withCustomDefinitionProvider(ConfigSchema::scalar)
                .withPropertySorter((_, _) -> 0);
        builder.forFields()
                .withTargetTypeOverridesResolver(field -> field.getType().isInstanceOf(Optional.class)
                        ? field.getType().getTypeParameters()
                        : null)
                .withPropertyNameOverrideResolver(field ->
                        field.isFakeContainerItemScope() ? null : spec(field).name())
                .withNullableCheck(_ -> false)
                .withRequiredCheck(field -> spec(field).required())
                .withInstanceAttributeOverride((node, field, _) -> {
                    if (!field.isFakeContainerItemScope()) {
                        describe(node, spec(field));
                    }
                });
        ObjectNode schema = new SchemaGenerator(builder.build()).generateSchema(GatewayConfig.class);
        schema.put("title", "Maskgate configuration");
        // The generator closes everything that is not text or number; on a list of words it would say nothing.
        schema.findParents("enum").forEach(node -> ((ObjectNode) node).remove("additionalProperties"));
        try {
            var indent = new DefaultIndenter("  ", "\n");
            return mapper.writer(new DefaultPrettyPrinter()
                                    .withObjectIndenter(indent)
                                    .withArrayIndenter(indent))
                            .writeValueAsString(schema)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema tree cannot be written", e);
        }
    }

    private static KeySpec spec(FieldScope field) {
        Class<?> section = field.getDeclaringType().getErasedType();
        for (var component : section.getRecordComponents()) {
            if (component.getName().equals(field.getDeclaredName())) {
                return KeySpec.of(component);
            }
        }
        throw new IllegalStateException(section + " has no component " + field.getDeclaredName());
    }

    private static CustomDefinition scalar(ResolvedType type, SchemaGenerationContext context) {
        Class<?> raw = type.getErasedType();
        if (!Notations.known(raw)) {
            return null;
        }
        ObjectNode node = context.getGeneratorConfig().createObjectNode();
        if (raw == boolean.class) {
            node.put("type", "boolean");
        } else if (raw == int.class) {
            node.put("type", "integer");
        } else if (raw == double.class) {
            node.put("type", "number");
        } else if (raw.isEnum()) {
            var values = node.putArray("enum");
            for (String word : Notations.words(raw)) {
                values.add(word);
                if (word.matches("\\d+")) {
                    values.add(Integer.parseInt(word));
                }
            }
        } else if (raw == Point.class) {
            point(node);
        } else if (raw == Polygon.class) {
            node.put("type", "array").put("minItems", Polygon.LEAST).put("maxItems", Polygon.MOST + 1);
            point(node.putObject("items"));
        } else {
            node.put("type", "string");
        }
        return new CustomDefinition(
                node, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.YES);
    }

    private static void point(ObjectNode node) {
        node.put("type", "array").put("minItems", 2).put("maxItems", 2);
        node.putObject("items").put("type", "number").put("minimum", 0).put("maximum", 1);
    }

    private static void describe(ObjectNode node, KeySpec spec) {
        Key key = spec.key();
        var about = new StringBuilder(key.doc());
        if (!key.expects().isEmpty()) {
            about.append(" Expected: ").append(key.expects()).append('.');
        }
        Function<String, Number> number =
                spec.type() == int.class ? Integer::valueOf : spec.type() == double.class ? Double::valueOf : null;
        if (spec.shape() == KeySpec.Shape.SECTIONS) {
            node.put("minItems", Integer.parseInt(key.min()));
            node.put("maxItems", Integer.parseInt(key.max()));
            if (!key.def().isEmpty()) {
                node.putArray("default");
            }
        } else if (number != null) {
            node.putPOJO("minimum", number.apply(key.min()));
            node.putPOJO("maximum", number.apply(key.max()));
            node.putPOJO("default", number.apply(key.def()));
        } else if (!key.min().isEmpty()) {
            about.append(" From ")
                    .append(key.min())
                    .append(" to ")
                    .append(key.max())
                    .append('.');
        }
        if (text(spec)) {
            node.put("pattern", pattern(spec));
        }
        if (!key.def().isEmpty() && number == null && spec.shape() != KeySpec.Shape.SECTIONS) {
            if (spec.type() == boolean.class) {
                node.put("default", Boolean.parseBoolean(key.def()));
            } else {
                node.put("default", key.def());
            }
        }
        node.put("description", about.toString());
    }

    private static boolean text(KeySpec spec) {
        return Notations.known(spec.type())
                && !Places.reads(spec.type())
                && !spec.type().isEnum()
                && !spec.type().isPrimitive();
    }

    /** The key's own pattern before its type's; free text only must not be blank. */
    private static String pattern(KeySpec spec) {
        if (!spec.key().pattern().isEmpty()) {
            return "^(?:" + spec.key().pattern() + ")$";
        }
        var pattern = Notations.of(spec.type()).pattern();
        return pattern == Notations.ANY ? "\\S" : "^(?:" + pattern.pattern() + ")$";
    }
}
