package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes with the daemon's options of which others take the memory while they have a stream. */
@Timeout(60)
class StreamMemoryTest {
    private static final int TAKEN = 380_000_000;
    private static final Path CLIP =
            Path.of("src/main/resources/demo/lobby.mp4").toAbsolutePath();

    private static String run(Class<?> program) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "@../systemd/jvm.options",
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=350m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private static CameraStream open(MediaClock clock) throws VideoException {
        var spec = VideoSpec.of(VideoUrl.parse("file:" + CLIP));
        return FfmpegStream.open(spec, clock, new Cancellation(), HardwareDecoders.none());
    }

    /** The camera was called while there was memory, and others have taken it when its stream is there. */
    static final class Opened {
        private Opened() {}

        /** Asked for the wall clock's time when the camera has answered. */
        private static final class TakingClock implements MediaClock {
            private final AtomicReference<ByteBuffer> taken = new AtomicReference<>();

            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Instant wall() {
                taken.updateAndGet(had -> had == null ? ByteBuffer.allocateDirect(TAKEN) : had);
                return Instant.now();
            }
        }

        public static void main(String[] arguments) {
            try {
                open(new TakingClock()).close();
                System.out.println("opened");
            } catch (VideoException e) {
                System.out.println(e.reason() + " of " + e.getCause().getClass().getName());
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void aStreamThatFindsNoMoreMemoryWhenItIsThereIsRefusedAndItsThreadLives() throws Exception {
        assertThat(run(Opened.class).lines())
                .containsExactly(
                        "EXHAUSTED of java.lang.OutOfMemoryError",
                        "file:" + CLIP
                                + ": this machine has no memory left for what comes from there, or for all cameras"
                                + " together (maxPhysicalBytes allows 350 MB)");
    }

    /** Somebody comes to watch, and the memory is taken by pictures that nobody uses any more. */
    static final class Watched {
        private Watched() {}

        public static void main(String[] arguments) throws Exception {
            var taken = new AtomicReference<ByteBuffer>();
            try (var stream = open(MediaClock.system());
                    var frame = ((CameraStream.Next.Picture) stream.next()).frame()) {
                taken.set(ByteBuffer.allocateDirect(TAKEN));
                // From now on it is old, and a collection of young objects alone does not see that it is unused.
                System.gc();
                taken.set(null);
                long begin = System.nanoTime();
                boolean drawn = false;
                while (!drawn
                        && System.nanoTime() - begin < Duration.ofSeconds(5).toNanos()) {
                    drawn = draws(frame);
                }
                System.out.println(drawn);
            }
        }

        private static boolean draws(CameraStream.Frame frame) {
            try {
                return frame.jpeg(List.of()).length > 0;
            } catch (OutOfMemoryError e) {
                return false;
            }
        }
    }

    @Test
    void whatNobodyUsesAnyMoreIsCollectedForWhoeverWatches() throws Exception {
        assertThat(run(Watched.class)).isEqualTo("true\n");
    }
}
