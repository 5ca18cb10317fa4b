package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicLevelTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "+", "door#", "line\nfeed", "null\0"})
    void whatIsNotOneLevelIsRefused(String level) {
        assertThatThrownBy(() -> TopicLevel.check("camera", level))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a camera name without '/', '+' and '#', found another");
    }

    @Test
    void whatTheKeysAllowPasses() {
        assertThatCode(() -> TopicLevel.check("gateway", "lobby_1.West-2")).doesNotThrowAnyException();
    }
}
