package io.maskgate.hw.video;

import static io.maskgate.hw.video.VideoException.Reason.CLOSED;
import static io.maskgate.hw.video.VideoException.Reason.NOT_A_STREAM;
import static io.maskgate.hw.video.VideoException.Reason.TIMEOUT;
import static io.maskgate.hw.video.VideoException.Reason.UNREACHABLE;
import static io.maskgate.hw.video.VideoException.Reason.UNTRUSTED;
import static io.maskgate.hw.video.VideoException.Reason.UNVERIFIABLE;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Connections of our own to a camera; where they have TLS, its certificate is judged before anything is sent. */
final class CameraDialer {
    private final VideoSpec spec;
    private final SSLContext context;

    /** @throws VideoException UNVERIFIABLE where there is nothing to judge by */
    CameraDialer(VideoSpec spec) throws VideoException {
        this.spec = spec;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {CertificateJudge.of(spec.trust())}, null);
        } catch (CertificateException e) {
            throw Failures.of(UNVERIFIABLE, spec, String.valueOf(e.getMessage()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /**
     * One more connection.
     *
     * @param limit by when there is one, or none
     * @throws VideoException UNTRUSTED where the certificate is another than the one trusted
     */
    Socket dial(Duration limit, Cancellation cancellation) throws VideoException {
        var attempt = new Attempt(limit);
        Thread.ofVirtual().name("dial").start(attempt::run);
        boolean done = false;
        try {
            CompletableFuture.anyOf(attempt.dialled, cancellation.future()).get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (cancellation.cancelled()) {
                throw Failures.of(CLOSED, spec, "closed by us");
            }
            done = true;
            return attempt.dialled.join();
        } catch (ExecutionException e) {
            throw refusal(attempt.connected, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw Failures.of(TIMEOUT, spec, "no TLS connection within " + Failures.seconds(spec.connectTimeout()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.of(CLOSED, spec, "closed by us");
        } finally {
            if (!done) {
                attempt.giveUp();
            }
        }
    }

    private VideoException refusal(boolean connected, Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof CertificateException) {
                return Failures.of(UNTRUSTED, spec, String.valueOf(at.getMessage()));
            }
        }
        String said = " (" + cause.getMessage() + ")";
        return switch (cause) {
            case SocketTimeoutException _ ->
                Failures.of(TIMEOUT, spec, "no answer within " + Failures.seconds(spec.connectTimeout()));
            case ConnectException _ -> Failures.of(UNREACHABLE, spec, "nobody listens there" + said);
            case SSLException _ -> Failures.of(NOT_A_STREAM, spec, Failures.noTls(spec.url()) + said);
            case SocketException _ when connected -> Failures.of(NOT_A_STREAM, spec, Failures.noTls(spec.url()) + said);
            default -> Failures.of(UNREACHABLE, spec, "host not reachable" + said);
        };
    }

    /** To one address of the camera's name after the other. */
    private final class Attempt {
        private final CompletableFuture<Socket> dialled = new CompletableFuture<>();
        private final Duration limit;
        private volatile @Nullable Socket socket;
        private volatile boolean connected;
        private volatile boolean givenUp;

        Attempt(Duration limit) {
            this.limit = limit;
        }

        void run() {
            try {
                var raw = connect();
                raw.setTcpNoDelay(true);
                dialled.complete(spec.url().isTls() ? handshake(raw) : raw);
            } catch (IOException | RuntimeException e) {
                dialled.completeExceptionally(e);
                giveUp();
            }
        }

        private Socket connect() throws IOException {
            var addresses = InetAddress.getAllByName(spec.url().host());
            long millis = Math.clamp(limit.toMillis() / addresses.length, 1, Integer.MAX_VALUE);
            var last = new IOException("no address");
            for (var address : addresses) {
                var next = new Polite();
                socket = next;
                if (givenUp) {
                    break;
                }
                try {
                    next.connect(new InetSocketAddress(address, spec.url().port()), (int) millis);
                    connected = true;
                    return next;
                } catch (IOException e) {
                    last = e;
                    next.close();
                }
            }
            throw last;
        }

        private SSLSocket handshake(Socket raw) throws IOException {
            var url = spec.url();
            var tls = (SSLSocket) context.getSocketFactory().createSocket(raw, url.host(), url.port(), true);
            var parameters = tls.getSSLParameters();
            parameters.setCipherSuites(cheapestFirst(parameters.getCipherSuites()));
            if (spec.trust() instanceof Trust.Authority) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return tls;
        }

        /** The service's Java compiles without the processor's AES, of which it makes a quarter of what it does of ChaCha20. */
        private static String[] cheapestFirst(String[] suites) {
            return Arrays.stream(suites)
                    .sorted(Comparator.comparing(suite -> !suite.contains("CHACHA20")))
                    .toArray(String[]::new);
        }

        /** Ends it wherever it stands. */
        void giveUp() {
            givenUp = true;
            var open = socket;
            if (open != null) {
                TlsTunnel.close(open);
            }
        }
    }

    private static final class Polite extends Socket {
        /** How long TLS waits for its turn to say good-bye; the kernel is not told, whose wait would hold a carrier. */
        @Override
        public int getSoLinger() {
            return 1;
        }
    }
}
