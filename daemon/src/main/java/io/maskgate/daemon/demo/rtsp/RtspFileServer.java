package io.maskgate.daemon.demo.rtsp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * An RTSP server on the loopback address that plays clips for ever in real time: {@code rtsp://127.0.0.1:PORT/NAME}, RTP
 * over TCP (interleaved) or UDP (unicast). Thread-safe.
 */
public final class RtspFileServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RtspFileServer.class.getName());
    private static final Duration CLOSE_TIME = Duration.ofSeconds(3);

    /**
     * How to serve.
     *
     * @param port 0 for any free one
     * @param maxClients further ones are refused with 503 and counted
     * @param login what clients must show, if anything
     */
    public record Settings(int port, int maxClients, Optional<Login> login) {
        public Settings {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port: expected 0 to 65535, found " + port);
            }
            if (maxClients < 1) {
                throw new IllegalArgumentException("maxClients: expected at least 1, found " + maxClients);
            }
        }

        /** Any free port, at most 16 clients, no login. */
        public static Settings open() {
            return new Settings(0, 16, Optional.empty());
        }
    }

    private final Settings settings;
    private final Map<String, H264Clip> clips;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final AtomicLong refused = new AtomicLong();

    private RtspFileServer(
            Settings settings,
            Map<String, H264Clip> clips,
            RandomGenerator random,
            InstantSource clock,
            ServerSocket server) {
        this.settings = settings;
        this.clips = Map.copyOf(clips);
        this.random = random;
        this.clock = clock;
        this.server = server;
    }

    /**
     * Starts serving clips by name.
     *
     * @param random of sessions, nonces and first sequence numbers; shared between threads
     * @throws IOException where the port is taken
     */
    public static RtspFileServer start(
            Settings settings, Map<String, H264Clip> clips, RandomGenerator random, InstantSource clock)
            throws IOException {
        var socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), settings.port()));
        } catch (IOException taken) {
            socket.close();
            throw new IOException("RTSP port " + settings.port() + " on 127.0.0.1: " + taken.getMessage(), taken);
        }
        var started = new RtspFileServer(settings, clips, random, clock, socket);
        started.threads.execute(started::accept);
        return started;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The address of a clip, without user name and password. */
    public URI address(String name) {
        return URI.create("rtsp://127.0.0.1:" + port() + "/" + name);
    }

    /** Clients connected now. */
    public int clients() {
        return clients.size();
    }

    /** Clients refused because there were too many. */
    public long refused() {
        return refused.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                if (clients.size() >= settings.maxClients()) {
                    refuse(socket);
                    continue;
                }
                clients.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException | RejectedExecutionException ended) {
                if (!server.isClosed()) {
                    LOG.log(System.Logger.Level.WARNING, "RTSP server: accepting failed: " + ended.getMessage());
                }
            }
        }
    }

    private void refuse(Socket socket) throws IOException {
        refused.incrementAndGet();
        try (socket) {
            socket.getOutputStream()
                    .write("RTSP/1.0 503 Service Unavailable\r\nCSeq: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new RtspClient(socket, clips, settings.login(), random, clock).serve();
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "RTSP server: client gone: " + gone.getMessage());
        } finally {
            clients.remove(socket);
        }
    }

    /** Ends all clients and frees the port. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : clients) {
            socket.close();
        }
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
