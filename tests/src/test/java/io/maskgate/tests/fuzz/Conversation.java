package io.maskgate.tests.fuzz;

import io.maskgate.daemon.demo.rtsp.H264Clip;
import io.maskgate.daemon.demo.rtsp.RtspFileServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * What a camera says from the first request to the first pictures, over one TCP connection (RFC 2326, 10.12).
 *
 * @param parts the answers to OPTIONS, DESCRIBE (with the SDP), SETUP and PLAY, and the interleaved packets that follow
 */
record Conversation(List<byte[]> parts) {
    static final int MEDIA = 4;

    private static final int MEDIA_BYTES = 30_000;
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");
    private static final Pattern CSEQ = Pattern.compile("(?i)(cseq: *)\\d+");

    Conversation {
        parts = List.copyOf(parts);
    }

    /** Writes down what the server of the demo says of the demo's clip. */
    static Conversation real() throws IOException {
        try (var clip = stream();
                var server = RtspFileServer.start(
                        RtspFileServer.Settings.open(),
                        Map.of("one", H264Clip.ofMp4(clip.readAllBytes())),
                        new Random(1),
                        InstantSource.system());
                var socket = new Socket("127.0.0.1", server.port())) {
            var in = new DataInputStream(socket.getInputStream());
            var parts = new ArrayList<byte[]>();
            var address = server.address("one");
            int number = 0;
            for (var request : List.of(
                    "OPTIONS " + address,
                    "DESCRIBE " + address,
                    "SETUP " + address + "/track0 RTSP/1.0\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1",
                    "PLAY " + address + " RTSP/1.0\r\nSession: @")) {
                var session = parts.isEmpty() ? "" : session(parts.getLast());
                var line = request.contains(" RTSP/") ? request.replace("@", session) : request + " RTSP/1.0";
                socket.getOutputStream()
                        .write((line + "\r\nCSeq: " + ++number + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
                parts.add(answer(in));
            }
            parts.add(in.readNBytes(MEDIA_BYTES));
            return new Conversation(parts);
        }
    }

    private static InputStream stream() {
        var clip = H264Clip.class.getResourceAsStream("/demo/lobby.mp4");
        if (clip == null) {
            throw new IllegalStateException("the daemon has no demo/lobby.mp4");
        }
        return clip;
    }

    private static String session(byte[] answer) {
        return new String(answer, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith("Session: "))
                .map(line -> line.substring("Session: ".length()).split(";")[0])
                .findFirst()
                .orElse("");
    }

    private static byte[] answer(DataInputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        var length = LENGTH.matcher(head);
        var body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        return (head + new String(body, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One answer with the number of the request that it is for. */
    static byte[] numbered(byte[] answer, String number) {
        var text = CSEQ.matcher(new String(answer, StandardCharsets.ISO_8859_1)).replaceFirst("$1" + number);
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
