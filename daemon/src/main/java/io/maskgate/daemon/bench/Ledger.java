package io.maskgate.daemon.bench;

import io.maskgate.hw.files.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Markdown file to which measurements are appended, a table row each.
 *
 * @param file made, with its heading, where it is missing
 */
public record Ledger(Path file) {
    private static final String HEADING = """
            # Measurements

            Each row was appended by the command it names, with `--record tests/benchmarks/results.md`. Ratios are of processor
            time, measured in one run; milliseconds and cores depend on the machine and on what else it does.

            | date | commit | machine | command | result |
            |---|---|---|---|---|
            """;
    private static final int GIT_SECONDS = 5;

    /**
     * Where a measurement comes from.
     *
     * @param commit short hash, with {@code +} where files differ from it; {@code ?} outside of a checkout
     * @param machine processor, cores, load
     */
    public record Origin(Instant at, String commit, String machine) {}

    /** Appends a row; the file is replaced as a whole, so that it is never half written. */
    public void append(Origin origin, String command, String result) throws IOException {
        String text = Files.exists(file) ? Files.readString(file) : HEADING;
        String row = "| " + origin.at().truncatedTo(ChronoUnit.MINUTES) + " | " + cell(origin.commit()) + " | "
                + cell(origin.machine()) + " | `" + cell(command) + "` | " + cell(result) + " |\n";
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (var channel = FileChannel.open(
                partial, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            DurableFile.writeFully(channel, ByteBuffer.wrap((text + row).getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        DurableFile.putInPlace(partial, file);
    }

    private static String cell(String text) {
        return text.strip().replace("\n", "; ").replace("|", "\\|");
    }

    /** The commit a checkout stands at; {@code ?} where there is none. */
    public static String commit(Optional<Path> checkout) {
        return checkout.flatMap(folder -> git(folder, "rev-parse", "--short=9", "HEAD")
                        .map(hash -> git(folder, "status", "--porcelain", "--untracked-files=no")
                                .filter(String::isEmpty)
                                .map(_ -> hash)
                                .orElse(hash + "+")))
                .orElse("?");
    }

    private static Optional<String> git(Path folder, String... arguments) {
        var command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? Optional.of(output)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
