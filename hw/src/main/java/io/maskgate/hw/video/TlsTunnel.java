package io.maskgate.hw.video;

import static io.maskgate.hw.video.VideoException.Reason.CLOSED;
import static io.maskgate.hw.video.VideoException.Reason.EXHAUSTED;
import static io.maskgate.hw.video.VideoException.Reason.NOT_A_STREAM;
import static io.maskgate.hw.video.VideoException.Reason.TIMEOUT;
import static io.maskgate.hw.video.VideoException.Reason.UNREACHABLE;
import static io.maskgate.hw.video.VideoException.Reason.UNTRUSTED;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A way to a camera whose certificate was judged, for FFmpeg, whose RTSP client judges none: FFmpeg speaks in the clear to
 * a port of the loopback address, from where all goes on over TLS. The certificate is judged before anything is sent. Who
 * else on this machine connects to that port reaches the camera, and has still to log in there.
 */
final class TlsTunnel implements AutoCloseable {
    /** A playlist, a segment and the next one are asked for over connections of their own. */
    private static final int MOST_WAYS = 8;
    /** For what FFmpeg said last, such as good-bye, to reach the camera. */
    private static final Duration FAREWELL = Duration.ofMillis(300);

    private final VideoSpec spec;
    private final SSLContext context;
    private final ServerSocket listener;
    private final AtomicReference<@Nullable SSLSocket> first;
    private final Set<Way> ways = ConcurrentHashMap.newKeySet();
    private volatile Optional<VideoException> fault = Optional.empty();
    private volatile boolean closed;

    private TlsTunnel(VideoSpec spec, SSLContext context, ServerSocket listener, SSLSocket first) {
        this.spec = spec;
        this.context = context;
        this.listener = listener;
        this.first = new AtomicReference<>(first);
    }

    /**
     * Connects to the camera and judges its certificate.
     *
     * @param interrupt by whose deadline that has ended
     * @throws VideoException UNTRUSTED where it is another than the one trusted
     */
    static TlsTunnel open(VideoSpec spec, Interrupt interrupt) throws VideoException {
        var context = context(spec);
        var cancellation = interrupt.cancellation();
        var first = dial(spec, context, interrupt.left(), cancellation);
        try {
            var listener = new ServerSocket(0, MOST_WAYS, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            var tunnel = new TlsTunnel(spec, context, listener, first);
            Thread.ofVirtual().name("tls " + spec.url().host()).start(() -> tunnel.serve(cancellation));
            return tunnel;
        } catch (IOException e) {
            close(first);
            throw Failures.of(EXHAUSTED, spec, "no port of the loopback address: " + e.getMessage());
        }
    }

    private static SSLContext context(VideoSpec spec) throws VideoException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {CertificateJudge.of(spec.trust())}, null);
            return context;
        } catch (CertificateException e) {
            throw Failures.of(UNTRUSTED, spec, String.valueOf(e.getMessage()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** What FFmpeg opens in place of the camera's URL. */
    Address address() {
        return Address.through(listener.getLocalPort(), spec.url());
    }

    /** Why a connection after the first did not come about. */
    Optional<VideoException> fault() {
        return fault;
    }

    private static SSLSocket dial(VideoSpec spec, SSLContext context, Duration limit, Cancellation cancellation)
            throws VideoException {
        var raw = new Socket();
        var dialled = new CompletableFuture<SSLSocket>();
        Thread.ofVirtual().name("tls dial").start(() -> {
            try {
                dialled.complete(handshake(spec, context, raw, limit));
            } catch (IOException | RuntimeException e) {
                dialled.completeExceptionally(e);
            }
        });
        boolean done = false;
        try {
            CompletableFuture.anyOf(dialled, cancellation.future()).get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (cancellation.cancelled()) {
                throw Failures.of(CLOSED, spec, "closed by us");
            }
            done = true;
            return dialled.join();
        } catch (ExecutionException e) {
            throw refusal(spec, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw Failures.of(TIMEOUT, spec, "no TLS connection within " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.of(CLOSED, spec, "closed by us");
        } finally {
            if (!done) {
                // Ends the handshake too, wherever it stands.
                close(raw);
            }
        }
    }

    private static SSLSocket handshake(VideoSpec spec, SSLContext context, Socket raw, Duration limit)
            throws IOException {
        String host = spec.url().host();
        int port = spec.url().port();
        int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, limit.toMillis()));
        raw.connect(new InetSocketAddress(host, port), millis);
        raw.setTcpNoDelay(true);
        // Closing waits no longer for what the camera does not take.
        raw.setSoLinger(true, 1);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(raw, host, port, true);
        if (spec.trust() instanceof Trust.Authority) {
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    private static VideoException refusal(VideoSpec spec, Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof CertificateException) {
                return Failures.of(UNTRUSTED, spec, String.valueOf(at.getMessage()));
            }
        }
        return switch (cause) {
            case ConnectException e -> Failures.of(UNREACHABLE, spec, "nobody listens there (" + e.getMessage() + ")");
            case SocketTimeoutException e -> Failures.of(TIMEOUT, spec, "no TLS connection: " + e.getMessage());
            case SSLException e ->
                Failures.of(NOT_A_STREAM, spec, Failures.noTls(spec.url()) + " (" + e.getMessage() + ")");
            default -> Failures.of(UNREACHABLE, spec, "host not reachable (" + cause.getMessage() + ")");
        };
    }

    private void serve(Cancellation cancellation) {
        while (!closed) {
            try {
                var local = listener.accept();
                if (ways.size() >= MOST_WAYS) {
                    close(local);
                } else {
                    var way = new Way(local);
                    ways.add(way);
                    Thread.ofVirtual().name("tls way").start(() -> way.open(cancellation));
                }
            } catch (IOException e) {
                // Closed, or no open file is left: FFmpeg sees that nobody answers.
                return;
            }
        }
    }

    /** One connection of FFmpeg with its own to the camera. */
    private final class Way {
        private final Socket local;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private volatile @Nullable SSLSocket camera;

        Way(Socket local) {
            this.local = local;
        }

        void open(Cancellation cancellation) {
            try {
                var ready = first.getAndSet(null);
                var socket = ready != null ? ready : dial(spec, context, spec.connectTimeout(), cancellation);
                camera = socket;
                if (closed) {
                    return;
                }
                local.setTcpNoDelay(true);
                Thread.ofVirtual().name("tls answers").start(() -> pump(socket, local));
                pump(local, socket);
            } catch (VideoException e) {
                fault = Optional.of(e);
            } catch (IOException _) {
                // FFmpeg is gone already.
                return;
            } finally {
                end();
            }
        }

        /** Until either side has ended, which ends both. */
        private void pump(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException _) {
                // The other side is closed below, which tells it.
                return;
            } finally {
                end();
            }
        }

        void end() {
            ways.remove(this);
            close(local);
            var socket = camera;
            if (socket != null) {
                close(socket);
            }
            ended.complete(null);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // Nothing is left to be said.
            return;
        }
    }

    /** Ends all connections, after a moment in which those that FFmpeg has ended say so to the camera. */
    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
            CompletableFuture.allOf(ways.stream().map(way -> way.ended).toArray(CompletableFuture[]::new))
                    .get(FAREWELL.toNanos(), TimeUnit.NANOSECONDS);
        } catch (IOException | ExecutionException | TimeoutException _) {
            // They are ended below.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            ways.forEach(Way::end);
            var unused = first.getAndSet(null);
            if (unused != null) {
                close(unused);
            }
        }
    }
}
