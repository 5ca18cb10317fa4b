package io.maskgate.daemon.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The notation of every type a key may have. */
final class Notations {
    static final Set<Tag> TEXT = Set.of(Tag.STR);
    static final Pattern ANY = Pattern.compile("(?s).*");
    private static final Map<Class<?>, Notation<?>> BY_TYPE = Map.of(
            String.class,
            new Notation<String>(TEXT, "text", ANY, text -> text, text -> text, Comparator.naturalOrder()),
            Path.class,
            new Notation<Path>(TEXT, "a path", ANY, Path::of, Path::toString, Comparator.naturalOrder()),
            Secret.class,
            new Notation<Secret>(TEXT, "text", ANY, Secret::new, Secret::toString, unordered()),
            boolean.class,
            new Notation<Boolean>(
                    Set.of(Tag.BOOL),
                    "true or false",
                    Pattern.compile("true|false"),
                    Boolean::valueOf,
                    Object::toString,
                    Comparator.naturalOrder()),
            int.class,
            new Notation<Integer>(
                    Set.of(Tag.INT),
                    "a whole number",
                    Pattern.compile("-?\\d+"),
                    Integer::valueOf,
                    Object::toString,
                    Comparator.naturalOrder()),
            double.class,
            new Notation<Double>(
                    Set.of(Tag.INT, Tag.FLOAT),
                    "a number",
                    Pattern.compile("-?\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d+)?"),
                    Double::valueOf,
                    Object::toString,
                    Comparator.naturalOrder()),
            Duration.class,
            new Notation<Duration>(
                    TEXT,
                    "a duration such as 250ms, 20s, 5m, 2h or P1D",
                    Durations.PATTERN,
                    Durations::parse,
                    Durations::print,
                    Comparator.naturalOrder()),
            Size.class,
            new Notation<Size>(
                    TEXT,
                    "a size such as 500kB, 64MiB or 1GiB",
                    Sizes.PATTERN,
                    Sizes::parse,
                    Sizes::print,
                    Comparator.naturalOrder()),
            Listen.class,
            new Notation<Listen>(
                    TEXT,
                    "host:port, the port from 0 to 65535",
                    Pattern.compile("(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+):\\d{1,5}"),
                    Notations::listen,
                    Listen::toString,
                    unordered()),
            Names.class,
            new Notation<Names>(
                    TEXT,
                    "\"*\" or names such as entrance,yard",
                    Names.PATTERN,
                    Names::parse,
                    Names::toString,
                    unordered()));

    private Notations() {}

    static boolean known(Class<?> type) {
        return type.isEnum() || BY_TYPE.containsKey(type) || RuleNotations.BY_TYPE.containsKey(type);
    }

    static Notation<?> of(Class<?> type) {
        if (type.isEnum()) {
            return ofEnum(type);
        }
        Notation<?> notation = BY_TYPE.getOrDefault(type, RuleNotations.BY_TYPE.get(type));
        if (notation == null) {
            throw new IllegalStateException("no notation for " + type.getName());
        }
        return notation;
    }

    /** The words of an enum, in its order. */
    static List<String> words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Notations::word).toList();
    }

    private static Notation<Object> ofEnum(Class<?> type) {
        var byWord = Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(Notations::word, c -> c));
        var words = words(type);
        String expected = words.size() == 1
                ? words.getFirst()
                : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
        // A word such as 5 is a number to YAML; it is meant all the same.
        return new Notation<>(
                Set.of(Tag.STR, Tag.INT, Tag.FLOAT),
                expected,
                Pattern.compile(words.stream().map(Pattern::quote).collect(Collectors.joining("|"))),
                byWord::get,
                Notations::word,
                unordered());
    }

    private static String word(Object constant) {
        return constant.toString().toLowerCase(Locale.ROOT);
    }

    private static Listen listen(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon);
        return new Listen(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(text.substring(colon + 1)));
    }

    private static <T> Comparator<T> unordered() {
        return (_, _) -> 0;
    }
}
