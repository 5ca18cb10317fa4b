package io.maskgate.daemon.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class JournalSinkTest {
    private final Logger camera = Logger.getLogger("io.maskgate.daemon.camera.CameraWorker");
    private final Redactor redactor = new Redactor();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    /** Other tests of this JVM log as the JDK sets it up. */
    @AfterAll
    static void theUsualConfiguration() throws Exception {
        LogManager.getLogManager().readConfiguration();
    }

    @BeforeEach
    void python() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 receives the datagrams");
    }

    private Path socket() {
        return folder.resolve("journal");
    }

    private Logging start() {
        return Logging.start(
                new PrintStream(lines, true, StandardCharsets.UTF_8), true, socket(), redactor, Level.INFO);
    }

    private String lines() {
        return lines.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anEntryHasFieldsOfItsOwnAndNoTime() throws Exception {
        try (var journal = new JournalReceiver(socket());
                var logging = start()) {
            camera.warning("camera door: lost");
            JsonNode entry = journal.next();
            assertThat(entry.fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder(
                            "MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER", "LOGGER", "THREAD", "CAMERA");
            assertThat(entry.get("MESSAGE").textValue()).isEqualTo("camera: camera door: lost");
            assertThat(entry.get("PRIORITY").textValue()).isEqualTo("4");
            assertThat(entry.get("SYSLOG_IDENTIFIER").textValue()).isEqualTo("maskgate");
            assertThat(entry.get("LOGGER").textValue()).isEqualTo(camera.getName());
            assertThat(entry.get("THREAD").textValue())
                    .isEqualTo(Thread.currentThread().getName());
            assertThat(entry.get("CAMERA").textValue()).isEqualTo("door");
            assertThat(logging.counts().written()).isEqualTo(1);
        }
        assertThat(lines()).as("nothing twice").isEmpty();
    }

    @Test
    void anExceptionIsAFieldOfManyLinesWithoutSecrets() throws Exception {
        redactor.add("s3cret!");
        try (var journal = new JournalReceiver(socket());
                var _ = start()) {
            camera.log(
                    Level.SEVERE,
                    "camera door: failed",
                    new IllegalStateException("token s3cret!", new IOException("x")));
            JsonNode entry = journal.next();
            assertThat(entry.get("EXCEPTION").textValue())
                    .startsWith("java.lang.IllegalStateException: token ****\n\tat ")
                    .contains("\nCaused by: java.io.IOException: x\n");
            assertThat(entry.get("MESSAGE").textValue())
                    .startsWith("camera: camera door: failed | java.lang.IllegalStateException: token **** at ")
                    .doesNotContain("\n");
        }
    }

    @Test
    void aMessageCannotForgeAField() throws Exception {
        try (var journal = new JournalReceiver(socket());
                var _ = start()) {
            camera.info("a\nPRIORITY=0\u0000");
            JsonNode entry = journal.next();
            assertThat(entry.get("MESSAGE").textValue()).isEqualTo("camera: a | PRIORITY=0 ");
            assertThat(entry.get("PRIORITY").textValue()).isEqualTo("6");
        }
    }

    @Test
    void whatIsTooLongIsCutAndCounted() throws Exception {
        try (var journal = new JournalReceiver(socket());
                var logging = start()) {
            camera.info("x".repeat(1 << 20));
            assertThat(journal.next().get("MESSAGE").textValue())
                    .hasSize(LineFormatter.LONGEST + LineFormatter.CUT.length())
                    .endsWith("[cut]");
            camera.log(Level.SEVERE, "y", new IllegalStateException("z".repeat(1 << 20)));
            assertThat(journal.next().get("EXCEPTION").textValue())
                    .hasSize(JournalSink.LONGEST_TRACE + LineFormatter.CUT.length())
                    .endsWith("[cut]");
            assertThat(logging.counts().cutShort()).isEqualTo(2);
        }
    }

    @Test
    void aCameraThatHasMuchToSayIsCutShortHereToo() throws Exception {
        try (var journal = new JournalReceiver(socket());
                var logging = start()) {
            for (int i = 0; i < CameraLineLimit.BURST + 5; i++) {
                camera.info("camera door: " + i);
            }
            camera.info("camera yard: found");
            for (int i = 0; i < CameraLineLimit.BURST; i++) {
                assertThat(journal.next().get("CAMERA").textValue()).isEqualTo("door");
            }
            assertThat(journal.next().get("CAMERA").textValue()).isEqualTo("yard");
            assertThat(logging.counts().leftOut()).isEqualTo(5);
        }
    }

    @Test
    void whereNobodyListensTheLineHasItsPriorityOnStandardError() throws Exception {
        new JournalReceiver(socket()).close();
        try (var logging = start()) {
            camera.warning("camera door: lost");
            assertThat(lines()).isEqualTo("<4>camera: camera door: lost\n");
            assertThat(logging.counts().fallenBack()).isEqualTo(1);
            assertThat(logging.counts().written()).isEqualTo(1);
        }
    }

    @Test
    void whereThereIsNoSocketThereAreLinesFromTheStart() {
        try (var logging = start()) {
            camera.info("x");
            assertThat(lines()).isEqualTo("<6>camera: x\n");
            assertThat(logging.counts().fallenBack()).isZero();
        }
    }
}
