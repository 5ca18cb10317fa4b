package io.maskgate.hw.video;

import static io.maskgate.hw.video.VideoException.Reason.EXHAUSTED;
import static io.maskgate.hw.video.VideoException.Reason.REFUSED;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A way to a camera whose certificate was judged, for FFmpeg, whose RTSP client judges none: FFmpeg speaks in the clear to
 * a port of the loopback address, from where all goes on over TLS. Who else on this machine connects to that port reaches
 * the camera, and has still to log in there.
 */
final class TlsTunnel implements AutoCloseable {
    /** FFmpeg has one connection at a time, and a second one while it logs in. */
    private static final int MOST_WAYS = 4;

    private static final int BYTES = 16_384;
    /** For what FFmpeg said last, such as good-bye, to reach the camera. */
    private static final Duration FAREWELL = Duration.ofMillis(300);

    private static final String ELSEWHERE =
            "the camera sends on to another address, which is not followed beside tls; write that address in its url";

    private static final String UNCLEAR =
            "; what FFmpeg may read otherwise is not passed on beside tls; bring the camera's firmware up to date";

    private final VideoSpec spec;
    private final CameraDialer dialer;
    private final ServerSocket listener;
    private final AtomicReference<@Nullable Socket> first;
    private final Set<Way> ways = ConcurrentHashMap.newKeySet();
    private volatile Optional<VideoException> fault = Optional.empty();
    private volatile boolean closed;

    private TlsTunnel(VideoSpec spec, CameraDialer dialer, ServerSocket listener, Socket first) {
        this.spec = spec;
        this.dialer = dialer;
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
        var dialer = new CameraDialer(spec);
        var cancellation = interrupt.cancellation();
        var first = dialer.dial(interrupt.left(), cancellation);
        try {
            var listener = new ServerSocket(0, MOST_WAYS, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            var tunnel = new TlsTunnel(spec, dialer, listener, first);
            Thread.ofVirtual().name("tls " + spec.url().host()).start(() -> tunnel.serve(cancellation));
            return tunnel;
        } catch (IOException e) {
            close(first);
            throw Failures.of(EXHAUSTED, spec, "no port of the loopback address: " + e.getMessage());
        }
    }

    /** What FFmpeg opens in place of the camera's URL. */
    Address address() {
        return Address.through(listener.getLocalPort(), spec.url());
    }

    /** Why FFmpeg did not get on. */
    Optional<VideoException> fault() {
        return fault;
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
                    Thread.ofVirtual().name("tls requests").start(() -> way.open(cancellation));
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
        private volatile @Nullable Socket camera;

        Way(Socket local) {
            this.local = local;
        }

        /** Carries what FFmpeg says until it has ended, whose last words are its good-bye. */
        void open(Cancellation cancellation) {
            try {
                var ready = first.getAndSet(null);
                var socket = ready != null ? ready : dialer.dial(spec.connectTimeout(), cancellation);
                camera = socket;
                if (closed) {
                    return;
                }
                local.setTcpNoDelay(true);
                var judged = new JudgedAnswers(spec.url(), socket.getInputStream(), local.getOutputStream());
                Thread.ofVirtual().name("tls answers").start(() -> answers(judged));
                local.getInputStream().transferTo(judged.requests(socket.getOutputStream()));
            } catch (VideoException e) {
                fault = Optional.of(e);
            } catch (IOException _) {
                // One of the two is gone.
                return;
            } finally {
                end();
            }
        }

        /** Until the camera has ended. That FFmpeg takes no more ends nothing: its good-bye may still be on the way. */
        private void answers(JudgedAnswers judged) {
            boolean giving = false;
            try {
                var out = local.getOutputStream();
                var in = judged.look();
                byte[] some = new byte[BYTES];
                for (int n = in.read(some); n >= 0; n = in.read(some)) {
                    giving = true;
                    out.write(some, 0, n);
                    giving = false;
                }
            } catch (JudgedAnswers.Elsewhere _) {
                fault = Optional.of(Failures.of(REFUSED, spec, ELSEWHERE));
            } catch (JudgedAnswers.Unclear e) {
                fault = Optional.of(Failures.of(REFUSED, spec, "the camera gives " + e.getMessage() + UNCLEAR));
            } catch (IOException _) {
                // One of the two is gone.
                return;
            } finally {
                if (!giving) {
                    end();
                }
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

    static void close(Socket socket) {
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
