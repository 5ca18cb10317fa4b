package io.maskgate.daemon.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One record component seen as a key of the file.
 *
 * @param name in kebab case
 * @param type of the value, unwrapped from Optional or List
 */
record KeySpec(String name, Class<?> type, Shape shape, Key key, RecordComponent component) {
    enum Shape {
        VALUE,
        OPTIONAL,
        SECTION,
        OPTIONAL_SECTION,
        SECTIONS
    }

    /** The keys of a section in the order of its record. */
    static List<KeySpec> of(Class<?> section) {
        return Arrays.stream(section.getRecordComponents()).map(KeySpec::of).toList();
    }

    static KeySpec of(RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        if (key == null) {
            throw new IllegalStateException(component + ": expected @Key, found none");
        }
        String name = key.name().isEmpty()
                ? component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
                : key.name();
        Class<?> raw = component.getType();
        if (raw == Optional.class) {
            Class<?> type = argument(component);
            return new KeySpec(name, type, section(type) ? Shape.OPTIONAL_SECTION : Shape.OPTIONAL, key, component);
        }
        if (raw == List.class) {
            return new KeySpec(name, argument(component), Shape.SECTIONS, key, component);
        }
        return new KeySpec(name, raw, section(raw) ? Shape.SECTION : Shape.VALUE, key, component);
    }

    private static boolean section(Class<?> type) {
        return type.isRecord() && !Notations.known(type);
    }

    /** Whether keys stand below this one. */
    boolean nested() {
        return shape == Shape.SECTION || shape == Shape.SECTIONS || shape == Shape.OPTIONAL_SECTION;
    }

    /** Whether a file without this key is refused. */
    boolean required() {
        return switch (shape) {
            case OPTIONAL, OPTIONAL_SECTION -> false;
            case VALUE, SECTIONS -> key.def().isEmpty();
            case SECTION -> of(type).stream().anyMatch(KeySpec::required);
        };
    }

    boolean secret() {
        return type == Secret.class;
    }

    boolean placeholders() {
        return secret() || key.placeholders();
    }

    /** The value of this key in its record. */
    Object read(Record section) {
        try {
            return component.getAccessor().invoke(section);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }

    private static Class<?> argument(RecordComponent component) {
        return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    }
}
