package io.maskgate.models.quantise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantiserTest {
    /** Pictures lie sorted by name, those of one source side by side. */
    @Test
    void answersAreComparedOnPicturesFromAllOverTheSet() {
        var hundred = IntStream.range(0, 100).boxed().toList();
        assertThat(Quantiser.compared(hundred)).containsExactly(0, 12, 25, 37, 50, 62, 75, 87);
        assertThat(Quantiser.compared(List.of(1, 2, 3))).containsExactly(1, 2, 3);
    }
}
