package io.maskgate.daemon.contract;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The words of an enum: what its {@code text()} says, or its names in lower case. */
final class Words {
    private Words() {}

    static List<String> of(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Words::word).toList();
    }

    private static String word(Object constant) {
        try {
            var text = constant.getClass().getMethod("text");
            return (String) text.invoke(constant);
        } catch (NoSuchMethodException _) {
            return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(constant.getClass() + ".text() cannot be asked", e);
        }
    }
}
