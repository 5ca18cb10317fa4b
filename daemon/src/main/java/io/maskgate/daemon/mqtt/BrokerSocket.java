package io.maskgate.daemon.mqtt;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A socket to the first of the broker's addresses that can be connected to; Paho's own tries one alone. Used once: opened
 * by one thread, closed by any.
 */
final class BrokerSocket implements Closeable {
    /** How often Paho looks whether it is to go on reading. */
    private static final int LOOK_MILLIS = 1000;
    /** An address gets this part of the time at least, however many there are: a SYN may get lost. */
    private static final int PARTS = 3;

    private final Addresses addresses;
    private final Optional<SSLSocketFactory> tls;
    private final int millis;
    private volatile @Nullable Socket socket;
    private volatile boolean asking;
    private volatile boolean opened;
    private volatile boolean closed;

    /**
     * @param tls absent for none
     * @param deadline to connect, and again to agree on TLS
     */
    BrokerSocket(Addresses addresses, Optional<SSLSocketFactory> tls, Duration deadline) {
        this.addresses = addresses;
        this.tls = tls;
        millis = (int) Math.max(1000, deadline.toMillis());
    }

    void open() throws IOException {
        var plain = connected();
        var usable = tls.isPresent() ? agreed(tls.get(), plain) : plain;
        usable.setSoTimeout(LOOK_MILLIS);
        opened = true;
        // In this order: whoever closed it and saw that it was not opened can be sure that nothing is sent.
        if (closed) {
            throw new SocketException("closed while connecting");
        }
    }

    /** Whether {@link #open} came to its end, so that something may have been sent. */
    boolean isOpened() {
        return opened;
    }

    /** Whether what holds it up is the name server: it may take longer than the broker is given. */
    boolean isAsking() {
        return asking;
    }

    private List<InetAddress> ask() throws UnknownHostException {
        asking = true;
        try {
            return addresses.inOrder();
        } finally {
            asking = false;
        }
    }

    private Socket connected() throws IOException {
        var all = ask();
        if (all.size() == 1) {
            return only(all.getFirst());
        }
        var failures = new TreeMap<String, String>();
        // Less than whoever waits for the answer of the broker: it is to hear the reasons.
        int whole = millis - millis / 10;
        long end = System.nanoTime() + Duration.ofMillis(whole).toNanos();
        for (int i = 0; i < all.size(); i++) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                break;
            }
            long fair = Math.max(whole / PARTS, left / (all.size() - i));
            try {
                return connected(all.get(i), (int) Math.max(1, Math.min(left, fair)));
            } catch (IOException e) {
                if (closed || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                failures.put(all.get(i).getHostAddress(), String.valueOf(e.getMessage()));
            }
        }
        throw new UnreachedException(words(failures));
    }

    private Socket only(InetAddress address) throws IOException {
        try {
            return connected(address, millis);
        } catch (ConnectException | NoRouteToHostException e) {
            throw e;
        } catch (SocketException e) {
            if (closed || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            // Without a route, as of a box whose cable is out, Java has no exception of its own.
            throw new UnreachedException(words(Map.of(address.getHostAddress(), String.valueOf(e.getMessage()))));
        }
    }

    /** Always in the same order, so that the log need not say it again. */
    private static String words(Map<String, String> failures) {
        return failures.entrySet().stream()
                .map(each -> each.getKey() + " (" + each.getValue() + ")")
                .collect(Collectors.joining(", "));
    }

    private Socket connected(InetAddress address, int timeout) throws IOException {
        addresses.trying(address);
        var plain = new Socket();
        boolean done = false;
        socket = plain;
        try {
            if (closed) {
                throw new SocketException("closed while connecting");
            }
            plain.connect(new InetSocketAddress(address, addresses.broker().port()), timeout);
            done = true;
            return plain;
        } finally {
            if (!done) {
                plain.close();
            }
        }
    }

    /** The certificate must be for the name, whatever the address. */
    private SSLSocket agreed(SSLSocketFactory factory, Socket plain) throws IOException {
        // A name may end in a dot, so that nothing is put behind it where it is looked up: no certificate has that.
        var host = addresses.broker().host().replaceFirst("\\.$", "");
        boolean isLiteral = host.startsWith("[") || host.matches("[0-9.]+");
        var secure = (SSLSocket) factory.createSocket(
                plain, host.replaceAll("[\\[\\]]", ""), addresses.broker().port(), true);
        socket = secure;
        var parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!isLiteral) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        secure.setSSLParameters(parameters);
        secure.setSoTimeout(millis);
        secure.startHandshake();
        return secure;
    }

    InputStream input() throws IOException {
        return current().getInputStream();
    }

    OutputStream output() throws IOException {
        return current().getOutputStream();
    }

    /** What the broker showed; empty without TLS. */
    Optional<X509Certificate> certificate() throws IOException {
        return current() instanceof SSLSocket secure
                        && secure.getSession().getPeerCertificates()[0] instanceof X509Certificate shown
                ? Optional.of(shown)
                : Optional.empty();
    }

    private Socket current() throws SocketException {
        var now = socket;
        if (now == null) {
            throw new SocketException("not connected");
        }
        return now;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        var now = socket;
        if (now != null) {
            now.close();
        }
    }
}
