package io.maskgate.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Vitals of one process again and again: whether they level off. */
final class Growth {
    private static final int TENTHS = 10;
    /** Fewer samples than this are the warming up of a process. */
    private static final int ENOUGH = 60;

    private static final long MEBIBYTE = 1 << 20;

    private final List<Vitals> samples = new ArrayList<>();

    /** Another process begins. */
    void startAnew() {
        samples.clear();
    }

    void add(Vitals vitals) {
        samples.add(vitals);
    }

    /** In the last fifth of a long life hardly more is held than in the second, which is warm already. */
    void assertLevel() {
        if (samples.size() < ENOUGH) {
            return;
        }
        assertLevel("threads", Vitals::threads, 4);
        assertLevel("open files", Vitals::openFiles, 6);
        assertLevel("objects of FFmpeg", Vitals::natives, 4);
        assertLevel("resident bytes", Vitals::resident, middle(Vitals::resident, 2, 4) / 10 + 8 * MEBIBYTE);
    }

    private void assertLevel(String what, ToLongFunction<Vitals> value, long more) {
        long before = middle(value, 2, 4);
        assertThat(middle(value, 8, 10))
                .as("%s in the last fifth, %d in the second; %s", what, before, this)
                .isLessThanOrEqualTo(before + more);
    }

    /** The median from one tenth to another. */
    private long middle(ToLongFunction<Vitals> value, int from, int to) {
        var sorted = samples.subList(samples.size() * from / TENTHS, samples.size() * to / TENTHS).stream()
                .mapToLong(value)
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    @Override
    public String toString() {
        if (samples.size() < TENTHS) {
            return samples.size() + " samples of the last process";
        }
        return IntStream.range(0, TENTHS)
                .mapToObj(i -> "%d/%d/%d"
                        .formatted(
                                middle(Vitals::resident, i, i + 1) / MEBIBYTE,
                                middle(Vitals::threads, i, i + 1),
                                middle(Vitals::openFiles, i, i + 1)))
                .collect(Collectors.joining(" ", "MiB/threads/files by tenth of the last process's life: ", ""));
    }
}
