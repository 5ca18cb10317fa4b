package io.maskgate.daemon.demo.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.demo.rtsp.Login.Scheme;
import io.maskgate.daemon.demo.rtsp.RtspFileServer.Settings;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RtspFileServerTest {
    private static RtspFileServer server(Settings settings) throws IOException {
        return RtspFileServer.start(
                settings, Map.of("lobby", TestClip.handMade()), new Random(1), InstantSource.system());
    }

    /** A client that says what it is told and shows what it hears. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;
        private final String address;

        Client(RtspFileServer server) throws IOException {
            socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port());
            socket.setSoTimeout(5000);
            in = new DataInputStream(socket.getInputStream());
            address = server.address("lobby").toString();
        }

        String ask(String method, String suffix, String headers) throws IOException {
            say(method + " " + address + suffix + " RTSP/1.0\r\nCSeq: 3\r\n" + headers + "\r\n");
            return answer();
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }

        String answer() throws IOException {
            var text = new StringBuilder();
            while (!text.toString().endsWith("\r\n\r\n")) {
                text.append((char) in.readUnsignedByte());
            }
            var length = Pattern.compile("Content-Length: (\\d+)").matcher(text);
            if (length.find()) {
                text.append(new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8));
            }
            return text.toString();
        }

        /** The next interleaved packet of a channel. */
        byte[] packet(int channel) throws IOException {
            while (true) {
                assertThat(in.readUnsignedByte()).isEqualTo('$');
                int found = in.readUnsignedByte();
                var packet = in.readNBytes(in.readUnsignedShort());
                if (found == channel) {
                    return packet;
                }
            }
        }

        String session() throws IOException {
            String answer = ask("SETUP", "/track0", "Transport: RTP/AVP/TCP;unicast;interleaved=2-3\r\n");
            return answer.replaceAll("(?s).*Session: (\\w+).*", "$1");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void theDialogueOfAPlayerIsAnsweredWordForWord() throws Exception {
        try (var server = server(Settings.open());
                var client = new Client(server)) {
            assertThat(client.ask("OPTIONS", "", ""))
                    .isEqualTo("RTSP/1.0 200 OK\r\nCSeq: 3\r\n"
                            + "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER\r\n\r\n");
            assertThat(client.ask("DESCRIBE", "", "Accept: application/sdp\r\n"))
                    .isEqualTo("RTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Base: " + server.address("lobby")
                            + "/\r\nContent-Type: application/sdp\r\nContent-Length: 268\r\n\r\n"
                            + "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=Maskgate demonstration\r\nc=IN IP4 0.0.0.0\r\n"
                            + "t=0 0\r\na=control:*\r\na=range:npt=now-\r\nm=video 0 RTP/AVP 96\r\n"
                            + "a=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;profile-level-id=42C01F;"
                            + "sprop-parameter-sets=Z0LAHw==,aAE=\r\na=control:track0\r\n");
            String setup = client.ask("SETUP", "/track0", "Transport: RTP/AVP/TCP;unicast;interleaved=2-3\r\n");
            assertThat(setup)
                    .matches("RTSP/1.0 200 OK\r\nCSeq: 3\r\nTransport: RTP/AVP/TCP;unicast;interleaved=2-3\r\n"
                            + "Session: [0-9a-f]{16};timeout=60\r\n\r\n");
            String session = setup.replaceAll("(?s).*Session: (\\w+).*", "$1");
            String play = client.ask("PLAY", "/", "Session: " + session + "\r\n");
            assertThat(play)
                    .matches("RTSP/1.0 200 OK\r\nCSeq: 3\r\nSession: " + session
                            + "\r\nRange: npt=now-\r\nRTP-Info: url=" + server.address("lobby")
                            + "/track0;seq=\\d+;rtptime=\\d+\r\n\r\n");
            byte[] first = client.packet(2);
            assertThat(play)
                    .contains("seq=" + Depacketizer.sequence(first) + ";rtptime=" + Depacketizer.timestamp(first)
                            + "\r\n");
        }
    }

    @Test
    void packetsRunOnAcrossLoopsInRealTime() throws Exception {
        try (var server = server(Settings.open());
                var client = new Client(server)) {
            String session = client.session();
            long start = System.nanoTime();
            client.ask("PLAY", "/", "Session: " + session + "\r\n");
            var packets = new ArrayList<byte[]>();
            // Six packets a loop of 80 ms: the fourth loop begins with packet 18.
            for (int i = 0; i < 19; i++) {
                packets.add(client.packet(2));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(200), Duration.ofSeconds(3));
            int sequence = Depacketizer.sequence(packets.getFirst());
            long stamp = Depacketizer.timestamp(packets.getFirst());
            assertThat(Depacketizer.sequence(packets.get(18))).isEqualTo((sequence + 18) % 65_536);
            assertThat(Depacketizer.timestamp(packets.get(18))).isEqualTo((stamp + 3 * 7200) % (1L << 32));
        }
    }

    @Test
    void aReportFollowsOnTheSecondChannel() throws Exception {
        try (var server = server(Settings.open());
                var client = new Client(server)) {
            client.ask("PLAY", "/", "Session: " + client.session() + "\r\n");
            assertThat(client.packet(3)).hasSize(28).startsWith(0x80, 200);
        }
    }

    @Test
    void packetsCanTravelByUdp() throws Exception {
        try (var server = server(Settings.open());
                var client = new Client(server);
                var media = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            media.setSoTimeout(5000);
            String port = media.getLocalPort() + "-" + (media.getLocalPort() + 1);
            String setup = client.ask("SETUP", "/track0", "Transport: RTP/AVP;unicast;client_port=" + port + "\r\n");
            assertThat(setup).contains("Transport: RTP/AVP;unicast;client_port=" + port + ";server_port=");
            client.ask("PLAY", "/", "Session: " + setup.replaceAll("(?s).*Session: (\\w+).*", "$1") + "\r\n");
            var packet = new DatagramPacket(new byte[2000], 2000);
            media.receive(packet);
            assertThat(Arrays.copyOf(packet.getData(), packet.getLength()))
                    .hasSize(16)
                    .endsWith(0x67, 0x42, 0xc0, 0x1f);
        }
    }

    @Test
    void whatCannotBeDoneIsSaid() throws Exception {
        try (var server = server(Settings.open());
                var client = new Client(server)) {
            assertThat(client.ask("DESCRIBE", "/nothing", "")).startsWith("RTSP/1.0 404 Not Found");
            assertThat(client.ask("SETUP", "/track0", "Transport: RTP/AVP;multicast\r\n"))
                    .startsWith("RTSP/1.0 461 Unsupported Transport");
            assertThat(client.ask("PLAY", "", "Session: 1\r\n")).startsWith("RTSP/1.0 454 Session Not Found");
            assertThat(client.ask("RECORD", "", "")).startsWith("RTSP/1.0 501 Not Implemented");
            client.say("GET / HTTP/1.1\r\n\r\n");
            assertThat(client.answer()).startsWith("RTSP/1.0 400 Bad Request (expected METHOD URI RTSP/1.0)");
        }
    }

    @Test
    void aWrongPasswordIsRefusedAndTheRightOneAdmitted() throws Exception {
        var login = new Login(Scheme.BASIC, "cam", "secret");
        try (var server = server(new Settings(0, 2, Optional.of(login)));
                var client = new Client(server)) {
            assertThat(client.ask("DESCRIBE", "", ""))
                    .startsWith("RTSP/1.0 401 Unauthorized")
                    .contains("WWW-Authenticate: Basic realm=\"maskgate\"\r\n");
            // cam:wrong and cam:secret in base 64.
            assertThat(client.ask("DESCRIBE", "", "Authorization: Basic Y2FtOndyb25n\r\n"))
                    .startsWith("RTSP/1.0 401 Unauthorized");
            assertThat(client.ask("DESCRIBE", "", "Authorization: Basic Y2FtOnNlY3JldA==\r\n"))
                    .startsWith("RTSP/1.0 200 OK");
        }
    }

    @Test
    void theDigestOfThePasswordAdmits() throws Exception {
        var login = new Login(Scheme.DIGEST, "cam", "secret");
        try (var server = server(new Settings(0, 2, Optional.of(login)));
                var client = new Client(server)) {
            String challenge = client.ask("DESCRIBE", "", "");
            String nonce = challenge.replaceAll("(?s).*nonce=\"(\\w+)\".*", "$1");
            String uri = server.address("lobby").toString();
            String response = md5(md5("cam:maskgate:secret") + ":" + nonce + ":" + md5("DESCRIBE:" + uri));
            String shown = "Authorization: Digest username=\"cam\", realm=\"maskgate\", nonce=\"" + nonce + "\", uri=\""
                    + uri + "\", response=\"";
            assertThat(client.ask("DESCRIBE", "", shown + response + "\"\r\n")).startsWith("RTSP/1.0 200 OK");
            assertThat(client.ask("DESCRIBE", "", shown + md5("else") + "\"\r\n"))
                    .startsWith("RTSP/1.0 401");
        }
    }

    private static String md5(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void oneClientTooManyIsRefusedAndCounted() throws Exception {
        try (var server = server(new Settings(0, 1, Optional.empty()));
                var first = new Client(server)) {
            first.ask("OPTIONS", "", "");
            try (var second = new Client(server)) {
                assertThat(second.answer()).startsWith("RTSP/1.0 503 Service Unavailable");
            }
            assertThat(server.refused()).isEqualTo(1);
            assertThat(first.ask("TEARDOWN", "", "Session: " + first.session() + "\r\n"))
                    .startsWith("RTSP/1.0 200");
            await().until(() -> server.clients() == 0);
        }
    }

    @Test
    void closingEndsPlayingClientsAndFreesThePort() throws Exception {
        var server = server(Settings.open());
        int port = server.port();
        try (var client = new Client(server)) {
            client.ask("PLAY", "/", "Session: " + client.session() + "\r\n");
            client.packet(2);
            server.close();
            try {
                while (client.in.read() >= 0) {
                    assertThat(client.socket.isClosed()).isFalse();
                }
            } catch (SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
        }
        assertThat(server.clients()).isZero();
        server(new Settings(port, 1, Optional.empty())).close();
    }
}
