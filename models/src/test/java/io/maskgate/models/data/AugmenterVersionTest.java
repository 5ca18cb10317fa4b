package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What teachers said of views is used again while {@link Augmenter#VERSION} is the same: so must the views be. */
class AugmenterVersionTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 128;
    private static final int VIEWS = 200;

    /** By version, the sum of its views. */
    private static final Map<Integer, String> SUMS =
            Map.of(1, "119227ef63dc9df241681ccc1c12a16be7cb32ed4aca4d74441e5641306b51b5");

    @Test
    void aVersionMakesTheViewsItAlwaysMade() {
        var store = new Scenes()
                .add(200, 150, new Face(20, 30, 70, 90, 0), new Face(120, 60, 150, 110, 1))
                .add(120, 220, new Face(30, 100, 90, 180, 1))
                .add(300, 100, new Face(10, 10, 40, 50, 0), new Face(150, 20, 200, 90, 0))
                .add(96, 96, new Face(40, 40, 60, 64, 1))
                .store();
        var augmenter = Scenes.augmenter(store, Scenes.strong(WIDTH, HEIGHT));
        var sum = Sha256.digest();
        for (int seed = 0; seed < VIEWS; seed++) {
            var view = augmenter.view(new SplittableRandom(seed), seed % store.size());
            sum.update(view.pixels());
            sum.update(told(view.faces()).getBytes(StandardCharsets.UTF_8));
            sum.update(told(view.ignored()).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(HexFormat.of().formatHex(sum.digest()))
                .as(
                        "views of version %d; where others are meant, raise Augmenter.VERSION and add their sum here",
                        Augmenter.VERSION)
                .isEqualTo(SUMS.get(Augmenter.VERSION));
    }

    /** To the eighth of a pixel: a sine's last bit is the processor's. */
    private static String told(List<Face> faces) {
        var told = new StringBuilder();
        for (var face : faces) {
            for (float side : new float[] {face.x0(), face.y0(), face.x1(), face.y1()}) {
                told.append(Math.round(8 * side)).append(' ');
            }
            told.append(face.label()).append(';');
        }
        return told.append('\n').toString();
    }
}
