package io.maskgate.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.net.Anchors;
import io.maskgate.models.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

class SideGridTest {
    /** One anchor of stride 8 in the middle of its cell, and one at its corner. */
    private final Anchors middle = new Anchors(new float[] {4}, new float[] {4}, new float[] {8});

    private final Anchors corner = new Anchors(new float[] {0}, new float[] {0}, new float[] {8});

    @Test
    void equalGridsKeepTheDistributionsThemselves() {
        try (var _ = new PointerScope()) {
            var sides = Tensors.floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3}, 1, 1, 12);
            assertThat(Tensors.toFloats(new SideGrid(middle, 3).to(middle, 3, sides)))
                    .isEqualTo(Tensors.toFloats(sides));
            assertThat(new SideGrid(middle, 3).keeps(middle, 3)).isTrue();
            assertThat(new SideGrid(middle, 3).keeps(middle, 4)).isFalse();
            assertThat(new SideGrid(middle, 3).keeps(corner, 3)).isFalse();
        }
    }

    @Test
    void anotherAnchorAndOtherBinsMoveTheDistances() {
        // Sides surely 1, 2, 2, 1 strides from the corner at 0, 0: the box -8, -16, 16, 8. From 4, 4: 1.5, 2.5, 1.5,
        // 0.5.
        var logits = new float[4 * 3];
        Arrays.fill(logits, -60);
        logits[1] = logits[3 + 2] = logits[6 + 2] = logits[9 + 1] = 0;
        try (var _ = new PointerScope()) {
            var moved = Tensors.toFloats(new SideGrid(corner, 3).to(middle, 5, Tensors.floats(logits, 1, 1, 12)));
            assertThat(moved).hasSize(20);
            for (int i : new int[] {1, 2, 5 + 2, 5 + 3, 10 + 1, 10 + 2, 15, 15 + 1}) {
                assertThat(Math.exp(moved[i])).as("bin %d", i).isCloseTo(0.5, within(1e-4));
            }
        }
    }

    @Test
    void gridsOfOtherStridesAreRefused() {
        try (var _ = new PointerScope()) {
            var other = new Anchors(new float[] {8}, new float[] {8}, new float[] {16});
            var sides = Tensors.floats(new float[12], 1, 1, 12);
            assertThatThrownBy(() -> new SideGrid(middle, 3).to(other, 3, sides))
                    .hasMessageContaining("expected the same cells");
        }
    }
}
