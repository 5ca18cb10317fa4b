package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    @Test
    void isReadAsItWasWrittenAndAnotherOneEachTime() {
        var self = Identity.fresh();
        assertThat(Identity.read(bytes(self.json()))).contains(self);
        assertThat(Identity.fresh()).isNotEqualTo(self);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"instance\":\"0a1b2c3d\"}",
                "{\"instance\":\"0a1b2c3d\",\"host\":\"\"}",
                "{\"instance\":\"0a1b2c3d\",\"host\":\"box\\u001b[31m\"}",
                "{\"instance\":\"0a1b2c3d\",\"host\":\"a b\"}",
                "{\"instance\":\"zzzzzzzz\",\"host\":\"box\"}"
            })
    void whatIsNoIdentityIsNotTaken(String text) {
        assertThat(Identity.read(bytes(text))).isEmpty();
    }

    @Test
    void norWhatIsTooLong() {
        assertThat(Identity.read(bytes("{\"instance\":\"0a1b2c3d\",\"host\":\"box\"}" + " ".repeat(1000))))
                .isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
