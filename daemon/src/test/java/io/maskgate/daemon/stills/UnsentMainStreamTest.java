package io.maskgate.daemon.stills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.gateway.Site;
import io.maskgate.daemon.http.MainStream;
import io.maskgate.daemon.http.NativePool;
import io.maskgate.hw.video.FaceCover;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A camera that grants its main stream and sends nothing of it, as one by UDP does behind a firewall, or no key frame. */
@Timeout(60)
class UnsentMainStreamTest {
    /** With what a decoder needs, so that opening does not fail of that. */
    private static final String SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\n"
            + "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
            + "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0IAKeKQFAe2AtwEBAaQeJEV,aM48gA==\r\n"
            + "a=control:track0\r\n";

    private static final Path CLIP =
            Path.of("src/test/resources/clips/narrow-pixels.mp4").toAbsolutePath();

    @TempDir
    Path folder;

    private final AtomicInteger played = new AtomicInteger();
    private ServerSocket server;
    private volatile boolean sends;
    private final ScheduledExecutorService pictures = Executors.newSingleThreadScheduledExecutor();

    /** Unpacking it for the first time takes longer than a deadline that is tried here. */
    @BeforeAll
    static void ffmpegIsLoaded() {
        assertThatThrownBy(() ->
                        VideoSource.open(VideoSpec.of(VideoUrl.parse("http://127.0.0.1:1/x")), MediaClock.system()))
                .isInstanceOf(VideoException.class);
    }

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException _) {
                    continue;
                }
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        pictures.shutdownNow();
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String method = "";
            String number = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                method = method.isEmpty() ? line.split(" ")[0] : method;
                number = line.startsWith("CSeq:") ? line : number;
                if (line.isEmpty()) {
                    played.addAndGet("PLAY".equals(method) ? 1 : 0);
                    String answer = "RTSP/1.0 200 OK\r\n" + number + "\r\nSession: 7\r\n" + answer(method);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    if (sends && "PLAY".equals(method)) {
                        send(socket);
                    }
                    method = "";
                }
            }
        } catch (IOException _) {
            // Hung up.
            return;
        }
    }

    /** Pictures that are predicted from others, as between two key frames: enough at once to open the stream, then as they come. */
    private void send(Socket socket) throws IOException {
        for (int i = 0; i < 100; i++) {
            socket.getOutputStream().write(predicted(i));
        }
        var next = new AtomicInteger(100);
        pictures.scheduleAtFixedRate(
                () -> {
                    try {
                        socket.getOutputStream().write(predicted(next.getAndIncrement()));
                    } catch (IOException e) {
                        // Hung up: with an exception there is no next one.
                        throw new UncheckedIOException(e);
                    }
                },
                0,
                40,
                TimeUnit.MILLISECONDS);
    }

    /** The packet of one slice, at 25 pictures a second. */
    private static byte[] predicted(int number) {
        var packet = ByteBuffer.allocate(4 + 12 + 42);
        packet.put((byte) '$').put((byte) 0).putShort((short) (12 + 42));
        packet.put((byte) 0x80).put((byte) 0xE0).putShort((short) number).putInt(3600 * number);
        packet.putInt(7).put((byte) 0x41).put((byte) 0x9A);
        while (packet.hasRemaining()) {
            packet.put((byte) 0x55);
        }
        return packet.array();
    }

    private static String answer(String method) {
        return switch (method) {
            case "OPTIONS" -> "Public: DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n";
            case "DESCRIBE" -> "Content-Type: application/sdp\r\nContent-Length: " + SDP.length() + "\r\n\r\n" + SDP;
            case "SETUP" -> "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n";
            default -> "\r\n";
        };
    }

    private MainStills stills(String connectTimeout) throws Exception {
        String url = "rtsp://127.0.0.1:" + server.getLocalPort() + "/main\n    connect-timeout: " + connectTimeout
                + "\n  - id: hall\n    url: file:" + CLIP;
        List<GatewayConfig.Camera> config =
                Site.config(folder, "mqtt://127.0.0.1", url).cameras();
        return new MainStills(
                id -> config.stream().filter(camera -> camera.id().equals(id)).findFirst(),
                (_, _) -> List.of(),
                0.5,
                FaceCover.BLUR,
                MediaClock.system(),
                _ -> {},
                new NativePool("main-stills", 2, 2, Duration.ofSeconds(6)));
    }

    /** It was taken for one that lets in: each viewer held a thread for the whole of his request, and heard of key frames. */
    @Test
    void itIsLeftAloneForHalfAMinuteAndWhyIsSaid() throws Exception {
        for (String connectTimeout : List.of("2s", "1m")) {
            played.set(0);
            var stills = stills(connectTimeout);
            try (var viewers = Executors.newVirtualThreadPerTaskExecutor()) {
                var one = viewers.submit(() -> stills.take("lobby", Faces.SHOWN));
                var other = viewers.submit(() -> stills.take("lobby", Faces.SHOWN));
                assertThat(List.of(one.get(), other.get(), stills.take("lobby", Faces.SHOWN)))
                        .as("connect-timeout: %s", connectTimeout)
                        .allSatisfy(shot -> assertThat(shot)
                                .isInstanceOfSatisfying(
                                        MainStream.Failed.class,
                                        failed -> assertThat(failed.why())
                                                .contains("the stream is granted, but nothing comes")
                                                .doesNotContain(" ms")));
                assertThat(stills.take("lobby", Faces.SHOWN))
                        .isInstanceOfSatisfying(
                                MainStream.Failed.class,
                                failed -> assertThat(failed.why()).contains("; it is tried again in "));
                assertThat(played).hasValue(1);
            } finally {
                stills.close();
            }
        }
    }

    /** As with smart codecs in an empty room. Two viewers held both threads most of the time, and all others had no picture. */
    @Test
    void oneWhoseKeyFramesAreRareKeepsOneThreadAndIsThenLeftAlone() throws Exception {
        sends = true;
        var stills = stills("2s");
        try {
            assertThat(stills.take("lobby", Faces.SHOWN)).isInstanceOf(MainStream.Late.class);
            var viewers = List.of(SilentMainStreamTest.viewer(stills), SilentMainStreamTest.viewer(stills));
            await().until(() -> played.get() >= 2);
            assertThat(stills.take("hall", Faces.SHOWN)).isInstanceOf(MainStream.Taken.class);
            assertThat(viewers).as("who still wait").allMatch(Thread::isAlive);
            for (var viewer : viewers) {
                viewer.join();
            }
            assertThat(stills.take("lobby", Faces.SHOWN))
                    .isInstanceOfSatisfying(
                            MainStream.Failed.class,
                            failed -> assertThat(failed.why())
                                    .startsWith(
                                            "its key frames are more than 2 s apart; set the main stream to one every 1"
                                                    + " to 4 s; it is tried again in "));
            assertThat(played).hasValue(2);
        } finally {
            stills.close();
        }
    }
}
