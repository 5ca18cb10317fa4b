package io.maskgate.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitecturesTest {
    @Test
    void aNetworkIsFoundAgainByItsName() {
        assertThat(Architectures.named(new LightMask(48).architecture())).isEqualTo(new LightMask(48));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lightmask", "lightmask-n", "lightmask-n0", "lightmask-n64x", "yolov8n"})
    void anUnknownNameIsRefusedWithAnExample(String name) {
        assertThatThrownBy(() -> Architectures.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "architecture is '" + name
                                + "', expected lightmask-n<neck channels>, for instance lightmask-n64, or damoyolo-<t|s|m|ns|nl>");
    }
}
