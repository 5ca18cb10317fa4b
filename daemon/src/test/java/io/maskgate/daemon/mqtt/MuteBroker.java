package io.maskgate.daemon.mqtt;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A broker of MQTT 3.1.1 that takes whatever is said at most once, and answers all but the subscriptions to one filter. */
final class MuteBroker implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private volatile String mute;

    MuteBroker(String filter) throws IOException {
        mute = filter;
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    var socket = server.accept();
                    Thread.startVirtualThread(() -> serve(socket));
                }
            } catch (IOException _) {
                // The test is over.
            }
        });
    }

    String url() {
        return "mqtt://127.0.0.1:" + server.getLocalPort();
    }

    void answerAll() {
        mute = "";
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            while (true) {
                int type = in.readUnsignedByte() >> 4;
                var body = in.readNBytes(length(in));
                socket.getOutputStream().write(answer(type, body));
            }
        } catch (IOException _) {
            // It is gone.
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int part = in.readUnsignedByte();
            length |= (part & 0x7F) << shift;
            if (part < 0x80) {
                return length;
            }
        }
    }

    private byte[] answer(int type, byte[] body) {
        return switch (type) {
            case 1 -> new byte[] {0x20, 2, 0, 0};
            case 8 -> {
                int length = ByteBuffer.wrap(body).getShort(2);
                var filter = new String(body, 4, length, StandardCharsets.UTF_8);
                yield filter.equals(mute) ? new byte[0] : new byte[] {(byte) 0x90, 3, body[0], body[1], 1};
            }
            case 12 -> new byte[] {(byte) 0xD0, 0};
            default -> new byte[0];
        };
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
