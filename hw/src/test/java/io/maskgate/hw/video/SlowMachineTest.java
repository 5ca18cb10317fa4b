package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A camera that sends 25 pictures a second, each when it is due, to who takes longer for a picture. */
@ExtendWith(NoLeaks.class)
@Timeout(60)
class SlowMachineTest {
    private static final int PICTURES = 300;
    private static final long SPACING = TimeUnit.MILLISECONDS.toNanos(40);
    private static final int TS_PACKET = 188;
    /** Where FFmpeg puts the first stream. */
    private static final int VIDEO = 0x100;

    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private final MediaClock clock = MediaClock.system();
    private final AtomicLongArray sent = new AtomicLongArray(PICTURES + 1);
    private ServerSocket server;
    private Thread camera;

    @BeforeEach
    void start() throws IOException {
        var pictures = pictures(Files.readAllBytes(
                Clips.write(folder.resolve("clip.ts"), VideoWriter.Container.MPEG_TS, 160, 96, PICTURES)));
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        camera = Thread.ofPlatform().start(() -> send(pictures));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        assertThat(camera.join(Duration.ofSeconds(20))).isTrue();
    }

    /** One for each picture, from the first packet of its stream on; what comes before the first is with it. */
    private static List<byte[]> pictures(byte[] stream) {
        var pictures = new ArrayList<byte[]>();
        int from = 0;
        boolean first = true;
        for (int at = 0; at < stream.length; at += TS_PACKET) {
            boolean begins = (stream[at + 1] & 0x40) != 0;
            int pid = (stream[at + 1] & 0x1f) << 8 | stream[at + 2] & 0xff;
            if (begins && pid == VIDEO) {
                if (!first) {
                    pictures.add(Arrays.copyOfRange(stream, from, at));
                    from = at;
                }
                first = false;
            }
        }
        pictures.add(Arrays.copyOfRange(stream, from, stream.length));
        return pictures;
    }

    private void send(List<byte[]> pictures) {
        try (Socket reader = server.accept()) {
            reader.setTcpNoDelay(true);
            var out = reader.getOutputStream();
            out.write(ANSWER);
            long begin = clock.nanos();
            for (int i = 0; i < pictures.size(); i++) {
                while (begin + i * SPACING - clock.nanos() > 0) {
                    LockSupport.parkNanos(begin + i * SPACING - clock.nanos());
                }
                sent.set(i, clock.nanos());
                out.write(pictures.get(i));
            }
        } catch (IOException _) {
            // The reader has seen enough.
            return;
        }
    }

    private String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/live.ts";
    }

    private record Seen(int pictures, int behind, Duration oldest, Duration mostWrong) {}

    /**
     * @param nanos that each picture takes
     * @param after since when it is judged
     * @param most pictures
     */
    private Seen watch(long nanos, Duration after, int most) throws VideoException {
        int pictures = 0;
        int behind = 0;
        long oldest = 0;
        long mostWrong = 0;
        try (var source = VideoSource.open(Clips.spec(url()), clock)) {
            while (pictures < most) {
                switch (source.read()) {
                    case Read.Ended _ -> most = pictures;
                    case Read.Skipped(var loss, int count) -> {
                        assertThat(loss).isEqualTo(Read.Loss.BEHIND);
                        behind += count;
                    }
                    case Read.Passed _ -> throw new IllegalStateException("every picture is wanted");
                    case Read.Picture(var frame) -> {
                        pictures++;
                        // Nothing is reordered here: the picture is that of the last packet.
                        int number = (int) source.stats().packets() - 1;
                        if (clock.nanos() - sent.get(0) > after.toNanos()) {
                            oldest = Math.max(oldest, clock.nanos() - sent.get(number));
                            mostWrong =
                                    Math.max(mostWrong, Math.abs(frame.time().monotonicNanos() - sent.get(number)));
                        }
                        frame.close();
                        long done = clock.nanos() + nanos;
                        while (done - clock.nanos() > 0) {
                            LockSupport.parkNanos(done - clock.nanos());
                        }
                    }
                }
            }
        }
        return new Seen(pictures, behind, Duration.ofNanos(oldest), Duration.ofNanos(mostWrong));
    }

    @Test
    void itSeesWhatComesNowAndSaysWhen() throws Exception {
        var seen = watch(3 * SPACING, Duration.ofSeconds(8), PICTURES);
        assertThat(seen.oldest()).isLessThan(Duration.ofSeconds(4));
        assertThat(seen.mostWrong()).isLessThan(Duration.ofSeconds(2));
        assertThat(seen.behind()).isGreaterThan(50);
        assertThat(seen.pictures()).isGreaterThan(60);
    }

    @Test
    void whoIsFastEnoughSeesEveryPicture() throws Exception {
        assertThat(watch(SPACING / 2, Duration.ZERO, 120).behind()).isZero();
    }
}
