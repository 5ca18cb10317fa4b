package io.maskgate.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The time of day of one process, moved while it runs by libfaketime (Debian: libfaketime); the monotonic clock goes on
 * as it does when somebody sets the clock of a machine. A process sees a move within a second.
 */
public final class MovableClock {
    private final Path library;
    private final Path offset;

    private MovableClock(Path library, Path folder) throws IOException {
        this.library = library;
        this.offset = folder.resolve("clock-offset");
        move(Duration.ZERO);
    }

    /** A clock that is right so far; empty where the library is missing. */
    public static Optional<MovableClock> in(Path folder) throws IOException {
        var library = library();
        return library.isPresent() ? Optional.of(new MovableClock(library.get(), folder)) : Optional.empty();
    }

    private static Optional<Path> library() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            return folders.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        }
    }

    /** What a process that is to have this clock needs in its environment. */
    public Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Timed waits of a process whose clock has moved would return at once, over and over.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                // Times of files stay true, and a killed process leaves nothing in /dev/shm.
                "NO_FAKE_STAT", "1",
                "FAKETIME_DISABLE_SHM", "1");
    }

    /** Sets the clock to the true time and this much. */
    public void move(Duration ahead) throws IOException {
        var next = offset.resolveSibling("clock-offset.next");
        Files.writeString(next, "%+d%n".formatted(ahead.toSeconds()));
        Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
    }
}
