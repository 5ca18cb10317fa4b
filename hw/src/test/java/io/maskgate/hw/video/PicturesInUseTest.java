package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Compiled code forgets a picture after it took its address. The garbage collector frees the pixels then, while FFmpeg reads
 * or writes them.
 */
@ExtendWith(NoLeaks.class)
@Timeout(60)
class PicturesInUseTest {
    private static final int SMALL = 16;
    private static final int LARGE = 4096;
    /** So that it is compiled. */
    private static final int OFTEN = 5_000;

    @Test
    void aPictureIsKeptWhileAnEncoderReadsIt() throws Exception {
        try (var few = encoderFrame(SMALL);
                var many = encoderFrame(LARGE)) {
            assertKept(few, many, EncoderFrame::fill, EncoderFrame.class);
        }
    }

    @Test
    void aPictureIsKeptWhileItIsWritten() throws Exception {
        try (var few = LetterboxerTest.grey(SMALL - 2, SMALL - 2, 90);
                var many = LetterboxerTest.grey(LARGE - 2, LARGE - 2, 90);
                var scaler = new PictureScaler()) {
            assertKept(few, many, scaler::scaleInto, PictureScaler.class);
        }
    }

    private static EncoderFrame encoderFrame(int side) {
        return new EncoderFrame(side, side, avutil.AVCOL_SPC_SMPTE170M, avutil.AVCOL_RANGE_JPEG);
    }

    private static <T> void assertKept(T few, T many, BiConsumer<T, RgbPicture> use, Class<?> where) throws Exception {
        for (int i = 0; i < OFTEN; i++) {
            useUp(few, new AtomicReference<>(new RgbPicture(SMALL, SMALL)), use);
        }
        var holder = new AtomicReference<>(new RgbPicture(LARGE, LARGE));
        var picture = new WeakReference<>(holder.get());
        // Holds the memory, not the picture: where this test fails it says so and does not crash.
        ByteBuffer memory = holder.get().pixels();
        var thread = Thread.ofPlatform().start(() -> useUp(many, holder, use));
        boolean freed = false;
        while (!thread.join(Duration.ofMillis(1))) {
            System.gc();
            boolean gone = picture.refersTo(null);
            freed |= gone
                    && Arrays.stream(thread.getStackTrace())
                            .anyMatch(call -> call.getClassName().equals(where.getName()));
        }
        assertThat(freed).as("freed while it is used").isFalse();
        assertThat(holder).hasNullValue();
        assertThat(memory.capacity()).isEqualTo(3 * LARGE * LARGE);
    }

    private static <T> void useUp(T with, AtomicReference<RgbPicture> picture, BiConsumer<T, RgbPicture> use) {
        use.accept(with, picture.getAndSet(null));
    }
}
