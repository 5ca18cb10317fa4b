package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.FaceCover;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Pictures that are kept for somebody who watches, on a real decoder. */
class FfmpegStreamTest {
    private static final Path CLIP =
            Path.of("src/main/resources/demo/lobby.mp4").toAbsolutePath();
    private static final List<Box> FACES = List.of(new Box(100, 100, 200, 200));

    /**
     * A chessboard of 22 x 12 pixels on 704 x 288, to be seen as 4:3 and square then. Made with {@code ffmpeg -f lavfi -i
     * "color=gray:704x288:r=25:d=0.2,format=yuv420p,geq=lum='if(mod(floor(X/22)+floor(Y/12),2),235,16)':cb=128:cr=128,setsar=6/11"
     * -c:v libx264 -crf 10 -g 5 -bf 0}.
     */
    private static final Path NARROW_PIXELS =
            Path.of("src/test/resources/clips/narrow-pixels.mp4").toAbsolutePath();

    private static CameraStream open() throws VideoException {
        return open(CLIP);
    }

    private static CameraStream open(Path clip) throws VideoException {
        var spec = VideoSpec.of(VideoUrl.parse("file:" + clip));
        return FfmpegStream.open(spec, MediaClock.system(), new Cancellation(), HardwareDecoders.none());
    }

    private static CameraStream.Frame frame(CameraStream stream) {
        while (true) {
            if (stream.next() instanceof CameraStream.Next.Picture(CameraStream.Frame frame)) {
                return frame;
            }
        }
    }

    private static CameraStream.Kept keepOne(CameraStream stream) {
        try (var frame = frame(stream)) {
            return frame.keep();
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

    /** Boxes are in pixels as they are coded, pictures for people have square ones. */
    @Test
    void aPictureOfNarrowPixelsIsShownAsItIsToBeSeenAndItsFacesAreCoveredWhereTheyAre() throws Exception {
        try (var stream = open(NARROW_PIXELS)) {
            var jpeg = keepOne(stream).jpeg(FaceCover.PIXELATE, List.of(new Box(264, 96, 440, 192)), List.of());
            var picture = ImageIO.read(new ByteArrayInputStream(jpeg.orElseThrow()));
            assertThat(picture.getWidth() + "x" + picture.getHeight()).isEqualTo("704x528");
            // The face and a quarter of its sides around it, of rows stretched by 11/6: 220 to 484 and 132 to 396. The
            // means of
            // four fields are the grey between their black and white.
            for (int x = 11; x < 704; x += 22) {
                for (int y = 11; y < 528; y += 22) {
                    boolean covered = x > 220 && x < 484 && y > 132 && y < 396;
                    int field = (x / 22 + y / 22) % 2 == 0 ? 0 : 255;
                    assertThat(picture.getRGB(x, y) & 0xff)
                            .as("at %d, %d", x, y)
                            .isCloseTo(covered ? 128 : field, within(20));
                }
            }
        }
    }

    @Test
    void boxesAreDrawnWhereThePictureOfNarrowPixelsShowsTheFaces() throws Exception {
        var face = new TrackView("t", new Box(264, 96, 440, 192), Optional.of(MaskLabel.FACEMASK), 0.9, Instant.EPOCH);
        try (var stream = open(NARROW_PIXELS);
                var frame = frame(stream)) {
            var picture = ImageIO.read(new ByteArrayInputStream(frame.jpeg(List.of(face))));
            assertThat(picture.getWidth() + "x" + picture.getHeight()).isEqualTo("704x528");
            // The left edge is two columns wide and goes from row 96 to 192 of 288: 176 to 352 of 528.
            for (int y = 180; y < 350; y += 10) {
                int rgb = picture.getRGB(265, y);
                assertThat((rgb >> 8 & 0xff) - (rgb >> 16 & 0xff))
                        .as("row %d is green", y)
                        .isGreaterThan(60);
            }
            int below = picture.getRGB(265, 360);
            assertThat((below >> 8 & 0xff) - (below >> 16 & 0xff)).isLessThan(20);
        }
    }

    /** What is stored and learnt from has the shape the detector sees. */
    @Test
    void aCopyOfNarrowPixelsHasSquareOnes() throws Exception {
        try (var stream = open(NARROW_PIXELS);
                var frame = frame(stream);
                var copy = new FrameCopies().of(frame).orElseThrow()) {
            assertThat(copy.picture().width() + "x" + copy.picture().height()).isEqualTo("704x528");
        }
    }
}
