package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    Path folder;

    @Test
    void rowsAreAppendedBelowOneHeading() throws Exception {
        var ledger = new Ledger(folder.resolve("deep/results.md"));
        var origin = new Ledger.Origin(Instant.parse("2026-03-01T08:00:59Z"), "0123abc", "some | processor");
        ledger.append(origin, "bench x", "ratio 1.20");
        ledger.append(origin, "bench y", "two\nlines");

        assertThat(Files.readAllLines(ledger.file()))
                .startsWith("# Measurements")
                .endsWith(
                        "| date | commit | machine | command | result |",
                        "|---|---|---|---|---|",
                        "| 2026-03-01T08:00:00Z | 0123abc | some \\| processor | `bench x` | ratio 1.20 |",
                        "| 2026-03-01T08:00:00Z | 0123abc | some \\| processor | `bench y` | two; lines |");
        try (var files = Files.list(folder.resolve("deep"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void outsideOfACheckoutThereIsNoCommit() {
        assertThat(Ledger.commit(Optional.empty())).isEqualTo("?");
        assertThat(Ledger.commit(Optional.of(folder))).isEqualTo("?");
    }
}
