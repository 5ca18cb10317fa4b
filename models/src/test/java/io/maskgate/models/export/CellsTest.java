package io.maskgate.models.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.net.Unit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest {
    private static final int WIDTH = 12;
    private static final int HEIGHT = 8;
    private static final int OUT = 3;

    private final Random random = new Random(1);

    @Test
    void aKernelOfThreeInStepsOfTwoReachesOneCellOfFourPixelsToTheLeft() {
        assertThat(Cells.of(Unit.dense(3, 16, 3, 2)))
                .returns(4, Cells::pixels)
                .returns(12, Cells::channels)
                .satisfies(
                        cells -> assertThat(cells.left()).isEqualTo(1),
                        cells -> assertThat(cells.right()).isZero(),
                        cells -> assertThat(cells.wide()).isEqualTo(2));
    }

    @Test
    void biasesStandThereForBothPixels() {
        assertThat(Cells.of(Unit.dense(3, 2, 3, 2)).repeated(new float[] {1, 2}))
                .containsExactly(1, 2, 1, 2);
    }

    /** Both convolutions worked out by their definitions; outside the picture there are zeros. */
    @ParameterizedTest
    @CsvSource({"3, 2", "3, 1", "5, 2", "1, 2", "7, 2", "3, 3"})
    void aConvolutionOfCellsIsTheConvolutionOfThePicture(int size, int stride) {
        var picture = randoms(HEIGHT * WIDTH * 3);
        var kernel = randoms(OUT * 3 * size * size);
        var cells = Cells.of(Unit.dense(3, OUT, size, stride));
        var woven = cells.woven(kernel);

        int columns = WIDTH / cells.pixels();
        for (int y = 0; y < HEIGHT / stride; y++) {
            for (int cell = 0; cell < columns; cell++) {
                for (int each = 0; each < Cells.EACH; each++) {
                    for (int o = 0; o < OUT; o++) {
                        int x = cell * Cells.EACH + each;
                        assertThat(ofCells(picture, woven, cells, each * OUT + o, y, cell))
                                .as("channel %d at %d,%d", o, x, y)
                                .isCloseTo(ofPicture(picture, kernel, size, stride, o, y, x), within(1e-5));
                    }
                }
            }
        }
    }

    private float[] randoms(int count) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat(-1, 1);
        }
        return values;
    }

    private static double ofPicture(float[] picture, float[] kernel, int size, int stride, int o, int y, int x) {
        double sum = 0;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                int atY = y * stride + row - size / 2;
                int atX = x * stride + column - size / 2;
                if (atY >= 0 && atY < HEIGHT && atX >= 0 && atX < WIDTH) {
                    for (int colour = 0; colour < 3; colour++) {
                        sum += picture[(atY * WIDTH + atX) * 3 + colour]
                                * kernel[((o * 3 + colour) * size + row) * size + column];
                    }
                }
            }
        }
        return sum;
    }

    private static double ofCells(float[] picture, float[] woven, Cells cells, int o, int y, int cell) {
        int size = cells.unit().kernel();
        int columns = WIDTH / cells.pixels();
        double sum = 0;
        for (int row = 0; row < size; row++) {
            for (int reach = 0; reach < cells.wide(); reach++) {
                int atY = y * cells.unit().stride() + row - size / 2;
                int atCell = cell + reach - cells.left();
                if (atY >= 0 && atY < HEIGHT && atCell >= 0 && atCell < columns) {
                    for (int channel = 0; channel < cells.channels(); channel++) {
                        sum += picture[(atY * columns + atCell) * cells.channels() + channel]
                                * woven[((o * cells.channels() + channel) * size + row) * cells.wide() + reach];
                    }
                }
            }
        }
        return sum;
    }
}
