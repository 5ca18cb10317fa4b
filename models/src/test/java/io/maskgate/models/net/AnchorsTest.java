package io.maskgate.models.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorsTest {
    @Test
    void anchorsAreTheCentresOfTheCellsLevelByLevelRowByRow() {
        var anchors = Anchors.of(64, 32);
        // 8 x 4 cells of 8 pixels, 4 x 2 of 16, 2 x 1 of 32
        assertThat(anchors.count()).isEqualTo(32 + 8 + 2);
        assertThat(anchors.x()).startsWith(4, 12, 20).endsWith(16, 48);
        assertThat(anchors.y()).startsWith(4, 4, 4).endsWith(16, 16);
        assertThat(anchors.x()[9]).isEqualTo(12);
        assertThat(anchors.y()[9]).isEqualTo(12);
        assertThat(anchors.x()[32]).isEqualTo(8);
        assertThat(anchors.stride()[31]).isEqualTo(8);
        assertThat(anchors.stride()[32]).isEqualTo(16);
        assertThat(anchors.stride()[41]).isEqualTo(32);
    }

    @Test
    void aNetworkThatSeesAPictureTwiceAsLargeHasTheCellsOfOneWithHalfTheStrides() {
        var halved = Anchors.of(128, 64).reducedBy(2);
        var fine = Anchors.of(64, 32, List.of(4, 8, 16));
        assertThat(halved.x()).isEqualTo(fine.x()).startsWith(2, 6, 10);
        assertThat(halved.y()).isEqualTo(fine.y());
        assertThat(halved.stride()).isEqualTo(fine.stride()).startsWith(4).endsWith(16);
    }
}
