package io.maskgate.daemon.stills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.gateway.Site;
import io.maskgate.daemon.http.MainStream;
import io.maskgate.daemon.http.NativePool;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.hw.video.FaceCover;
import io.maskgate.hw.video.MediaClock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A camera, lobby, that takes connections and says nothing keeps the pictures of another, hall, away from nobody. */
@Timeout(30)
class SilentMainStreamTest {
    private static final Path CLIP =
            Path.of("src/test/resources/clips/narrow-pixels.mp4").toAbsolutePath();

    @TempDir
    Path folder;

    private ServerSocket silent;

    @BeforeEach
    void listen() throws Exception {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws Exception {
        silent.close();
    }

    private MainStills stills(String connectTimeout, MediaClock clock) throws Exception {
        return stills(connectTimeout, clock, Duration.ofSeconds(20));
    }

    private MainStills stills(String connectTimeout, MediaClock clock, Duration deadline) throws Exception {
        return stills(
                "http", "connect-timeout: " + connectTimeout, clock, new NativePool("main-stills", 2, 2, deadline));
    }

    private MainStills stills(String scheme, String setting, MediaClock clock, NativePool pool) throws Exception {
        String cameras = scheme + "://127.0.0.1:" + silent.getLocalPort() + "/main\n    " + setting
                + "\n  - id: hall\n    url: file:" + CLIP;
        List<GatewayConfig.Camera> config =
                Site.config(folder, "mqtt://127.0.0.1", cameras).cameras();
        return new MainStills(
                id -> config.stream().filter(camera -> camera.id().equals(id)).findFirst(),
                (_, _) -> List.of(),
                0.5,
                FaceCover.BLUR,
                clock,
                _ -> {},
                pool);
    }

    /** Somebody who asks for its picture and waits. */
    static Thread viewer(MainStills stills) {
        var thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                stills.take("lobby", Faces.SHOWN);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }

    @Test
    void whoWaitsForHisTurnHoldsNoThread() throws Exception {
        var stills = stills("10s", MediaClock.system());
        var viewers = List.of(viewer(stills), viewer(stills));
        try {
            assertThat(stills.take("hall", Faces.SHOWN)).isInstanceOf(MainStream.Taken.class);
            assertThat(viewers)
                    .as("they wait")
                    .allSatisfy(viewer -> assertThat(viewer.isAlive()).isTrue());
        } finally {
            stills.close();
        }
        for (var viewer : viewers) {
            viewer.join();
        }
    }

    /** Else each that is away holds a thread most of the time, for whoever polls them. */
    @Test
    void itIsTriedAgainAfterHalfAMinute() throws Exception {
        var passed = new AtomicLong();
        var stills = stills("1s", new LaterClock(passed));
        try {
            assertThat(why(stills)).contains("no stream within ").doesNotContain("it is tried again");
            assertThat(why(stills))
                    .contains("no stream within ")
                    .containsPattern("; it is tried again in (30|2\\d) s, and at once when its url changes$");
            passed.set(StillTroubles.AWAY.toNanos());
            assertThat(why(stills)).contains("no stream within ").doesNotContain("it is tried again");
        } finally {
            stills.close();
        }
    }

    @Test
    void itIsLeftAloneForHalfAMinuteTooWhereItsTimeToConnectIsLongerThanARequests() throws Exception {
        var stills = stills("1m", MediaClock.system(), Duration.ofSeconds(3));
        try {
            assertThat(why(stills)).contains("no stream within 2 s");
            assertThat(why(stills)).contains("; it is tried again in ");
        } finally {
            stills.close();
        }
    }

    /** A passed deadline interrupts the thread before it ends what it is in. */
    @Test
    void whatTheDeadlineEndedInAHandshakeIsNoFaultOfTheCameras() throws Exception {
        var pool = new NativePool("main-stills", 2, 2, Duration.ofSeconds(20));
        var stills = stills("https", "tls: {fingerprint: " + "ab".repeat(32) + "}", MediaClock.system(), pool);
        try (var log = LogListener.to(MainStills.class, SilentMainStreamTest::words)) {
            var shot = CompletableFuture.supplyAsync(() -> {
                try {
                    return stills.take("lobby", Faces.SHOWN);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            silent.accept();

            pool.close();

            assertThat(shot.get()).isInstanceOf(MainStream.Late.class);
            assertThat(log.lines()).noneMatch(line -> line.contains("closed by us"));
        } finally {
            stills.close();
        }
    }

    private static String words(LogRecord line) {
        return new SimpleFormatter().formatMessage(line);
    }

    private static String why(MainStills stills) throws InterruptedException {
        return ((MainStream.Failed) stills.take("lobby", Faces.SHOWN)).why();
    }
}
