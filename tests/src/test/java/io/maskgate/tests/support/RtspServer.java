package io.maskgate.tests.support;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * GStreamer's RTSP server as a child process: cameras that loop MP4 files in real time. It can be killed, stopped and
 * started again at the same port.
 */
public final class RtspServer implements AutoCloseable {
    private final Path script;
    private final Path log;
    private final int port = FreePort.find();
    private final Optional<String> login;
    private final Map<String, List<Path>> clips = new LinkedHashMap<>();
    private Child child;

    private RtspServer(Path folder, Optional<String> login, Map<String, Path> clips) throws IOException {
        this.script = folder.resolve("server.py");
        this.log = folder.resolve("rtsp.log");
        this.login = login;
        clips.forEach((name, mp4) -> this.clips.put(name, List.of(mp4)));
        try (var in = RtspServer.class.getResourceAsStream("/rtsp/server.py")) {
            Files.write(script, in.readAllBytes());
        }
        this.child = launch();
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param clips MP4 files by the name of their stream
     */
    public static RtspServer serving(Path folder, Map<String, Path> clips) throws IOException {
        Tools.requireRtspServer();
        return new RtspServer(folder, Optional.empty(), clips);
    }

    /** As {@link #serving}, for those who know {@code user:password}. */
    public static RtspServer guarded(Path folder, String login, Map<String, Path> clips) throws IOException {
        Tools.requireRtspServer();
        return new RtspServer(folder, Optional.of(login), clips);
    }

    public int port() {
        return port;
    }

    public String url(String name) {
        return "rtsp://127.0.0.1:" + port + "/" + name;
    }

    /** The address with a login in it. */
    public String url(String name, String login) {
        return "rtsp://" + login + "@127.0.0.1:" + port + "/" + name;
    }

    /** When the clip last started from its beginning, because the first viewer came; empty before. */
    public Optional<Instant> started(String name) {
        return child.lines().stream()
                .filter(line -> line.startsWith("start " + name + " "))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .map(seconds -> Instant.ofEpochMilli(Math.round(seconds * 1000)))
                .reduce((_, last) -> last);
    }

    public void kill() {
        child.kill();
    }

    /** Starts it again after {@link #kill()}, at the same port. */
    public void restart() {
        if (child.alive()) {
            throw new IllegalStateException("expected a killed server, found a running one");
        }
        child = launch();
    }

    /**
     * Serves other files by this name from the next {@link #restart()} on. Several follow each other in one stream, as
     * when somebody sets a camera to another size.
     */
    public void load(String name, Path... mp4s) {
        clips.put(name, List.of(mp4s));
    }

    /** The server stands still with its connections open, as a camera that hangs. */
    public void freeze() {
        child.signal("STOP");
    }

    public void thaw() {
        child.signal("CONT");
    }

    /** The SDP of a stream, by a request of our own. */
    public String describe(String name) throws IOException {
        return request("DESCRIBE " + url(name) + " RTSP/1.0\r\nCSeq: 2\r\nAccept: application/sdp\r\n\r\n");
    }

    private Child launch() {
        var command = new ArrayList<>(List.of(Tools.PYTHON.toString(), script.toString(), Integer.toString(port)));
        login.ifPresent(text -> command.addAll(List.of("--login", text)));
        clips.forEach((name, files) ->
                command.add(name + "=" + files.stream().map(Path::toString).collect(Collectors.joining("+"))));
        var started = new Child("RTSP server", log, new ProcessBuilder(command));
        try {
            await("RTSP server").atMost(Duration.ofSeconds(60)).until(() -> {
                if (!started.alive()) {
                    throw new AssertionError(started.tail());
                }
                return answers();
            });
        } catch (RuntimeException | Error e) {
            started.close();
            throw e;
        }
        return started;
    }

    private boolean answers() {
        try {
            return request("OPTIONS rtsp://127.0.0.1:" + port + "/ RTSP/1.0\r\nCSeq: 1\r\n\r\n")
                    .startsWith("RTSP/1.0 ");
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }

    /** Head and body of the answer to one request. */
    private String request(String text) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            var head = in.lines().takeWhile(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
            var length = head.lines()
                    .filter(line -> line.startsWith("Content-Length: "))
                    .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
                    .findFirst();
            var body = new char[length.orElse(0)];
            for (int n = 0; n < body.length; ) {
                int got = in.read(body, n, body.length - n);
                if (got < 0) {
                    throw new IOException("the answer ended early");
                }
                n += got;
            }
            return head + "\n\n" + new String(body);
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
