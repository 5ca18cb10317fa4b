package io.maskgate.models.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** How long each step took for each picture. */
final class Durations {
    private record Steps(long decode, long letterbox, long engine, long selection) {}

    private final List<Steps> pictures = new ArrayList<>();

    /** Adds one picture; nanoseconds. */
    void add(long decode, long letterbox, long engine, long selection) {
        pictures.add(new Steps(decode, letterbox, engine, selection));
    }

    int count() {
        return pictures.size();
    }

    /** A median, since other programs on the machine make a mean meaningless. */
    Milliseconds medians() {
        return new Milliseconds(
                median(Steps::decode), median(Steps::letterbox), median(Steps::engine), median(Steps::selection));
    }

    private double median(ToLongFunction<Steps> step) {
        long[] sorted = pictures.stream().mapToLong(step).sorted().toArray();
        int half = sorted.length / 2;
        long middle = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return middle / 1e6;
    }
}
