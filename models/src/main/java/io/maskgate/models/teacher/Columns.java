package io.maskgate.models.teacher;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/** What an adapter's keys have to be; a fault begins with the key. */
final class Columns {
    private Columns() {}

    static List<Integer> distinct(String key, List<Integer> columns) {
        require(columns.stream().allMatch(c -> c >= 0), key, columns, "numbers from 0");
        require(new HashSet<>(columns).size() == columns.size(), key, columns, "each once");
        return List.copyOf(columns);
    }

    static void requireApart(String key, List<Integer> columns, Stream<List<Integer>> others) {
        requireApart(key, columns, others.flatMap(List::stream).toList());
    }

    static void requireApart(String key, List<Integer> columns, List<Integer> others) {
        require(columns.stream().noneMatch(others::contains), key, columns, "other ones than " + others);
    }

    static void require(boolean holds, String key, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": expected " + expected + ", found " + found);
        }
    }
}
