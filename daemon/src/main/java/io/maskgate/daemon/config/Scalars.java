package io.maskgate.daemon.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads single values; remembers those that must not be printed. One file, one thread. */
final class Scalars {
    private static final int LONGEST_SHOWN = 60;
    private static final Map<Class<?>, String> WITH_UNIT = Map.of(Duration.class, "30s", Size.class, "64MiB");

    private final Faults faults;
    private final SecretSources sources;
    private final Predicate<String> wanted;
    private final List<Secret> secrets = new ArrayList<>();
    private final Set<String> passedOver = new HashSet<>();

    /** @param wanted paths of keys whose placeholders are looked up */
    Scalars(Faults faults, SecretSources sources, Predicate<String> wanted) {
        this.faults = faults;
        this.sources = sources;
        this.wanted = wanted;
    }

    /** Whether its value is not what it would be, since placeholders in it were not looked up. */
    boolean passedOver(String path) {
        return passedOver.contains(path);
    }

    /** Every secret read so far. */
    List<Secret> secrets() {
        return List.copyOf(secrets);
    }

    /** The value, or nothing when a fault was added. */
    Optional<Object> read(KeySpec spec, Node node, String path, int line) {
        return Places.reads(spec.type())
                ? place(spec, node, path, line)
                : read(Notations.of(spec.type()), spec, node, path, line);
    }

    private Optional<Object> place(KeySpec spec, Node node, String path, int line) {
        try {
            return Optional.of(Places.read(spec.type(), node));
        } catch (IllegalArgumentException e) {
            faults.add(line, path, expected(spec), String.valueOf(e.getMessage()), "");
            return Optional.empty();
        }
    }

    /** The default of a key that has one. */
    Object fallback(KeySpec spec) {
        return parse(Notations.of(spec.type()), spec.key().def())
                .orElseThrow(() -> new IllegalStateException(spec.component() + ": its default cannot be read"));
    }

    /** What a value of this key must be, in words. */
    String expected(KeySpec spec) {
        return spec.key().expects().isEmpty()
                ? Notations.of(spec.type()).expected()
                : spec.key().expects();
    }

    private <T> Optional<Object> read(Notation<T> notation, KeySpec spec, Node node, String path, int line) {
        if (!(node instanceof ScalarNode scalar) || !notation.tags().contains(scalar.getTag())) {
            faults.add(line, path, expected(spec), found(spec, node), remedy(notation, spec, node));
            return Optional.empty();
        }
        return fill(spec, scalar.getValue(), path, line)
                .flatMap(filled -> check(notation, spec, node, filled.text(), path, line)
                        .map(value -> value instanceof Secret secret ? secret.filledWith(filled.used()) : value));
    }

    private <T> Optional<Object> check(
            Notation<T> notation, KeySpec spec, Node node, String text, String path, int line) {
        Optional<T> value = parse(notation, spec, text);
        if (value.isEmpty()) {
            faults.add(line, path, expected(spec), found(spec, node), unit(spec, text));
            return Optional.empty();
        }
        if (!within(notation, spec, value.get())) {
            faults.add(line, path, range(spec), found(spec, node), "");
            return Optional.empty();
        }
        return Optional.of(value.get());
    }

    private Optional<Template.Filled> fill(KeySpec spec, String text, String path, int line) {
        if (text.isBlank()) {
            faults.add(line, path, expected(spec), "an empty text", "give it a value, or remove it");
            return Optional.empty();
        }
        var template = Template.of(text);
        if (!spec.placeholders()) {
            if (template.hasPlaceholder()) {
                faults.add(
                        line,
                        path,
                        expected(spec),
                        "a placeholder",
                        "${...} is replaced in secrets and user names only");
                return Optional.empty();
            }
            return Optional.of(new Template.Filled(text, List.of()));
        }
        if (template.hasPlaceholder() && !wanted.test(path)) {
            passedOver.add(path);
            return Optional.of(new Template.Filled(template.marked("-"), List.of()));
        }
        return switch (template.fill(sources)) {
            case Template.Filled filled -> {
                if (spec.secret()) {
                    secrets.addAll(filled.used());
                    secrets.addAll(SecretUrls.parts(filled.text(), template.hasPlaceholder()));
                    SecretUrls.warnLiteral(faults, template, filled.text(), path, line);
                }
                yield Optional.of(filled);
            }
            case Template.Unfilled(List<SecretSources.Missing> missing) -> {
                missing.forEach(
                        gone -> faults.add(line, path, gone.expected(), gone.found(), gone.remedy(), gone.until()));
                yield Optional.empty();
            }
        };
    }

    private static <T> Optional<T> parse(Notation<T> notation, String text) {
        if (!notation.pattern().matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(notation.parser().apply(text));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException _) {
            return Optional.empty();
        }
    }

    private static <T> Optional<T> parse(Notation<T> notation, KeySpec spec, String text) {
        String pattern = spec.key().pattern();
        return pattern.isEmpty() || Pattern.matches(pattern, text) ? parse(notation, text) : Optional.empty();
    }

    /** For a value that YAML takes for another kind. */
    private static String remedy(Notation<?> notation, KeySpec spec, Node node) {
        if (Nodes.kind(node).equals("nothing")) {
            return "give it a value, or remove it";
        }
        if (!(node instanceof ScalarNode scalar)) {
            return "";
        }
        String text = scalar.getValue();
        boolean quoted = notation.tags().equals(Notations.TEXT)
                && parse(notation, spec, text).isPresent();
        return quoted ? "put it in quotes" : unit(spec, text);
    }

    /** For a bare number where a unit belongs to it. */
    private static String unit(KeySpec spec, String text) {
        String example = WITH_UNIT.get(spec.type());
        return example != null && text.matches("\\d+(?:\\.\\d*)?")
                ? "write a whole number with a unit, such as " + example
                : "";
    }

    private static <T> boolean within(Notation<T> notation, KeySpec spec, T value) {
        return bound(notation, spec.key().min())
                        .map(min -> notation.order().compare(min, value) <= 0)
                        .orElse(true)
                && bound(notation, spec.key().max())
                        .map(max -> notation.order().compare(value, max) <= 0)
                        .orElse(true);
    }

    private static <T> Optional<T> bound(Notation<T> notation, String text) {
        return text.isEmpty() ? Optional.empty() : parse(notation, text);
    }

    private static String range(KeySpec spec) {
        String min = spec.key().min();
        String max = spec.key().max();
        if (max.isEmpty()) {
            return "at least " + min;
        }
        return min.isEmpty() ? "at most " + max : "from " + min + " to " + max;
    }

    /** The value as it stands in the file; of a secret only its kind, and nothing that may be a user with a password. */
    private static String found(KeySpec spec, Node node) {
        boolean hidden = spec.placeholders() || !spec.key().shown();
        if (hidden || !(node instanceof ScalarNode scalar) || Nodes.kind(node).equals("nothing")) {
            return Nodes.kind(node) + (hidden && node instanceof ScalarNode ? " (not shown)" : "");
        }
        if (scalar.getValue().contains("@")) {
            return "text with '@' (not shown)";
        }
        String text = scalar.getValue().replaceAll("\\p{Cntrl}", "?");
        String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
        return Nodes.kind(node).equals("text") ? "\"" + shown + "\"" : shown;
    }
}
