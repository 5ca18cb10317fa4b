package io.maskgate.daemon.contract;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** JSON Schema of records by their {@link Field}s; draft 7, which AsyncAPI 3 takes as it is. */
final class Schemas {
    /** As EventJson writes times. */
    private static final String TIME = "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z";

    private final SchemaBuilder builder;

    Schemas(ObjectMapper mapper) {
        var config = new SchemaGeneratorConfigBuilder(mapper, SchemaVersion.DRAFT_7, OptionPreset.PLAIN_JSON)
                .with(
                        Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT,
                        Option.DEFINITIONS_FOR_ALL_OBJECTS,
                        Option.PLAIN_DEFINITION_KEYS)
                // Absent and null are two things.
                .without(Option.FLATTENED_OPTIONALS);
        config.forTypesInGeneral().withCustomDefinitionProvider(Schemas::scalar).withPropertySorter((_, _) -> 0);
        config.forFields()
                .withTargetTypeOverridesResolver(field -> field.getType().isInstanceOf(Optional.class)
                        ? field.getType().getTypeParameters()
                        : null)
                .withPropertyNameOverrideResolver(field -> field.isFakeContainerItemScope() ? null : key(field))
                .withNullableCheck(field -> !field.isFakeContainerItemScope()
                        && component(field).getAnnotatedType().isAnnotationPresent(Nullable.class))
                .withRequiredCheck(field -> component(field).getType() != Optional.class)
                .withInstanceAttributeOverride((node, field, _) -> {
                    if (!field.isFakeContainerItemScope()) {
                        describe(node, component(field).getAnnotation(Field.class));
                    }
                });
        builder = new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
    }

    /** A reference to the schema of a type, complete after {@link #definitions}. */
    ObjectNode reference(Class<?> type) {
        return builder.createSchemaReference(type);
    }

    /** The schemas of all types that were referred to, by name. */
    ObjectNode definitions(String path) {
        return builder.collectDefinitions(path);
    }

    private static RecordComponent component(FieldScope field) {
        Class<?> type = field.getDeclaringType().getErasedType();
        for (var component : type.getRecordComponents()) {
            if (component.getName().equals(field.getDeclaredName())) {
                if (!component.isAnnotationPresent(Field.class)) {
                    throw new IllegalStateException(type + "." + component.getName() + " has no @Field");
                }
                return component;
            }
        }
        throw new IllegalStateException(type + " has no component " + field.getDeclaredName());
    }

    private static String key(FieldScope field) {
        var component = component(field);
        var name = component.getAnnotation(Field.class).name();
        return name.isEmpty()
                ? component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT)
                : name;
    }

    private static @Nullable CustomDefinition scalar(ResolvedType type, SchemaGenerationContext context) {
        Class<?> raw = type.getErasedType();
        ObjectNode node = context.getGeneratorConfig().createObjectNode();
        if (raw.isEnum()) {
            var words = node.put("type", "string").putArray("enum");
            Words.of(raw).forEach(words::add);
        } else if (raw == Instant.class) {
            node.put("type", "string").put("format", "date-time").put("pattern", whole(TIME));
        } else if (raw == UUID.class) {
            node.put("type", "string").put("format", "uuid");
        } else if (raw == Map.class) {
            node.put("type", "object")
                    .set(
                            "additionalProperties",
                            context.createDefinitionReference(
                                    type.getTypeParameters().get(1)));
        } else {
            return null;
        }
        return new CustomDefinition(
                node, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.YES);
    }

    private static void describe(ObjectNode node, Field field) {
        node.put("description", field.doc());
        if (!field.constant().isEmpty()) {
            node.put("const", field.constant());
        }
        if (!field.pattern().isEmpty()) {
            node.put("pattern", whole(field.pattern()));
        }
        if (Double.isFinite(field.min())) {
            node.put("minimum", (long) field.min());
        }
        if (Double.isFinite(field.max())) {
            node.put("maximum", (long) field.max());
        }
        if (field.items() >= 0) {
            node.put("minItems", field.items()).put("maxItems", field.items());
        }
    }

    /** JSON Schema looks for a pattern anywhere in the text. */
    static String whole(String pattern) {
        return "^(?:" + pattern + ")$";
    }
}
