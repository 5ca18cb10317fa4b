package io.maskgate.daemon.camera;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.Letterbox;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells a picture that shows what the detector last found empty from one that shows anything new: the mean of each cell of
 * the picture, smaller than the smallest face that is found, must be as light as it was then. The comparison is always with
 * the picture that was looked at, so that what changes slowly adds up and is seen, and after a while it is looked at again
 * all the same. Not thread-safe.
 */
final class Stillness {
    /** Side of a cell in pixels of the model's input. */
    static final int CELL = 8;

    /** Compression and the sensor move a cell's mean by less, of 255; whoever steps in moves it by more. */
    static final int NOISE = 4;

    static final Duration LONGEST = Duration.ofSeconds(10);

    /** Every second pixel of every second row tells enough of a mean. */
    private static final int STEP = 2;

    private static final int CHANNELS = 3;
    /** Green, the channel that is nearest to how light a pixel is. */
    private static final int GREEN = 1;

    private Optional<Empty> empty = Optional.empty();

    /** What was looked at, and found to be without any face. */
    private record Empty(ModelInUse model, Letterbox letterbox, byte[] cells, long nanos) {}

    /** Whether looking again would find nothing again. */
    boolean shows(ModelInUse model, InputImage image, long now) {
        return empty.filter(last -> last.model == model
                        && last.letterbox.equals(image.letterbox())
                        && now - last.nanos < LONGEST.toNanos()
                        && alike(last.cells, cells(image)))
                .isPresent();
    }

    /** The detector has looked at it, and found nothing whatever. */
    void nothingIn(ModelInUse model, InputImage image, long now) {
        empty = Optional.of(new Empty(model, image.letterbox(), cells(image), now));
    }

    void forget() {
        empty = Optional.empty();
    }

    private static boolean alike(byte[] one, byte[] other) {
        for (int i = 0; i < one.length; i++) {
            if (Math.abs((one[i] & 0xFF) - (other[i] & 0xFF)) > NOISE) {
                return false;
            }
        }
        return true;
    }

    /** Mean green of each cell, row by row; the cells at the right and lower edge may be smaller. */
    private static byte[] cells(InputImage image) {
        int columns = (image.width() + CELL - 1) / CELL;
        int rows = (image.height() + CELL - 1) / CELL;
        var cells = new byte[columns * rows];
        var pixels = image.pixels();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                cells[row * columns + column] = mean(
                        pixels,
                        image.width(),
                        column * CELL,
                        row * CELL,
                        Math.min(image.width(), (column + 1) * CELL),
                        Math.min(image.height(), (row + 1) * CELL));
            }
        }
        return cells;
    }

    private static byte mean(ByteBuffer pixels, int width, int x0, int y0, int x1, int y1) {
        int sum = 0;
        int count = 0;
        for (int y = y0; y < y1; y += STEP) {
            for (int x = x0; x < x1; x += STEP) {
                sum += pixels.get((y * width + x) * CHANNELS + GREEN) & 0xFF;
                count++;
            }
        }
        return (byte) (sum / count);
    }
}
