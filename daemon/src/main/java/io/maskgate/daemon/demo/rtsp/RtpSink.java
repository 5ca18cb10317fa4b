package io.maskgate.daemon.demo.rtsp;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.concurrent.locks.Lock;

/** Where the packets of one client go. */
sealed interface RtpSink extends Closeable {
    void rtp(byte[] packet) throws IOException;

    void rtcp(byte[] packet) throws IOException;

    /** The server's half of the Transport header. */
    String transport();

    /** Between the RTSP messages on the same connection (RFC 2326, 10.12). */
    record Interleaved(OutputStream out, Lock lock, int channel) implements RtpSink {
        @Override
        public void rtp(byte[] packet) throws IOException {
            send(channel, packet);
        }

        @Override
        public void rtcp(byte[] packet) throws IOException {
            send(channel + 1, packet);
        }

        private void send(int to, byte[] packet) throws IOException {
            var frame = new byte[packet.length + 4];
            frame[0] = '$';
            frame[1] = (byte) to;
            frame[2] = (byte) (packet.length >> 8);
            frame[3] = (byte) packet.length;
            System.arraycopy(packet, 0, frame, 4, packet.length);
            lock.lock();
            try {
                out.write(frame);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public String transport() {
            return "RTP/AVP/TCP;unicast;interleaved=" + channel + "-" + (channel + 1);
        }

        @Override
        public void close() {}
    }

    /** To two UDP ports of the client. */
    record Udp(DatagramSocket media, DatagramSocket control, InetSocketAddress to) implements RtpSink {
        @Override
        public void rtp(byte[] packet) throws IOException {
            media.send(new DatagramPacket(packet, packet.length, to));
        }

        @Override
        public void rtcp(byte[] packet) throws IOException {
            control.send(new DatagramPacket(
                    packet, packet.length, new InetSocketAddress(to.getAddress(), to.getPort() + 1)));
        }

        @Override
        public String transport() {
            return "RTP/AVP;unicast;client_port=" + to.getPort() + "-" + (to.getPort() + 1) + ";server_port="
                    + media.getLocalPort() + "-" + control.getLocalPort();
        }

        @Override
        public void close() {
            media.close();
            control.close();
        }
    }
}
