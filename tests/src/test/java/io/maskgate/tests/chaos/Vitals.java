package io.maskgate.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.support.GatewayProcess;
import java.io.IOException;

/**
 * What a process holds.
 *
 * @param resident bytes of memory
 * @param natives live objects of FFmpeg
 */
record Vitals(long threads, long openFiles, long resident, long natives) {
    private static final long MEBIBYTE = 1 << 20;

    static Vitals of(GatewayProcess gateway) throws IOException {
        return new Vitals(
                gateway.threads(),
                gateway.openFiles(),
                gateway.residentBytes(),
                Math.round(gateway.metric("maskgate_native_objects")));
    }

    /** Holds no more than before, but for what a pool or a cache may take once. */
    void assertNear(Vitals before) {
        assertThat(threads).as("threads, %s before", before).isLessThanOrEqualTo(before.threads + 10);
        assertThat(openFiles).as("open files, %s before", before).isLessThanOrEqualTo(before.openFiles + 10);
        assertThat(natives).as("objects of FFmpeg, %s before", before).isLessThanOrEqualTo(before.natives + 10);
        assertThat(resident)
                .as("resident bytes, %s before", before)
                .isLessThanOrEqualTo(before.resident * 3 / 2 + 64 * MEBIBYTE);
    }

    @Override
    public String toString() {
        return "%d threads, %d open files, %d MiB, %d objects of FFmpeg"
                .formatted(threads, openFiles, resident / MEBIBYTE, natives);
    }
}
