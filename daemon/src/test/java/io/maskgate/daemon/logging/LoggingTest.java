package io.maskgate.daemon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingTest {
    private final Redactor redactor = new Redactor();

    /** Other tests of this JVM log as the JDK sets it up. */
    @AfterAll
    static void theUsualConfiguration() throws Exception {
        LogManager.getLogManager().readConfiguration();
    }

    @Test
    void onATerminalALineHasTimeLevelRoomAndMessage() {
        assertThat(new LineFormatter(false, ZoneOffset.UTC, redactor).format(log(Level.WARNING, "camera door: lost")))
                .isEqualTo("10:15:30.250 WARNING camera: camera door: lost\n");
    }

    @Test
    void underTheJournalALineHasItsPriorityAndNoTime() {
        var formatter = new LineFormatter(true, ZoneOffset.UTC, redactor);
        assertThat(formatter.format(log(Level.SEVERE, "x"))).isEqualTo("<3>camera: x\n");
        assertThat(formatter.format(log(Level.WARNING, "x"))).isEqualTo("<4>camera: x\n");
        assertThat(formatter.format(log(Level.INFO, "x"))).isEqualTo("<6>camera: x\n");
        assertThat(formatter.format(log(Level.FINE, "x"))).isEqualTo("<7>camera: x\n");
    }

    @Test
    void anExceptionStaysOnTheLineShortAndRedactedWithItsCauses() {
        redactor.add("s3cret!");
        var log = log(Level.SEVERE, "open failed");
        log.setThrown(new IllegalStateException(
                "rtsp://me:x@cam refused", new java.io.IOException("token s3cret!\nsecond line")));
        String line = new LineFormatter(false, ZoneOffset.UTC, redactor).format(log);
        assertThat(line)
                .contains("open failed | java.lang.IllegalStateException: rtsp://****@cam refused at LoggingTest.")
                .contains(" | caused by java.io.IOException: token **** | second line at LoggingTest.")
                .doesNotContain("s3cret!");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(line.split(" < ")).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void aMessageCannotForgeALineOrColourATerminal() {
        assertThat(new LineFormatter(true, ZoneOffset.UTC, redactor).format(log(Level.INFO, "a\n<3>b\u001b[31m\r")))
                .isEqualTo("<6>camera: a | <3>b [31m \n");
    }

    @Test
    void aSecretAcrossTheCutOfALongLineIsMaskedFirst() {
        redactor.add("abcdefghij");
        String line = new LineFormatter(true, ZoneOffset.UTC, redactor)
                .format(log(Level.INFO, "x".repeat(3985) + "abcdefghij" + "y".repeat(50)));
        assertThat(line).doesNotContain("abcd").endsWith("[cut]\n");
    }

    @Test
    void levelsChangeAtRunTimeAndLibrariesStayQuiet() {
        var out = new ByteArrayOutputStream();
        var ours = Logger.getLogger("io.maskgate.daemon.mqtt.Publisher");
        var theirs = Logger.getLogger("io.moquette.broker.Server");
        var paho = Logger.getLogger("org.eclipse.paho.mqttv5.client.internal.ClientComms");
        try (var logging =
                Logging.start(new PrintStream(out, true, StandardCharsets.UTF_8), Map.of(), redactor, Level.INFO)) {
            ours.fine("one");
            logging.level(Level.FINE);
            ours.fine("two");
            theirs.info("three");
            theirs.warning("four");
            paho.severe("a stack trace of what our rooms say in words");
            logging.level(Level.SEVERE);
            ours.warning("five");
            theirs.warning("six");
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceFirst("^\\S+ ", "")))
                .containsExactly("DEBUG mqtt: two", "WARNING Server: four");
    }

    @Test
    void aCameraThatHasMuchToSayIsCutShortAndWhatIsLeftOutIsTold() {
        var now = new AtomicLong();
        var limit = new CameraLineLimit(now::get);
        for (int i = 0; i < CameraLineLimit.BURST; i++) {
            assertThat(limit.pass("camera door: lost")).hasValue(0);
        }
        assertThat(limit.pass("camera door: lost")).isEmpty();
        assertThat(limit.pass("camera door: found\nagain")).isEmpty();
        assertThat(limit.pass("camera yard: lost")).hasValue(0);
        assertThat(limit.pass("Not connected to the broker")).hasValue(0);
        now.addAndGet(CameraLineLimit.REFILL_NANOS);
        assertThat(limit.pass("camera door: lost")).hasValue(2);
        assertThat(limit.pass("camera door: lost")).isEmpty();
        assertThat(new LineFormatter(true, ZoneOffset.UTC, redactor).format(log(Level.INFO, "camera door: x"), 2))
                .isEqualTo("<6>camera: camera door: x (2 lines of this camera before left out)\n");
    }

    @Test
    void theJournalIsToldByTheStreamItselfNotByTheVariableAlone(@TempDir Path folder) throws Exception {
        Path stream = Files.createFile(folder.resolve("stream"));
        var unix = Files.readAttributes(stream, "unix:dev,ino");
        String itself = unix.get("dev") + ":" + unix.get("ino");
        assertThat(JournalStream.is(Map.of("JOURNAL_STREAM", itself), stream)).isTrue();
        assertThat(JournalStream.is(Map.of("JOURNAL_STREAM", itself + "0"), stream))
                .isFalse();
        assertThat(JournalStream.is(Map.of(), stream)).isFalse();
        assertThat(JournalStream.is(Map.of("JOURNAL_STREAM", itself), folder.resolve("none")))
                .isFalse();
    }

    private static LogRecord log(Level level, String message) {
        var log = new LogRecord(level, message);
        log.setLoggerName("io.maskgate.daemon.camera.Feed");
        log.setInstant(Instant.parse("2026-01-02T10:15:30.250Z"));
        return log;
    }
}
