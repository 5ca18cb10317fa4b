package io.maskgate.daemon.config;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** From YAML nodes to records, by reflection over their components. One file, one thread. */
final class Binder {
    private final Faults faults;
    private final Scalars scalars;
    private final Bound bound;

    Binder(Faults faults, Scalars scalars, Bound bound) {
        this.faults = faults;
        this.scalars = scalars;
        this.bound = bound;
    }

    /** One key of the file with its value. */
    private record Entry(int line, Node value) {}

    /** The record, or nothing when a fault of its keys was added. */
    <T extends Record> Optional<T> section(Class<T> type, Node node, String path, int line) {
        if (!(node instanceof MappingNode mapping)) {
            faults.add(line, path, "a section", Nodes.kind(node), "give it keys, or remove it");
            return Optional.empty();
        }
        var specs = KeySpec.of(type);
        return build(type, specs, entries(mapping, specs, path), path, line);
    }

    private <T extends Record> Optional<T> build(
            Class<T> type, List<KeySpec> specs, Map<String, Entry> entries, String path, int line) {
        var values = new ArrayList<Object>();
        for (KeySpec spec : specs) {
            String keyPath = join(path, spec.name());
            Optional<Entry> entry = Optional.ofNullable(entries.get(spec.name()));
            int keyLine = entry.map(Entry::line).orElse(line);
            Optional<Object> value = value(spec, entry, keyPath, keyLine);
            // No rule judges what nobody looked up.
            bound.put(keyPath, value.filter(_ -> !scalars.passedOver(keyPath)), keyLine, entry.isPresent());
            if (spec.shape() == KeySpec.Shape.OPTIONAL || spec.shape() == KeySpec.Shape.OPTIONAL_SECTION) {
                // A faulty value looks absent here; its fault keeps the record from ever being used.
                values.add(value);
            } else {
                value.ifPresent(values::add);
            }
        }
        return values.size() == specs.size() ? Optional.of(construct(type, values)) : Optional.empty();
    }

    private Optional<Object> value(KeySpec spec, Optional<Entry> entry, String path, int line) {
        return switch (spec.shape()) {
            case SECTION -> {
                var type = spec.type().asSubclass(Record.class);
                yield entry.isPresent()
                        ? section(type, entry.get().value(), path, line).map(Object.class::cast)
                        : build(type, KeySpec.of(type), Map.of(), path, line).map(Object.class::cast);
            }
            case OPTIONAL_SECTION ->
                entry.flatMap(given -> section(spec.type().asSubclass(Record.class), given.value(), path, line))
                        .map(Object.class::cast);
            case SECTIONS -> {
                if (entry.isPresent()) {
                    yield list(spec, entry.get().value(), path, line);
                }
                yield spec.required() ? missing(spec, path, line) : Optional.of(List.of());
            }
            case OPTIONAL -> entry.flatMap(given -> scalars.read(spec, given.value(), path, line));
            case VALUE -> {
                if (entry.isPresent()) {
                    yield scalars.read(spec, entry.get().value(), path, line);
                }
                yield spec.required() ? missing(spec, path, line) : Optional.of(scalars.fallback(spec));
            }
        };
    }

    private Optional<Object> missing(KeySpec spec, String path, int line) {
        String what = spec.shape() == KeySpec.Shape.SECTIONS ? "a list" : scalars.expected(spec);
        faults.add(line, path, what, "no such key", "add it: " + spec.key().doc());
        return Optional.empty();
    }

    private Optional<Object> list(KeySpec spec, Node node, String path, int line) {
        if (!(node instanceof SequenceNode sequence)) {
            faults.add(line, path, "a list", Nodes.kind(node), "begin each entry with '- '");
            return Optional.empty();
        }
        int least = spec.key().min().isEmpty() ? 0 : Integer.parseInt(spec.key().min());
        int most = spec.key().max().isEmpty()
                ? Integer.MAX_VALUE
                : Integer.parseInt(spec.key().max());
        int size = sequence.getValue().size();
        if (size < least || size > most) {
            String count = most == Integer.MAX_VALUE ? "at least " + least : "from " + least + " to " + most;
            faults.add(line, path, count + " entries", Integer.toString(size), "");
            return Optional.empty();
        }
        var values = new ArrayList<Record>();
        for (int i = 0; i < size; i++) {
            Node item = sequence.getValue().get(i);
            section(spec.type().asSubclass(Record.class), item, path + "[" + i + "]", Nodes.line(item))
                    .ifPresent(values::add);
        }
        // The number of entries is kept for the rules even where some are faulty.
        bound.put(path + ".size", Optional.of(size), line, true);
        return values.size() == size ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    private Map<String, Entry> entries(MappingNode mapping, List<KeySpec> specs, String path) {
        var entries = new HashMap<String, Entry>();
        for (var tuple : mapping.getValue()) {
            int line = Nodes.line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                faults.add(line, path, "plain keys", Nodes.kind(tuple.getKeyNode()), "");
                continue;
            }
            String name = key.getValue();
            if (specs.stream().noneMatch(spec -> spec.name().equals(name))) {
                UnknownKeys.report(faults, name, specs, path, line);
                continue;
            }
            var earlier = entries.putIfAbsent(name, new Entry(line, tuple.getValueNode()));
            if (earlier != null) {
                faults.add(line, join(path, name), "each key once", "it again", "it stands in line " + earlier.line());
            }
        }
        return entries;
    }

    private static <T extends Record> T construct(Class<T> type, List<Object> values) {
        var types = new ArrayList<Class<?>>();
        for (var component : type.getRecordComponents()) {
            types.add(component.getType());
        }
        try {
            return type.getDeclaredConstructor(types.toArray(Class<?>[]::new)).newInstance(values.toArray());
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException(type + " cannot be built from values that passed its keys' checks", e);
        }
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
