package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ModelsMainTest {
    private final StringWriter err = new StringWriter();

    private int run(OutputStream out, String... args) {
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        var line = ModelsMain.line().setOut(new PrintWriter(stream, true)).setErr(new PrintWriter(err, true));
        return ModelsMain.run(line, stream, args);
    }

    @Test
    void resultsThatNobodyGotAreAFailure() {
        var full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThat(run(OutputStream.nullOutputStream(), "--help")).isZero();
        assertThat(err).hasToString("");
        assertThat(run(full, "--help")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("standard output: expected it to take every result, found it full or closed;")
                .hasLineCount(1);
    }
}
