package io.maskgate.daemon.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostStateTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatAHostSaysOfItself() {
        assertThat(HostState.read(bytes("{\"online\":true,\"timestamp\":1668114759262}")))
                .contains(new HostState(true, 1_668_114_759_262L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ONLINE",
                "null",
                "[]",
                "{",
                "{\"online\":\"true\",\"timestamp\":1}",
                "{\"online\":true}",
                "{\"online\":true,\"timestamp\":1e99}",
                "\0\0\0online\":true}",
                "\0{\0\"\0o\0n\0"
            })
    void anythingElseSaysNothing(String payload) {
        assertThat(HostState.read(bytes(payload))).isEmpty();
    }

    @Test
    void aPayloadLongerThanAnyStateIsNotParsed() {
        assertThat(HostState.read(bytes("{\"online\":true,\"timestamp\":1}" + " ".repeat(1000))))
                .isEmpty();
    }
}
