package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.video.VideoException.Reason;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A camera that sends by UDP, and somebody of another address who sends to the same port. */
@ExtendWith(NoLeaks.class)
@Timeout(30)
class UdpSourceTest {
    private static final Pattern CLIENT_PORT = Pattern.compile("client_port=(\\d+)");
    private static final byte[] FORGED = "eFORGEDFORGEDFORGED".getBytes(StandardCharsets.US_ASCII);
    /** The goodbye of a sender whom nobody knows (RFC 3550, 6.6). */
    private static final byte[] BYE = ints(0x81cb0002, 0xdeadbeef, 0x01780000);

    private final AtomicInteger clientPort = new AtomicInteger();
    private DatagramSocket camera;
    private DatagramSocket stranger;
    private volatile boolean plays;
    private volatile boolean over;
    private final List<Thread> senders = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        camera = new DatagramSocket(new InetSocketAddress(loopback(1), 0));
        stranger = new DatagramSocket(new InetSocketAddress(loopback(66), 0));
    }

    @AfterEach
    void stop() throws InterruptedException {
        over = true;
        for (var sender : senders) {
            sender.join();
        }
        camera.close();
        stranger.close();
    }

    private static InetAddress loopback(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    private static byte[] ints(int... values) {
        var bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    /** @param from the port it says that its packets come from */
    private String answer(String request, int from) {
        // What came before the camera named its port is in the socket already.
        plays |= request.startsWith("PLAY");
        if (!request.startsWith("SETUP")) {
            return RtspSourceTest.playing(request);
        }
        var wanted = CLIENT_PORT.matcher(request);
        assertThat(wanted.find()).isTrue();
        clientPort.set(Integer.parseInt(wanted.group(1)));
        return "RTSP/1.0 200 OK\r\nCSeq: 3\r\nSession: 7\r\nTransport: RTP/AVP;unicast;client_port=" + clientPort + "-"
                + (clientPort.get() + 1) + ";server_port=" + from + "-" + (from + 1) + "\r\n\r\n";
    }

    private interface Sending {
        void step(int number) throws IOException;
    }

    private void every(int millis, Sending sending) {
        senders.add(Thread.ofVirtual().start(() -> {
            for (int number = 0; !over; LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis))) {
                try {
                    if (plays) {
                        sending.step(number++);
                    }
                } catch (IOException _) {
                    // Nobody is there yet, or any more.
                    continue;
                }
            }
        }));
    }

    private void send(DatagramSocket from, byte[] bytes) throws IOException {
        from.send(new DatagramPacket(bytes, bytes.length, loopback(1), clientPort.get()));
    }

    private void rtp(DatagramSocket from, int source, int number, int time, byte[] unit) throws IOException {
        send(
                from,
                ByteBuffer.allocate(12 + unit.length)
                        .putShort((short) 0x80e0)
                        .putShort((short) number)
                        .putInt(time)
                        .putInt(source)
                        .put(unit)
                        .array());
    }

    /** Of a clip of 100 pictures, again and again. */
    private static List<byte[]> units() throws IOException {
        byte[] clip;
        try (var in = UdpSourceTest.class.getResourceAsStream("/clips/h264-bframes.h264")) {
            clip = in.readAllBytes();
        }
        var units = new ArrayList<byte[]>();
        for (String unit : new String(clip, StandardCharsets.ISO_8859_1).split("\0\0\0?\1")) {
            if (!unit.isEmpty()) {
                units.add(unit.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return units;
    }

    private void cameraSends() throws IOException {
        var units = units();
        every(10, number -> rtp(camera, 0x1234, number, number * 3600, units.get(number % units.size())));
    }

    private VideoSpec spec(RtspAnswers server) throws VideoException {
        return Clips.spec(server.url())
                .withTransport(Transport.UDP)
                .withTimeouts(Duration.ofSeconds(15), Duration.ofSeconds(5));
    }

    /** Who sent to the port could show what he liked, or end the stream each time. */
    @Test
    void whatComesFromElsewhereIsNotTheCameras() throws Exception {
        try (var server = new RtspAnswers(request -> answer(request, camera.getLocalPort()))) {
            cameraSends();
            every(5, number -> {
                rtp(stranger, 0x6666, number, number * 3600, FORGED);
                send(stranger, BYE);
            });
            var packet = avcodec.av_packet_alloc();
            try (var interrupt = new Interrupt(MediaClock.system(), new Cancellation())) {
                interrupt.within(Duration.ofSeconds(20));
                try (var demuxer = Demuxer.open(spec(server), interrupt)) {
                    for (int packets = 0; packets < 200; packets++) {
                        assertThat(demuxer.read(packet)).isNotNegative();
                        byte[] bytes = new byte[packet.size()];
                        packet.data().get(bytes);
                        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                                .doesNotContain("FORGED");
                        avcodec.av_packet_unref(packet);
                    }
                }
            } finally {
                avcodec.av_packet_free(packet);
            }
        }
    }

    /** FFmpeg's own socket for reports holds an error then, and its wait for packets does not wait. */
    @Test
    void aCameraThatTakesNoReportsCostsNoCore() throws Exception {
        try (var server = new RtspAnswers(request -> answer(request, camera.getLocalPort()))) {
            cameraSends();
            var spec = spec(server);
            var packet = avcodec.av_packet_alloc();
            try (var interrupt = Interrupt.of(spec, MediaClock.system(), new Cancellation())) {
                interrupt.within(Duration.ofSeconds(25));
                try (var demuxer = Demuxer.open(spec, interrupt)) {
                    var threads = ManagementFactory.getThreadMXBean();
                    long before = threads.getCurrentThreadCpuTime();
                    for (int packets = 0; packets < 300; packets++) {
                        assertThat(demuxer.read(packet)).isNotNegative();
                        avcodec.av_packet_unref(packet);
                    }
                    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before))
                            .isLessThan(Duration.ofSeconds(1));
                }
            } finally {
                avcodec.av_packet_free(packet);
            }
        }
    }

    @Test
    void aCameraThatSendsFromAnotherPortIsDarkAndTheRemedyIsNamed() throws Exception {
        try (var elsewhere = new DatagramSocket(new InetSocketAddress(loopback(1), 0));
                var server = new RtspAnswers(request -> answer(request, elsewhere.getLocalPort()))) {
            cameraSends();
            var spec = spec(server).withTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(1));

            var fault = fault(spec);

            assertThat(fault.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(fault)
                    .hasMessageEndingWith(
                            "; by udp only what comes from the address and port that the camera names is taken:"
                                    + " if it stays so, set transport to tcp");
        }
    }

    private static VideoException fault(VideoSpec spec) {
        try (var source = VideoSource.open(spec, MediaClock.system())) {
            var read = source.read();
            assertThat(read).isInstanceOf(Read.Ended.class);
            return ((Read.Ended) read).fault().orElseThrow();
        } catch (VideoException refused) {
            return refused;
        }
    }
}
