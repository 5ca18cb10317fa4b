package io.maskgate.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.support.Repository;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that is given cases and may break over them. Its heap is fixed and touched at the start, so that what its resident
 * memory grows by is native.
 */
final class Victim implements AutoCloseable {
    /** What the allocator keeps, compiled code, libraries' pages that were not needed before. */
    private static final long ALLOWED_BYTES = 48 << 20;

    /** Cases after which everything was used once. */
    private static final int WARM = 100;

    /** What a case is given to, in the process. */
    @FunctionalInterface
    interface Body {
        /** In one word or a few how it went; an exception that is not declared ends the process. */
        String take(byte[] given) throws IOException;
    }

    private final String name;
    private final Path folder;
    private final Process process;
    private final DataOutputStream cases;
    private final DataInputStream answers;
    private final Deadline deadline;
    private long given;
    private long warmBytes;

    /** @param main a class whose main method calls {@link #serve} */
    Victim(Class<?> main, Duration limit) throws IOException {
        name = main.getSimpleName();
        folder = Files.createTempDirectory(name);
        deadline = new Deadline(limit, 1 << 20);
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms64m",
                        "-Xmx64m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ErrorFile=" + folder.resolve("hs_err.log"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.awt.headless=true",
                        "-Dmaskgate.home=" + Repository.root(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        process = builder.start();
        cases = new DataOutputStream(process.getOutputStream());
        answers = new DataInputStream(process.getInputStream());
    }

    /** Hands one case over. A process that died, or does not answer in time, fails the test; the case is kept in a file. */
    String take(byte[] given) throws Exception {
        try {
            var answer = deadline.within(() -> {
                cases.writeInt(given.length);
                cases.write(given);
                cases.flush();
                return answers.readUTF();
            });
            if (++this.given == WARM) {
                warmBytes = residentBytes();
            }
            return answer;
        } catch (IOException | AssertionError e) {
            var kept = Files.write(folder.resolve("case"), given);
            boolean dead = e instanceof IOException && process.waitFor(10, TimeUnit.SECONDS);
            throw new AssertionError(
                    name + (dead ? " died with exit code " + process.exitValue() : " does not answer")
                            + " over the case in " + kept + "; what it said is beside it",
                    e);
        }
    }

    /** To be called when all cases are through. */
    void assertNotGrown() throws IOException {
        assertThat(given)
                .as("cases, of which enough come after the first %s", WARM)
                .isGreaterThanOrEqualTo(2 * WARM);
        long grown = residentBytes() - warmBytes;
        System.out.printf(
                "%s: %d cases, resident memory grew by %d KiB after the first %d%n", name, given, grown >> 10, WARM);
        assertThat(grown).as("bytes resident beyond those after %s cases", WARM).isLessThan(ALLOWED_BYTES);
    }

    private long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** The loop of the process: cases from standard input, answers to standard output, until the input ends. */
    static void serve(Body body) throws IOException {
        var in = new DataInputStream(System.in);
        var out = new DataOutputStream(System.out);
        // Whatever else prints must not get between the answers.
        System.setOut(System.err);
        while (true) {
            byte[] given;
            try {
                given = in.readNBytes(in.readInt());
            } catch (EOFException _) {
                return;
            }
            out.writeUTF(body.take(given));
            out.flush();
        }
    }

    /** Ends the process. Leaves its folder only where a case is kept in it. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        if (!Files.exists(folder.resolve("case"))) {
            for (var name : List.of("stderr", "hs_err.log", "")) {
                Files.deleteIfExists(folder.resolve(name));
            }
        }
    }
}
