package io.maskgate.hw.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class UnsignedReadingTest {
    /** A graph's initializer: TensorProto with data_type int8 (3), a name and one raw byte. */
    private static byte[] file(String... zeros) {
        return Proto.message(model -> model.nested(7, graph -> {
            graph.text(2, "maskgate.zero.signed is only mentioned here");
            for (String zero : zeros) {
                graph.nested(5, tensor -> tensor.number(2, 3).text(8, zero).bytes(9, new byte[1]));
            }
        }));
    }

    private static byte[] initializer(String name, int type, int value) {
        return Proto.message(graph ->
                graph.nested(5, tensor -> tensor.number(2, type).text(8, name).bytes(9, new byte[] {(byte) value})));
    }

    @Test
    void numbersThatMayBeNegativeAreShiftedBy128AndThoseThatNeverAreStay() {
        var changed = UnsignedReading.of(file("maskgate.zero.positive", "other", "maskgate.zero.signed"))
                .orElseThrow();

        // uint8 is 2 in TensorProto.DataType
        assertThat(changed)
                .containsSequence(initializer("maskgate.zero.positive", 2, 0))
                .containsSequence(initializer("maskgate.zero.signed", 2, 128))
                .containsSequence(initializer("other", 3, 0));
    }

    @Test
    void whatWasGivenIsNotChanged() {
        var given = file("maskgate.zero.signed");
        var before = Arrays.copyOf(given, given.length);
        assertThat(UnsignedReading.of(given)).isPresent();
        assertThat(given).isEqualTo(before);
    }

    @Test
    void aFileWithoutOurZeroPointsIsLeftAlone() {
        assertThat(UnsignedReading.of(file("zero"))).isEmpty();
        assertThat(UnsignedReading.of(file("maskgate.zero.signed.fixed"))).isEmpty();
        assertThat(UnsignedReading.of(new TestModel().bytes())).isEmpty();
        assertThat(UnsignedReading.of(new byte[0])).isEmpty();
    }
}
