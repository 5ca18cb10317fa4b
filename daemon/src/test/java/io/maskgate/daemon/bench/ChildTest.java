package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    private static final long FREED = 100_000_000;

    @TempDir
    Path folder;

    /** Has used memory that it uses no more. */
    static final class Slimmed {
        private Slimmed() {}

        static void main() throws InterruptedException {
            try (var arena = Arena.ofConfined()) {
                // Zeroed, so that each page is there.
                arena.allocate(FREED);
            }
            System.out.println("slim");
            new CountDownLatch(1).await();
        }
    }

    @Test
    void whatAProcessHoldsIsNotTheMostItEverHeld() throws Exception {
        try (var child = Child.start("slimmed", Program.own(Slimmed.class).with(), folder.resolve("log"))) {
            assertThat(child.firstLine(Duration.ofSeconds(30))).isEqualTo("slim");
            var usage = child.usage();
            assertThat(usage.resident()).isBetween(10_000_000L, usage.peak() - FREED / 2);
        }
    }
}
