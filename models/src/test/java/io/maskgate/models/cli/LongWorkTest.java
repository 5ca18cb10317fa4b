package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class LongWorkTest {
    private final StringWriter err = new StringWriter();

    @Test
    void aTerminalGetsABarWithTheFigures() {
        try (var work = LongWork.of("epoch 3", 10, new PrintWriter(err), true)) {
            work.done(4, "box 0.250");
        }
        assertThat(err.toString())
                .contains("epoch 3")
                .contains("4/10")
                .contains("box 0.250")
                .contains("\r");
    }

    @Test
    void withoutATerminalShortWorkIsSilent() {
        try (var work = LongWork.of("judged", 10, new PrintWriter(err), false)) {
            for (int i = 1; i <= 10; i++) {
                work.done(i);
            }
        }
        assertThat(err.toString()).isEmpty();
    }
}
