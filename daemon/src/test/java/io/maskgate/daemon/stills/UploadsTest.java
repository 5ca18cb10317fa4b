package io.maskgate.daemon.stills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.cli.Typed;
import io.maskgate.daemon.http.StillDetector;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.RgbPicture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.LogRecord;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UploadsTest {
    private final List<Detector> opened = new CopyOnWriteArrayList<>();

    private Uploads uploads(Duration idle) {
        return new Uploads(
                () -> {
                    var detector = detector();
                    opened.add(detector);
                    return detector;
                },
                0.05,
                MediaClock.system(),
                idle);
    }

    private static Detector detector() {
        return OnnxDetector.open(
                new ModelZoo(List.of(Typed.zoo())).defaultModel().onnx(),
                InferenceOptions.defaults().withThreads(1).withMaxBatch(1));
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] picture() {
        var rgb = new RgbPicture(128, 64);
        rgb.fill(0, 0, 128, 64, 0x14051E);
        try (var encoder = new JpegEncoder()) {
            return encoder.encode(rgb, 100);
        }
    }

    private static boolean closed(Detector detector) {
        try {
            detector.detect(List.of(), 0.5f);
            return false;
        } catch (IllegalStateException _) {
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    @Test
    void theDetectorIsOpenedWithTheFirstPictureAndKeptForTheNext() throws Exception {
        var uploads = uploads(Duration.ofHours(1));
        assertThat(opened).isEmpty();
        for (int i = 0; i < 2; i++) {
            assertThat(uploads.detect(picture(), i == 1)).isInstanceOfSatisfying(StillDetector.Found.class, found -> {
                assertThat(found.detections()).hasSize(1);
                assertThat(found.width()).isEqualTo(128);
            });
        }
        assertThat(opened).hasSize(1);
        uploads.close();
        assertThat(closed(opened.getFirst())).isTrue();
    }

    /** Faces are covered in pictures of cameras: who sent this one has it. */
    @Test
    void theCopyWithBoxesShowsTheFaceAsItWasSent() throws Exception {
        var rgb = new RgbPicture(128, 64);
        rgb.fill(0, 0, 128, 64, 0x14051E);
        // In the middle of the face, which is from 80, 20 to 120, 64: a white half and a black one.
        rgb.fill(92, 30, 100, 54, 0xFFFFFF);
        rgb.fill(100, 30, 108, 54, 0x000000);
        var uploads = uploads(Duration.ofHours(1));
        try (var encoder = new JpegEncoder()) {
            assertThat(uploads.detect(encoder.encode(rgb, 100), true))
                    .isInstanceOfSatisfying(StillDetector.Found.class, found -> {
                        assertThat(found.detections()).hasSize(1);
                        var shown = read(found.annotated().orElseThrow());
                        assertThat(shown.getRGB(96, 42) & 0xFF).isGreaterThan(200);
                        assertThat(shown.getRGB(104, 42) & 0xFF).isLessThan(50);
                    });
        }
        uploads.close();
    }

    private static BufferedImage read(byte[] jpeg) {
        try {
            return ImageIO.read(new ByteArrayInputStream(jpeg));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whenNoPictureComesForAWhileTheDetectorIsLetGoAndOpenedAgain() throws Exception {
        var uploads = uploads(Duration.ofMillis(50));
        uploads.detect(picture(), false);
        await().until(() -> closed(opened.getFirst()));
        assertThat(uploads.detect(picture(), false)).isInstanceOf(StillDetector.Found.class);
        assertThat(opened).hasSize(2);
        uploads.close();
    }

    @Test
    void anotherModelIsNotKeptWaitingByAPictureInWorkAndServesTheNext() throws Exception {
        var opening = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var uploads = new Uploads(
                () -> {
                    opening.countDown();
                    pass(go);
                    var detector = detector();
                    opened.add(detector);
                    return detector;
                },
                0.05,
                MediaClock.system(),
                Duration.ofHours(1));
        var picture = Thread.ofPlatform().start(() -> {
            try {
                uploads.detect(picture(), false);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        opening.await();

        uploads.forget();
        go.countDown();
        picture.join();

        assertThat(uploads.detect(picture(), false)).isInstanceOf(StillDetector.Found.class);
        assertThat(opened).hasSize(2);
        assertThat(closed(opened.getFirst())).isTrue();
        uploads.close();
    }

    /** As when a model is trained anew into the folder of the one that serves. */
    @Test
    void aModelWhoseFilesWereExchangedIsAnAnswerAndALineAndServesAgainWhenItCanBeOpened() throws Exception {
        var exchanged = new AtomicBoolean(true);
        var uploads = new Uploads(
                () -> {
                    if (exchanged.get()) {
                        throw new InferenceException(
                                "model /zoo/m/fp32.onnx: expected sha256 1 as its card says, found 2");
                    }
                    return detector();
                },
                0.05,
                MediaClock.system(),
                Duration.ofHours(1));
        var words =
                "the model that serves cannot be opened for a single picture, as where its files were exchanged since;"
                        + " activate it again or restart the gateway, whose log has the cause";
        try (var log = LogListener.to(Uploads.class, LogRecord::getMessage)) {
            for (int i = 0; i < 3; i++) {
                assertThat(uploads.detect(picture(), false)).isEqualTo(new StillDetector.Unavailable(words));
            }
            assertThat(log.lines()).hasSize(1);

            exchanged.set(false);
            assertThat(uploads.detect(picture(), false)).isInstanceOf(StillDetector.Found.class);
            uploads.forget();
            exchanged.set(true);
            assertThat(uploads.detect(picture(), false)).isInstanceOf(StillDetector.Unavailable.class);
            assertThat(log.lines()).hasSize(2);
        }
        uploads.close();
    }

    @Test
    void openingTheDetectorIsNotOfThePicturesTime() throws Exception {
        var clock = new Hands();
        var uploads = new Uploads(
                () -> {
                    clock.advance(Duration.ofSeconds(2));
                    return detector();
                },
                0.05,
                clock,
                Duration.ofHours(1));
        assertThat(uploads.detect(picture(), false))
                .isInstanceOfSatisfying(
                        StillDetector.Found.class,
                        found -> assertThat(found.millis()).isZero());
        uploads.close();
    }

    @Test
    void waitingForThePictureBeforeIsNotOfThePicturesTime() throws Exception {
        var clock = new Hands();
        var opening = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var uploads = new Uploads(
                () -> {
                    opening.countDown();
                    pass(go);
                    return detector();
                },
                0.05,
                clock,
                Duration.ofHours(1));
        var first = new FutureTask<>(() -> uploads.detect(picture(), false));
        var second = new FutureTask<>(() -> uploads.detect(picture(), false));
        Thread.ofPlatform().start(first);
        opening.await();
        var waiting = Thread.ofPlatform().start(second);
        await().until(() -> waiting.getState() == Thread.State.WAITING);

        clock.advance(Duration.ofSeconds(2));
        go.countDown();

        assertThat(second.get())
                .isInstanceOfSatisfying(
                        StillDetector.Found.class,
                        found -> assertThat(found.millis()).isZero());
        uploads.close();
    }

    /** A clock that goes when it is told to. */
    private static final class Hands implements MediaClock {
        private final AtomicLong nanos = new AtomicLong();

        void advance(Duration time) {
            nanos.addAndGet(time.toNanos());
        }

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant wall() {
            return Instant.EPOCH.plusNanos(nanos.get());
        }
    }

    @Test
    void whatIsNoPictureOpensNothing() throws Exception {
        var uploads = uploads(Duration.ofHours(1));
        assertThat(uploads.detect("no picture".getBytes(java.nio.charset.StandardCharsets.UTF_8), false))
                .isInstanceOf(StillDetector.Unsupported.class);
        assertThat(opened).isEmpty();
        uploads.close();
    }

    @Test
    void aPictureThatWouldTakeTooMuchMemoryIsRefusedBeforeADetectorIsOpened() throws Exception {
        var uploads = uploads(Duration.ofHours(1));
        // The header of a PNG of 7000 x 7000 pixels with four channels of 16 bits.
        byte[] png = java.nio.ByteBuffer.allocate(33)
                .putLong(0x89504E470D0A1A0AL)
                .putInt(13)
                .put("IHDR".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .putInt(7000)
                .putInt(7000)
                .put((byte) 16)
                .put((byte) 6)
                .array();
        assertThat(uploads.detect(png, false))
                .isInstanceOfSatisfying(
                        StillDetector.TooCostly.class,
                        costly -> assertThat(costly.detail()).contains("takes 373 MiB, allowed are 256"));
        assertThat(opened).isEmpty();
        uploads.close();
    }
}
