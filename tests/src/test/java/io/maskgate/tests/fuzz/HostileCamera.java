package io.maskgate.tests.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An RTSP server that answers as it is told to, whatever it is asked, and then hangs up or falls silent. */
final class HostileCamera implements AutoCloseable {
    private static final List<String> METHODS = List.of("OPTIONS", "DESCRIBE", "SETUP", "PLAY");
    private static final int PATIENCE_MILLIS = 40;

    /**
     * What is said to everybody who calls.
     *
     * @param conversation with whatever is wrong in it
     * @param silent keeps the line open when it has no more to say
     */
    record Script(Conversation conversation, boolean silent) {}

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile Script script;

    HostileCamera(Script first) throws IOException {
        script = first;
        Thread.ofVirtual().start(this::accept);
    }

    void say(Script next) {
        script = next;
    }

    String url() {
        return "rtsp://127.0.0.1:" + server.getLocalPort() + "/one";
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket, script));
            } catch (IOException _) {
                // Closed.
                return;
            }
        }
    }

    private static void serve(Socket socket, Script script) {
        try (socket) {
            socket.setSoTimeout(script.silent ? 0 : PATIENCE_MILLIS);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            var method = "";
            var number = "0";
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (method.isEmpty()) {
                    method = line.split(" ")[0];
                } else if (line.startsWith("CSeq: ")) {
                    number = line.substring("CSeq: ".length());
                } else if (line.isEmpty()) {
                    answer(socket, script.conversation, method, number);
                    if (method.equals("PLAY") && !script.silent) {
                        socket.shutdownOutput();
                    }
                    method = "";
                }
            }
        } catch (SocketTimeoutException _) {
            // Nothing more is asked: hang up.
            return;
        } catch (IOException _) {
            // The other side hung up.
            return;
        }
    }

    private static void answer(Socket socket, Conversation conversation, String method, String number)
            throws IOException {
        int part = METHODS.indexOf(method);
        if (part < 0) {
            return;
        }
        var out = socket.getOutputStream();
        out.write(Conversation.numbered(conversation.parts().get(part), number));
        if (method.equals("PLAY")) {
            out.write(conversation.parts().get(Conversation.MEDIA));
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
