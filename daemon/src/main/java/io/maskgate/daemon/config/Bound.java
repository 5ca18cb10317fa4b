package io.maskgate.daemon.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Every value bound so far by its path; rules judge these, so that they can speak even where other keys are faulty. */
final class Bound {
    /**
     * @param value what the file or the default says; nothing where the file's is faulty
     * @param line of the key, or of its section where the default stands in
     * @param given whether the file has the key
     */
    private record Entry(Optional<Object> value, int line, boolean given) {}

    private final Map<String, Entry> entries = new HashMap<>();

    void put(String path, Optional<Object> value, int line, boolean given) {
        entries.put(path, new Entry(value, line, given));
    }

    <T> Optional<T> find(String path, Class<T> type) {
        return entry(path).flatMap(Entry::value).filter(type::isInstance).map(type::cast);
    }

    boolean given(String path) {
        return entry(path).map(Entry::given).orElse(false);
    }

    int line(String path) {
        return entry(path).map(Entry::line).orElse(0);
    }

    private Optional<Entry> entry(String path) {
        return Optional.ofNullable(entries.get(path));
    }
}
