package io.maskgate.daemon.demo.rtsp;

import io.maskgate.daemon.demo.rtsp.RtspRequest.Received;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dialogue with one client: answers its requests on the calling thread, and plays on a second one. */
final class RtspClient {
    private static final int WAKE_MILLIS = 2_000;
    private static final int SEND_SECONDS = 10;
    private static final Pattern INTERLEAVED = Pattern.compile("interleaved=(\\d{1,3})");
    private static final Pattern CLIENT_PORT = Pattern.compile("client_port=(\\d{1,5})");
    private static final String METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER";

    private final Socket socket;
    private final Map<String, H264Clip> clips;
    private final Optional<Login> login;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final String session;
    private final String nonce;
    private Optional<H264Clip> clip = Optional.empty();
    private Optional<RtpSink> sink = Optional.empty();
    private Optional<RtpPlayer> player = Optional.empty();

    RtspClient(
            Socket socket,
            Map<String, H264Clip> clips,
            Optional<Login> login,
            RandomGenerator random,
            InstantSource clock) {
        this.socket = socket;
        this.clips = clips;
        this.login = login;
        this.random = random;
        this.clock = clock;
        this.session = HexFormat.of().toHexDigits(random.nextLong());
        this.nonce = HexFormat.of().toHexDigits(random.nextLong());
    }

    private record Answer(int code, String reason, String headers, String body) {
        static Answer of(int code, String reason) {
            return new Answer(code, reason, "", "");
        }

        static Answer ok(String headers) {
            return new Answer(200, "OK", headers, "");
        }
    }

    /** Serves until the client or the server closes the connection. */
    void serve() throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(WAKE_MILLIS);
        var in = new BufferedInputStream(socket.getInputStream());
        var out = socket.getOutputStream();
        try {
            boolean on = true;
            while (on) {
                on = step(in, out);
            }
        } finally {
            stop();
        }
    }

    private boolean step(BufferedInputStream in, OutputStream out) throws IOException {
        Received received;
        try {
            received = RtspRequest.read(in);
        } catch (SocketTimeoutException quiet) {
            return player.map(RtpPlayer::alive).orElse(true);
        }
        return switch (received) {
            case Received.End _ -> false;
            case Received.Garbage garbage -> {
                send(out, "0", Answer.of(400, "Bad Request (" + garbage.why() + ")"));
                yield false;
            }
            case Received.Request(var request) -> {
                send(out, request.header("CSeq").orElse("0"), answer(request, out));
                if (request.method().equals("PLAY")) {
                    player.ifPresent(RtpPlayer::start);
                }
                yield !request.method().equals("TEARDOWN");
            }
        };
    }

    private void send(OutputStream out, String sequence, Answer answer) throws IOException {
        String body = answer.body.isEmpty()
                ? ""
                : "Content-Length: " + answer.body.getBytes(StandardCharsets.UTF_8).length + "\r\n";
        String text = "RTSP/1.0 " + answer.code + " " + answer.reason + "\r\nCSeq: " + sequence + "\r\n"
                + answer.headers + body + "\r\n" + answer.body;
        if (!tryLock()) {
            throw new IOException("expected the client to read within " + SEND_SECONDS + " s, it did not");
        }
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } finally {
            lock.unlock();
        }
    }

    private boolean tryLock() throws IOException {
        try {
            return lock.tryLock(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while answering", interrupted);
        }
    }

    private Answer answer(RtspRequest request, OutputStream out) throws IOException {
        if (request.method().equals("OPTIONS")) {
            return Answer.ok("Public: " + METHODS + "\r\n");
        }
        if (login.isPresent() && !admitted(request, login.get())) {
            return new Answer(
                    401, "Unauthorized", "WWW-Authenticate: " + login.get().challenge(nonce) + "\r\n", "");
        }
        return switch (request.method()) {
            case "DESCRIBE" -> describe(request);
            case "SETUP" -> setup(request, out);
            case "PLAY" -> play(request);
            case "TEARDOWN" -> teardown(request);
            case "GET_PARAMETER" -> known(request) ? Answer.ok(sessionHeader()) : noSession();
            default -> new Answer(501, "Not Implemented", "Allow: " + METHODS + "\r\n", "");
        };
    }

    private boolean admitted(RtspRequest request, Login required) {
        return request.header("Authorization")
                .map(shown -> required.admits(shown, request.method(), nonce))
                .orElse(false);
    }

    private Answer describe(RtspRequest request) {
        var found = clips.get(request.path());
        if (found == null) {
            return Answer.of(404, "Not Found");
        }
        String base = request.uri().replaceAll("/+$", "");
        return new Answer(
                200, "OK", "Content-Base: " + base + "/\r\nContent-Type: application/sdp\r\n", description(found));
    }

    private static String description(H264Clip clip) {
        var base64 = Base64.getEncoder();
        String profile = HexFormat.of().withUpperCase().formatHex(clip.sps(), 1, 4);
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=Maskgate demonstration\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
                + "a=control:*\r\na=range:npt=now-\r\nm=video 0 RTP/AVP " + RtpStream.PAYLOAD_TYPE + "\r\na=rtpmap:"
                + RtpStream.PAYLOAD_TYPE + " H264/" + H264Clip.CLOCK + "\r\na=fmtp:" + RtpStream.PAYLOAD_TYPE
                + " packetization-mode=1;profile-level-id=" + profile + ";sprop-parameter-sets="
                + base64.encodeToString(clip.sps()) + "," + base64.encodeToString(clip.pps())
                + "\r\na=control:track0\r\n";
    }

    private Answer setup(RtspRequest request, OutputStream out) throws IOException {
        String path = request.path();
        var found = path.endsWith("/track0") ? clips.get(path.substring(0, path.length() - 7)) : clips.get(path);
        if (found == null) {
            return Answer.of(404, "Not Found");
        }
        if (player.isPresent()) {
            return Answer.of(455, "Method Not Valid in This State");
        }
        String wanted = request.header("Transport").orElse("");
        Optional<RtpSink> opened = wanted.startsWith("RTP/AVP/TCP") ? interleaved(wanted, out) : udp(wanted);
        if (opened.isEmpty()) {
            return Answer.of(461, "Unsupported Transport");
        }
        close();
        sink = opened;
        clip = Optional.of(found);
        return Answer.ok("Transport: " + opened.get().transport() + "\r\nSession: " + session + ";timeout=60\r\n");
    }

    private Optional<RtpSink> interleaved(String wanted, OutputStream out) {
        Matcher channel = INTERLEAVED.matcher(wanted);
        int number = channel.find() ? Integer.parseInt(channel.group(1)) : 0;
        return number > 254 ? Optional.empty() : Optional.of(new RtpSink.Interleaved(out, lock, number));
    }

    private Optional<RtpSink> udp(String wanted) throws IOException {
        Matcher port = CLIENT_PORT.matcher(wanted);
        if (!wanted.startsWith("RTP/AVP") || wanted.contains("multicast") || !port.find()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(port.group(1));
        if (number < 1024 || number > 65_534) {
            return Optional.empty();
        }
        InetAddress local = socket.getLocalAddress();
        var to = new InetSocketAddress(socket.getInetAddress(), number);
        return Optional.of(new RtpSink.Udp(new DatagramSocket(0, local), new DatagramSocket(0, local), to));
    }

    private Answer play(RtspRequest request) {
        if (!known(request)) {
            return noSession();
        }
        if (player.isPresent()) {
            return Answer.ok(sessionHeader());
        }
        var stream = new RtpStream(clip.orElseThrow(), random.nextInt(), random.nextInt(), random.nextInt());
        player = Optional.of(new RtpPlayer(stream, sink.orElseThrow(), clock));
        return Answer.ok(sessionHeader() + "Range: npt=now-\r\nRTP-Info: url="
                + request.uri().replaceAll("/+$", "") + "/track0;seq=" + stream.nextSequence() + ";rtptime="
                + Integer.toUnsignedString(stream.nextTimestamp()) + "\r\n");
    }

    private Answer teardown(RtspRequest request) {
        if (!known(request)) {
            return noSession();
        }
        player.ifPresent(RtpPlayer::stop);
        return Answer.ok(sessionHeader());
    }

    private boolean known(RtspRequest request) {
        String shown =
                request.header("Session").orElse("").replaceFirst(";.*", "").strip();
        return sink.isPresent() && shown.equals(session);
    }

    private String sessionHeader() {
        return "Session: " + session + "\r\n";
    }

    private static Answer noSession() {
        return Answer.of(454, "Session Not Found");
    }

    private void close() throws IOException {
        if (sink.isPresent()) {
            sink.get().close();
            sink = Optional.empty();
        }
    }

    private void stop() throws IOException {
        socket.close();
        player.ifPresent(RtpPlayer::stop);
        close();
    }
}
