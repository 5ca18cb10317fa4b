package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.maskgate.hw.video.VideoException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers of a few bytes that speak of millions of pictures, for each of which FFmpeg takes memory before any deadline is
 * looked at, and a playlist that never ends. What is honest plays all the same.
 */
@ExtendWith(NoLeaks.class)
@Timeout(30)
class HostileIndexTest {
    private static final byte[] MATRIX = ints(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
    private static final String PART = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n/part\n#EXT-X-ENDLIST\n";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer http;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + path;
    }

    private void serve(String path, byte[] body) {
        http.createContext(path, exchange -> {
            asked.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(200, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            } catch (IOException _) {
                // The reader has seen enough.
                exchange.close();
            }
        });
    }

    private static byte[] ints(int... values) {
        var bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        var all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] box(String type, byte[]... parts) {
        byte[] content = join(parts);
        return join(ints(8 + content.length), text(type), content);
    }

    private static byte[] full(String type, byte[]... parts) {
        return box(type, new byte[4], join(parts));
    }

    /** Each track says that it has so many samples of one byte, of one size and one duration: 24 bytes each to FFmpeg. */
    private static byte[] mp4(int tracks, int samples) {
        byte[] all = {};
        for (int i = 1; i <= tracks; i++) {
            all = join(all, track(i, samples));
        }
        byte[] header =
                full("mvhd", ints(0, 0, 25, samples, 0x10000, 0x1000000, 0, 0), MATRIX, new byte[24], ints(tracks + 1));
        return join(
                box("ftyp", text("isom"), ints(1), text("isom")),
                box("moov", header, all),
                box("mdat", new byte[1000]));
    }

    private static byte[] track(int id, int samples) {
        byte[] depth = new byte[38];
        depth[1] = 1;
        depth[35] = 24;
        depth[36] = -1;
        depth[37] = -1;
        byte[] avc1 = box("avc1", ints(0, 1), new byte[16], ints(640 << 16 | 480, 0x480000, 0x480000, 0), depth);
        byte[] table = box(
                "stbl",
                full("stsd", ints(1), avc1),
                full("stts", ints(1, samples, 1)),
                full("stsc", ints(1, 1, samples, 1)),
                full("stsz", ints(1, samples)),
                full("stco", ints(1, 1000)));
        byte[] reference = box("dinf", full("dref", ints(1), full("url ")));
        byte[] media = box(
                "mdia",
                full("mdhd", ints(0, 0, 25, samples, 0x55c40000)),
                full("hdlr", new byte[4], text("vide"), new byte[13]),
                box("minf", full("vmhd", new byte[8]), reference, table));
        byte[] head = full("tkhd", ints(0, 0, id, 0, samples), new byte[16], MATRIX, ints(640 << 16, 480 << 16));
        return box("trak", head, media);
    }

    /** 1583 bytes took 250 MB, whatever the address. */
    @Test
    void whereAStreamIsMeantNoFileIsRead() throws Exception {
        serve("/video.mjpg", mp4(1, 10_000_000));

        var refusal = Clips.refusal(Clips.spec(url("/video.mjpg")));

        assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal)
                .hasMessage(url("/video.mjpg")
                        + ": this kind of file or stream is not allowed here: an MP4, MOV, MKV, WebM or"
                        + " AVI is read where the address ends in .mp4, .mov, .mkv, .webm or .avi, a playlist (HLS) where it"
                        + " ends in .m3u8; write #.mp4 or #.m3u8 behind one that does not; single pictures (snapshots) and"
                        + " ASF are not read: name the address of the camera's RTSP or MJPEG stream");
    }

    /** The commonest wrong address of a camera; no ending helps. */
    @ParameterizedTest
    @ValueSource(strings = {"/snapshot.jpg", "/snapshot.cgi", "/snapshot.cgi?channel=1#.mp4"})
    void whereASinglePictureIsReadTheStreamIsAskedFor(String address) throws Exception {
        byte[] jpeg;
        try (var encoder = new JpegEncoder()) {
            jpeg = encoder.encode(new RgbPicture(128, 64), 80);
        }
        serve("/snapshot", jpeg);

        var refusal = Clips.refusal(Clips.spec(url(address)));

        assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal).hasMessageEndingWith("name the address of the camera's RTSP or MJPEG stream");
    }

    @Test
    void whereAPlaylistIsMeantNoFileIsRead() throws Exception {
        serve("/list.m3u8", mp4(1, 10_000_000));
        assertThat(Clips.refusal(Clips.spec(url("/list.m3u8"))).reason()).isEqualTo(Reason.NOT_A_STREAM);
    }

    @Test
    void aFileHasFewTracks() throws Exception {
        serve("/clip.mp4", mp4(5, 1_000));

        var refusal = Clips.refusal(Clips.spec(url("/clip.mp4")));

        assertThat(refusal.reason()).isEqualTo(Reason.EXHAUSTED);
        assertThat(refusal)
                .hasMessageEndingWith(", or the file has more than 4 tracks: leave out those without pictures");
    }

    @Test
    void aPartOfAPlaylistHasFewTracksToo() throws Exception {
        serve("/list.m3u8", text(PART));
        serve("/part", mp4(5, 1_000));
        assertThat(Clips.refusal(Clips.spec(url("/list.m3u8"))).reason()).isEqualTo(Reason.EXHAUSTED);
    }

    private static byte[] fragmented() throws IOException {
        try (var in = HostileIndexTest.class.getResourceAsStream("/clips/h264-plain-fragmented.mp4")) {
            return in.readAllBytes();
        }
    }

    /** Cameras with {@code container=mp4} in their address are known, and others say nothing at all. */
    @ParameterizedTest
    @ValueSource(strings = {"/live.MP4?token=1", "/media.cgi?container=mp4&channel=1", "/live?channel=1#.mp4"})
    void anHonestFilePlays(String address) throws Exception {
        serve("/", fragmented());
        assertThat(Clips.readAll(Clips.spec(url(address))).sizes()).hasSizeGreaterThan(90);
        assertThat(asked).containsOnly(address.replace("#.mp4", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/list.m3u8", "/hls?src=door#.m3u8"})
    void anHonestPlaylistOfFragmentsPlays(String address) throws Exception {
        serve(address.startsWith("/hls") ? "/hls" : "/list.m3u8", text(PART));
        serve("/part", fragmented());
        assertThat(Clips.readAll(Clips.spec(url(address))).sizes()).hasSizeGreaterThan(90);
    }

    /** 23 bytes of memory for each that is sent. */
    @Test
    void aPlaylistWithoutEndIsLeftWhenTheMemoryIs() throws Exception {
        byte[] lines = text("#EXTINF:1,\na\n".repeat(5_000));
        var sent = new AtomicLong();
        http.createContext("/list.m3u8", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (exchange) {
                exchange.getResponseBody().write(text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n"));
                while (sent.get() < 40_000_000) {
                    exchange.getResponseBody().write(lines);
                    sent.addAndGet(lines.length);
                }
            } catch (IOException _) {
                // The reader has seen enough.
                exchange.close();
            }
        });
        var spec = Clips.spec(url("/list.m3u8"));
        long before = Pointer.physicalBytes();
        try (var interrupt = new Interrupt(
                MediaClock.system(), new Cancellation(), () -> Pointer.physicalBytes() - before > 100_000_000)) {
            interrupt.within(Duration.ofSeconds(20));

            var refusal = catchThrowableOfType(
                    VideoException.class, () -> Demuxer.open(spec, interrupt).close());

            assertThat(refusal.reason()).isEqualTo(Reason.EXHAUSTED);
            assertThat(refusal)
                    .hasMessageEndingWith(
                            ": this machine has no memory left for what comes from there, or for all cameras together");
            assertThat(sent.get()).isLessThan(40_000_000);
        }
    }
}
