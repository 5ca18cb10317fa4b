package io.maskgate.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.PictureScaler;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import io.maskgate.tests.support.Repository;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process with the daemon's options that has more memory in use than FFmpeg's bindings are to allow. */
@Timeout(120)
class MemoryBoundTest {
    private static final int TAKEN = 300_000_000;
    private static final int CAMERAS = 30;

    private static String run(Class<?> program) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "@" + Repository.root().resolve("systemd/jvm.options"),
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=280m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private static String refusal(ServerSocket camera) throws VideoException {
        var url = "rtsp://127.0.0.1:" + camera.getLocalPort() + "/x";
        var second = Duration.ofSeconds(1);
        try {
            VideoSource.open(VideoSpec.of(VideoUrl.parse(url)).withTimeouts(second, second), MediaClock.system())
                    .close();
            return "opened";
        } catch (VideoException e) {
            return e.reason().name();
        }
    }

    private static ServerSocket silentCamera() throws Exception {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Many cameras want memory at once, and there is none. */
    static final class Refused {
        private Refused() {}

        public static void main(String[] arguments) throws Exception {
            // While there is memory, so that all libraries are there.
            new PictureScaler().close();
            var taken = ByteBuffer.allocateDirect(TAKEN);
            var cameras = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < CAMERAS; i++) {
                cameras.add(Refused::isRefused);
            }
            int refused = 0;
            long begin = System.nanoTime();
            try (var threads = Executors.newFixedThreadPool(CAMERAS)) {
                for (var camera : threads.invokeAll(cameras)) {
                    refused += camera.get() ? 1 : 0;
                }
            }
            boolean soon = System.nanoTime() - begin < Duration.ofSeconds(2).toNanos();
            System.out.println(refused + " refused, soon: " + soon + ", with " + taken.capacity());
        }

        private static boolean isRefused() {
            try {
                new PictureScaler().close();
                return false;
            } catch (OutOfMemoryError e) {
                return true;
            }
        }
    }

    /** Each refusal took a second, one after the other: threads that waited for theirs were taken for stuck. */
    @Test
    void whereThereIsNoMemoryAllCamerasKnowAtOnce() throws Exception {
        assertThat(run(Refused.class)).isEqualTo("30 refused, soon: true, with 300000000\n");
    }

    /** A camera is to be called, and there is no memory for its stream. */
    static final class Called {
        private Called() {}

        public static void main(String[] arguments) throws Exception {
            var taken = ByteBuffer.allocateDirect(TAKEN);
            try (var camera = silentCamera()) {
                camera.setSoTimeout(1);
                System.out.println(refusal(camera));
                try (var _ = camera.accept()) {
                    System.out.println("called");
                } catch (SocketTimeoutException _) {
                    System.out.println("not called, with " + taken.capacity());
                }
            }
        }
    }

    @Test
    void aCameraForWhichThereIsNoMemoryIsNotCalled() throws Exception {
        assertThat(run(Called.class)).isEqualTo("EXHAUSTED\nnot called, with 300000000\n");
    }

    /** The memory is taken by pictures that nobody uses any more, as after a change of the model. */
    static final class Unused {
        private Unused() {}

        public static void main(String[] arguments) throws Exception {
            var taken = new AtomicReference<>(ByteBuffer.allocateDirect(TAKEN));
            // From now on it is old, and a collection of young objects alone does not see that it is unused.
            System.gc();
            taken.set(null);
            try (var camera = silentCamera()) {
                System.out.println(refusal(camera));
                long begin = System.nanoTime();
                while (refusal(camera).equals("EXHAUSTED")
                        && System.nanoTime() - begin < Duration.ofSeconds(10).toNanos()) {
                    Thread.onSpinWait();
                }
                System.out.println(refusal(camera));
            }
        }
    }

    @Test
    void whatNobodyUsesAnyMoreIsCollectedAndTheNextAttemptGoesWell() throws Exception {
        assertThat(run(Unused.class)).isEqualTo("EXHAUSTED\nTIMEOUT\n");
    }
}
