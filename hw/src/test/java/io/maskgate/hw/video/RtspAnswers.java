package io.maskgate.hw.video;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers each request of each connection by what {@code script} says to its first line and headers. */
final class RtspAnswers implements AutoCloseable {
    private final ServerSocket server;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    interface Script {
        String answer(String request);
    }

    RtspAnswers(Script script) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    /** Behind a socket that may have TLS. */
    RtspAnswers(ServerSocket server, Script script) {
        this.server = server;
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (var socket = server.accept()) {
                    var in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                    var head = new ArrayList<String>();
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                        head.add(line);
                        if (line.isEmpty()) {
                            requests.add(head.getFirst());
                            String answer = script.answer(String.join("\n", head));
                            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                            head.clear();
                        }
                    }
                } catch (IOException _) {
                    // Hung up; the next one may call.
                    continue;
                }
            }
        });
    }

    String url() {
        return "rtsp://127.0.0.1:" + server.getLocalPort() + "/x";
    }

    List<String> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
