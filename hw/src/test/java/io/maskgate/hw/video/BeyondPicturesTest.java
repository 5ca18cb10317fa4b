package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What swscale reads behind a picture, which is a crash where memory ends there. Seen by mincore(2): a page that nobody has
 * read or written is not in memory yet.
 */
@ExtendWith(NoLeaks.class)
@SuppressWarnings("restricted")
class BeyondPicturesTest {
    private static final int READ_AND_WRITE = 3;
    private static final int PRIVATE_AND_ANONYMOUS = 0x22;
    private static final int CHANNELS = 3;

    private final int page = (int) call("getpagesize", FunctionDescriptor.of(ValueLayout.JAVA_INT));
    /** A page to put pictures in, up to its end; one to look at; one for the answer. */
    private final MemorySegment pages = map(3L * page);

    private static Object call(String name, FunctionDescriptor type, Object... arguments) {
        MethodHandle function = Linker.nativeLinker()
                .downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), type);
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static MemorySegment map(long bytes) {
        var type = FunctionDescriptor.of(
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG);
        return ((MemorySegment) call("mmap", type, 0L, bytes, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, -1, 0L))
                .reinterpret(bytes);
    }

    private boolean nextPageWasUsed() {
        var type = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
        var answer = pages.asSlice(2L * page, 1);
        assertThat(call("mincore", type, pages.asSlice(page), (long) page, answer))
                .isEqualTo(0);
        return (answer.get(ValueLayout.JAVA_BYTE, 0) & 1) != 0;
    }

    @AfterEach
    void unmap() {
        var type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
        call("munmap", type, pages, 3L * page);
    }

    @Test
    void anEncoderReadsNoFurtherThanThePicturesOwnMemory() {
        for (int width = 1; width <= 320; width++) {
            for (int height = 1; height <= 2; height++) {
                convert(width, height);
                assertThat(nextPageWasUsed())
                        .as("more than %d bytes behind %d x %d", RgbPicture.BEYOND, width, height)
                        .isFalse();
            }
        }
        assertThat(pages.get(ValueLayout.JAVA_BYTE, page)).isZero();
        assertThat(nextPageWasUsed()).as("whether reading is seen").isTrue();
    }

    private void convert(int width, int height) {
        long bytes = (long) CHANNELS * width * height;
        AVFrame frame = Natives.frame();
        try (var scaler = new Scaler()) {
            frame.width(width);
            frame.height(height);
            frame.format(avutil.AV_PIX_FMT_YUV420P);
            frame.colorspace(avutil.AVCOL_SPC_SMPTE170M);
            assertThat(avutil.av_frame_get_buffer(frame, 0)).isZero();
            scaler.fromPacked(
                    Scaler.Layout.rgb24(width, height),
                    pages.address() + page - bytes - RgbPicture.BEYOND,
                    CHANNELS * width,
                    frame,
                    frame.data(),
                    frame.linesize());
        } finally {
            Natives.free(frame);
        }
    }

    /** Zeros, as new memory of Java's; what is nobody's holds the allocator's notes. */
    @Test
    void whatLiesBehindAPictureIsItsOwn() {
        for (int width = 1; width < 30; width++) {
            var picture = new RgbPicture(width, 5);
            picture.fill(0, 0, width, 5, 0xFFFFFF);
            var behind = MemorySegment.ofAddress(picture.address() + CHANNELS * width * 5L)
                    .reinterpret(RgbPicture.BEYOND);
            assertThat(behind.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
            assertThat(picture.pixels().remaining()).isEqualTo(CHANNELS * width * 5);
        }
    }
}
