package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.FaceCover;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pictures that are kept for somebody who watches, on a real decoder. */
class FfmpegStreamTest {
    private static final Path CLIP =
            Path.of("src/main/resources/demo/lobby.mp4").toAbsolutePath();
    private static final List<Box> FACES = List.of(new Box(100, 100, 200, 200));

    private static CameraStream open() throws VideoException {
        var spec = VideoSpec.of(VideoUrl.parse("file:" + CLIP));
        return FfmpegStream.open(spec, MediaClock.system(), new Cancellation(), HardwareDecoders.none());
    }

    private static CameraStream.Kept keepOne(CameraStream stream) {
        while (true) {
            if (stream.next() instanceof CameraStream.Next.Picture(CameraStream.Frame frame)) {
                try (frame) {
                    return frame.keep();
                }
            }
        }
    }

    private static Optional<byte[]> jpeg(CameraStream.Kept kept) {
        return kept.jpeg(FaceCover.BLUR, FACES, List.of());
    }

    @Test
    void aPictureThatIsKeptOutlivesItsFrameButNotTheNextThatIsKept() throws Exception {
        try (var stream = open()) {
            var first = keepOne(stream);
            assertThat(jpeg(first))
                    .hasValueSatisfying(bytes -> assertThat(bytes).startsWith(0xff, 0xd8));
            var second = keepOne(stream);
            assertThat(jpeg(first)).isEmpty();
            assertThat(jpeg(second)).isPresent();
        }
    }

    /** A camera that was lost while the detector had its frame: what drew for it is freed. */
    @Test
    void aPictureOfAStreamThatIsClosedIsGone() throws Exception {
        CameraStream.Kept kept;
        try (var stream = open()) {
            kept = keepOne(stream);
            assertThat(jpeg(kept)).isPresent();
        }
        assertThat(jpeg(kept)).isEmpty();
    }
}
