package io.maskgate.hw.video;

import io.maskgate.hw.inference.Letterbox;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** swscale writes whole SIMD words: no size may make it write beside the picture. */
class LetterboxerSizesTest {
    @Property(tries = 300)
    void noSizeEverTouchesThePadding(
            @ForAll @IntRange(min = 1, max = 400) int width,
            @ForAll @IntRange(min = 1, max = 400) int height,
            @ForAll @IntRange(min = 17, max = 100) int inputWidth,
            @ForAll @IntRange(min = 17, max = 100) int inputHeight) {
        var image = LetterboxerTest.image(inputWidth, inputHeight);
        try (image;
                var letterboxer = new Letterboxer();
                var frame = LetterboxerTest.grey(width, height, 255)) {
            letterboxer.scale(frame, image);
            Letterbox place = image.letterbox();
            for (int y = 0; y < inputHeight; y++) {
                for (int x = 0; x < inputWidth; x++) {
                    boolean inside = x >= place.left()
                            && x < place.left() + place.contentWidth()
                            && y >= place.top()
                            && y < place.top() + place.contentHeight();
                    int found = LetterboxerTest.rgb(image, x, y);
                    if (inside ? (found & 0xff) < 250 : found != LetterboxerTest.PAD) {
                        throw new AssertionError(
                                "%dx%d: #%06x at %d, %d of %s".formatted(width, height, found, x, y, place));
                    }
                }
            }
        }
    }
}
