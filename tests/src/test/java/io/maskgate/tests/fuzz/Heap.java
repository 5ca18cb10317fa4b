package io.maskgate.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

/** How much this process holds on to between two moments. */
final class Heap {
    /** Classes, compiled code and jqwik's own notes of what it tried. */
    private static final long ALLOWED_BYTES = 64 << 20;

    private final long before = used();

    void assertNotGrown() {
        assertThat(used() - before).as("bytes held after the last case").isLessThan(ALLOWED_BYTES);
    }

    private static long used() {
        var runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
