package io.maskgate.daemon.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepLinesTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void elsewhereThanOnATerminalAStepIsALineAndALongOneMore() {
        try (var lines = StepLines.start(out, false, Duration.ofMillis(20))) {
            lines.step("looking");
            lines.step("building");
            await().until(() -> text().contains("still building, 0 s"));
        }
        assertThat(text())
                .startsWith("looking\n")
                .contains("\nbuilding\nstill building, 0 s\n")
                .doesNotContain("\r");
    }

    @Test
    void onATerminalOneLineCounts() {
        try (var lines = StepLines.start(out, true, Duration.ofMillis(20))) {
            lines.step("building");
            await().until(() -> text().contains("\rbuilding, 0 s"));
            lines.step("comparing");
        }
        assertThat(text())
                .startsWith("building\rbuilding, 0 s")
                .contains("\ncomparing")
                .endsWith("\n");
    }

    @Test
    void closedItIsSilent() throws Exception {
        var lines = StepLines.start(out, false, Duration.ofMillis(5));
        lines.step("looking");
        lines.close();
        int length = text().length();
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        assertThat(text()).hasSize(length);
    }
}
