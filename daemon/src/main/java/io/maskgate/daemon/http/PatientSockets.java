package io.maskgate.daemon.http;

import io.helidon.common.socket.SocketOptions;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Accepted sockets whose every read has a deadline. The server waits without one for the TLS handshake and for the first
 * bytes of a connection, so that a few clients that connect and say nothing would keep all others out for ever; and it
 * finds connections that went idle by the time of day, which may be set back.
 *
 * @param silence of a client that ends its connection
 */
record PatientSockets(SocketOptions options, Duration silence) implements SocketOptions {
    PatientSockets(Duration silence) {
        this(SocketOptions.builder().tcpNoDelay(true).build(), silence);
    }

    @Override
    public void configureSocket(SocketChannel accepted) {
        options.configureSocket(accepted);
        try {
            accepted.socket().setSoTimeout(Math.toIntExact(silence.toMillis()));
        } catch (SocketException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return options.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return options.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return options.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return options.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return options.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return options.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return options.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return options.tcpNoDelay();
    }
}
