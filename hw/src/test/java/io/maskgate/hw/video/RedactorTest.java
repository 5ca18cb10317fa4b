package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedactorTest {
    private final Redactor redactor = new Redactor();

    @Test
    void userAndPasswordOfAnyUrlAreHidden() {
        assertThat(redactor.redact("[rtsp @ 0x1] open rtsp://joe:p@ss@10.0.0.5/x failed, http://a:b@c/ too"))
                .isEqualTo("[rtsp @ 0x1] open rtsp://***@10.0.0.5/x failed, http://***@c/ too");
    }

    @Test
    void knownSecretsAreHiddenLongestFirstUntilTheyAreForgotten() {
        redactor.add(List.of("hunter2", "hunter2-long"));
        redactor.add(List.of("hunter2"));
        assertThat(redactor.redact("x=hunter2-long y=hunter2")).isEqualTo("x=*** y=***");

        redactor.remove(List.of("hunter2", "hunter2-long"));
        assertThat(redactor.redact("y=hunter2"))
                .as("still used by another source")
                .isEqualTo("y=***");

        redactor.remove(List.of("hunter2"));
        assertThat(redactor.redact("y=hunter2")).isEqualTo("y=hunter2");
    }

    @Test
    void aSecretOfTwoLettersDoesNotShredTheLine() {
        redactor.add(List.of("er"));
        assertThat(redactor.redact("error over there")).isEqualTo("error over there");
    }
}
