package io.maskgate.daemon.stills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.gateway.Site;
import io.maskgate.daemon.http.MainStream;
import io.maskgate.daemon.http.NativePool;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.video.FaceCover;
import io.maskgate.hw.video.MediaClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MainStillsTest {
    private static final Path NARROW_PIXELS =
            Path.of("src/test/resources/clips/narrow-pixels.mp4").toAbsolutePath();

    @TempDir
    Path folder;

    private final List<String> counted = new ArrayList<>();

    private MainStream.Shot take(MainStills.Finder finder) throws Exception {
        var camera = Site.config(folder, "mqtt://127.0.0.1", "file:" + NARROW_PIXELS)
                .cameras()
                .getFirst();
        var stills = new MainStills(
                _ -> Optional.of(camera),
                finder,
                0.5,
                FaceCover.BLUR,
                MediaClock.system(),
                counted::add,
                new NativePool("main-stills", 1, 1, Duration.ofSeconds(20)));
        try {
            return stills.take(camera.id(), Faces.SHOWN);
        } finally {
            stills.close();
        }
    }

    @Test
    void itHasTheSizeOfTheStreamAsItIsToBeSeen() throws Exception {
        var taken = (MainStream.Taken) take((_, _) -> List.of());
        var image = ImageIO.read(new ByteArrayInputStream(taken.picture().jpeg()));
        assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo("704x528");
        assertThat(counted).containsExactly("taken");
    }

    @Test
    void aPictureThereIsNoMemoryForIsCountedAndSaidInWords() throws Exception {
        var shot = take((_, _) -> {
            throw new OutOfMemoryError("Cannot reserve 100663360 bytes of direct buffer memory");
        });
        assertThat(shot)
                .isEqualTo(new MainStream.Failed("no memory for its picture (Cannot reserve 100663360 bytes of direct"
                        + " buffer memory); a smaller main stream needs less"));
        assertThat(counted).containsExactly("failed");
    }

    @Test
    void whereNoDetectorCanBeHadThatIsSaidToo() throws Exception {
        var shot = take((_, _) -> {
            throw new Uploads.NoDetector(new InferenceException("model /zoo/m/fp32.onnx: expected sha256 1, found 2"));
        });
        assertThat(shot)
                .isInstanceOfSatisfying(
                        MainStream.Failed.class,
                        failed -> assertThat(failed.why())
                                .startsWith("the model that serves cannot be opened for a single picture")
                                .doesNotContain("/zoo"));
        assertThat(counted).containsExactly("failed");
    }

    /** A camera that refuses whoever asks, and counts how often somebody did. */
    private static HttpServer refusing(AtomicInteger asked) throws IOException {
        var camera = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        camera.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        camera.start();
        return camera;
    }

    private GatewayConfig.Camera camera(HttpServer server, String path) throws IOException {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
        return Site.config(folder, "mqtt://127.0.0.1", url).cameras().getFirst();
    }

    /** Whoever polls it would try a wrong password 8640 times a day, and the log would say each. */
    @Test
    void aRefusedPasswordIsTriedAgainAfterFiveMinutesOrWithAnotherAddress() throws Exception {
        var asked = new AtomicInteger();
        var passed = new AtomicLong();
        var server = refusing(asked);
        var config = new AtomicReference<>(camera(server, "/main"));
        var stills = new MainStills(
                _ -> Optional.of(config.get()),
                (_, _) -> List.of(),
                0.5,
                FaceCover.BLUR,
                new LaterClock(passed),
                counted::add,
                new NativePool("main-stills", 1, 1, Duration.ofSeconds(20)));
        try (var log = LogListener.to(MainStills.class, LogRecord::getLevel)) {
            for (int i = 0; i < 10; i++) {
                assertThat(stills.take("lobby", Faces.SHOWN))
                        .isInstanceOfSatisfying(
                                MainStream.Failed.class,
                                failed -> assertThat(failed.why()).contains("user or password missing or wrong"));
            }
            assertThat(asked).hasValue(1);
            assertThat(counted).hasSize(10).containsOnly("failed");
            assertThat(log.lines()).containsExactly(Level.INFO);

            passed.set(Duration.ofMinutes(3).toNanos());
            assertThat(((MainStream.Failed) stills.take("lobby", Faces.SHOWN)).why())
                    .containsPattern("; it is tried again in 1[0-2]\\d s, and at once when its url changes$");
            assertThat(asked).hasValue(1);
            passed.set(Duration.ofMinutes(5).toNanos());
            stills.take("lobby", Faces.SHOWN);
            stills.take("lobby", Faces.SHOWN);
            assertThat(asked).hasValue(2);

            config.set(camera(server, "/other"));
            stills.take("lobby", Faces.SHOWN);
            assertThat(asked).hasValue(3);
        } finally {
            stills.close();
            server.stop(0);
        }
    }

    /** Two viewers, and a camera that takes its time to say no. */
    @Test
    void ofTwoWhoAskTogetherOneTriesThePassword() throws Exception {
        var asked = new AtomicInteger();
        var both = new CountDownLatch(2);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            both.countDown();
            try {
                // Where both ask, neither waits in vain.
                both.await(2, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        var config = camera(server, "/main");
        var stills = new MainStills(
                _ -> Optional.of(config),
                (_, _) -> List.of(),
                0.5,
                FaceCover.BLUR,
                MediaClock.system(),
                _ -> {},
                new NativePool("main-stills", 2, 2, Duration.ofSeconds(20)));
        try (var viewers = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = viewers.submit(() -> stills.take("lobby", Faces.SHOWN));
            var other = viewers.submit(() -> stills.take("lobby", Faces.SHOWN));
            assertThat(List.of(one.get(), other.get()))
                    .allSatisfy(shot ->
                            assertThat(((MainStream.Failed) shot).why()).contains("user or password missing or wrong"));
            assertThat(asked).hasValue(1);
        } finally {
            stills.close();
            server.stop(0);
        }
    }

    /** Of a camera that does not answer both hear why, and not that it was too late for a second try. */
    @Test
    void whoWaitedForWhatFailedHearsWhy() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var viewers = Executors.newVirtualThreadPerTaskExecutor()) {
            String camera = "http://127.0.0.1:" + silent.getLocalPort() + "/main\n    connect-timeout: 1s";
            var config =
                    Site.config(folder, "mqtt://127.0.0.1", camera).cameras().getFirst();
            long limit = config.connectTimeout().toMillis();
            var stills = new MainStills(
                    _ -> Optional.of(config),
                    (_, _) -> List.of(),
                    0.5,
                    FaceCover.BLUR,
                    MediaClock.system(),
                    _ -> {},
                    new NativePool("main-stills", 2, 2, Duration.ofMillis(limit + limit / 2)));
            try {
                var one = viewers.submit(() -> stills.take("lobby", Faces.SHOWN));
                var other = viewers.submit(() -> stills.take("lobby", Faces.SHOWN));
                assertThat(List.of(one.get(), other.get()))
                        .allSatisfy(shot -> assertThat(shot)
                                .isInstanceOfSatisfying(
                                        MainStream.Failed.class,
                                        failed -> assertThat(failed.why()).contains("no stream within ")));
            } finally {
                stills.close();
            }
        }
    }

    /** @param memory there is none, in these words; empty where there is some */
    private MainStills shortOf(AtomicReference<String> memory, MediaClock clock) throws Exception {
        var camera = Site.config(folder, "mqtt://127.0.0.1", "file:" + NARROW_PIXELS)
                .cameras()
                .getFirst();
        return new MainStills(
                _ -> Optional.of(camera),
                (_, _) -> {
                    if (!memory.get().isEmpty()) {
                        throw new OutOfMemoryError(memory.get());
                    }
                    return List.of();
                },
                0.5,
                FaceCover.BLUR,
                clock,
                counted::add,
                new NativePool("main-stills", 1, 1, Duration.ofSeconds(20)));
    }

    @Test
    void whatStaysIsLoggedOnceUntilThereIsAPictureAnHourLater() throws Exception {
        var passed = new AtomicLong();
        var memory = new AtomicReference<>("none");
        var stills = shortOf(memory, new LaterClock(passed));
        try (var log = LogListener.to(MainStills.class, line -> line.getParameters()[1])) {
            for (String words : List.of("none", "little", "none", "little", "", "none")) {
                memory.set(words);
                stills.take("lobby", Faces.SHOWN);
            }
            assertThat(log.lines()).as("within the hour").hasSize(2);
            passed.set(Said.AGAIN.toNanos());
            for (String words : List.of("none", "", "none")) {
                memory.set(words);
                stills.take("lobby", Faces.SHOWN);
            }
            assertThat(log.lines())
                    .extracting(Object::toString)
                    .satisfiesExactly(
                            first -> assertThat(first).contains("(none)"),
                            second -> assertThat(second).contains("(little)"),
                            third -> assertThat(third).contains("(none)"));
            assertThat(counted)
                    .containsExactly(
                            "failed", "failed", "failed", "failed", "taken", "failed", "failed", "taken", "failed");
        } finally {
            stills.close();
        }
    }

    /** Else nobody finds in the log what goes on for days, since it was there for a moment within the hour before. */
    @Test
    void whatComesAgainWithinAnHourAndStaysIsLoggedWhenTheHourIsOver() throws Exception {
        var passed = new AtomicLong();
        var memory = new AtomicReference<>("none");
        var stills = shortOf(memory, new LaterClock(passed));
        try (var log = LogListener.to(MainStills.class, line -> line.getParameters()[1])) {
            for (String words : List.of("none", "", "none")) {
                memory.set(words);
                stills.take("lobby", Faces.SHOWN);
            }
            assertThat(log.lines()).as("within the hour").hasSize(1);
            for (int hour = 1; hour <= 3; hour++) {
                passed.set(Said.AGAIN.multipliedBy(hour).toNanos());
                stills.take("lobby", Faces.SHOWN);
                assertThat(log.lines()).as("after hours: %s", hour).hasSize(2);
            }
        } finally {
            stills.close();
        }
    }

    /** As of a stream whose key frames are rare: one in four comes too late, for whoever polls it. */
    @Test
    void whatIsLateEveryOtherTimeIsLoggedOnceAndOfItsCamera() throws Exception {
        var camera = Site.config(folder, "mqtt://127.0.0.1", "file:" + NARROW_PIXELS)
                .cameras()
                .getFirst();
        var pool = new NativePool("main-stills", 1, 1, Duration.ofSeconds(20));
        var stills = new MainStills(
                _ -> Optional.of(camera),
                (_, _) -> List.of(),
                0.5,
                FaceCover.BLUR,
                MediaClock.system(),
                counted::add,
                pool);
        try (var log = LogListener.to(MainStills.class, line -> line.getParameters()[0])) {
            for (int i = 0; i < 2; i++) {
                var end = new CountDownLatch(1);
                var others = List.of(occupying(pool, end), occupying(pool, end));
                stills.take(camera.id(), Faces.SHOWN);
                end.countDown();
                for (Thread other : others) {
                    other.join();
                }
                stills.take(camera.id(), Faces.SHOWN);
            }
            assertThat(counted).containsExactly("late", "taken", "late", "taken");
            assertThat(log.lines()).containsExactly(camera.id());
        } finally {
            stills.close();
        }
    }

    /** A thread that waits for work of its own in the pool. */
    private static Thread occupying(NativePool pool, CountDownLatch end) {
        var thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                pool.call(() -> {
                    end.await();
                    return 1;
                });
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }
}
