package io.maskgate.tests.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A wire between a client and a server of this machine, which can be cut, stopped, slowed and disturbed. */
public final class TcpProxy implements AutoCloseable {
    private static final int PIECE = 16 * 1024;
    /** The kernel's own buffers would hold half a minute of a camera's stream. */
    private static final int BUFFER = 4 * PIECE;

    /** What the wire is like. */
    public sealed interface Line {
        /** Bytes pass. */
        record Good() implements Line {}

        /** Connections are reset, new ones too. */
        record Cut() implements Line {}

        /** Connections stay and nothing passes; what was sent passes later, as with a pulled plug. */
        record Silent() implements Line {}

        /** Every piece of at most 16 KiB is late. */
        record Slow(Duration late) implements Line {}

        /** On the way to the client one byte in {@code each} is another. */
        record Noisy(int each, long seed) implements Line {}
    }

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Line line = new Line.Good();

    private TcpProxy(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(FreePort.find(), 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    /** Leads to a port of the loopback interface, whether somebody listens there already or not. */
    public static TcpProxy to(int port) throws IOException {
        return new TcpProxy(port);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on, for connections there are and for new ones. */
    public void become(Line next) {
        lock.lock();
        try {
            line = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (next instanceof Line.Cut) {
            sockets.forEach(this::reset);
        }
    }

    private Line line() {
        lock.lock();
        try {
            return line;
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                sockets.add(client);
                Thread.ofVirtual().name("proxy-connection").start(() -> connect(client));
            } catch (IOException _) {
                // Closed, or a visitor who left at once.
            }
        }
    }

    private void connect(Socket client) {
        var server = new Socket();
        sockets.add(server);
        try {
            pass();
            client.setSendBufferSize(BUFFER);
            server.setReceiveBufferSize(BUFFER);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2000);
            if (line() instanceof Line.Cut) {
                throw new IOException("cut");
            }
            var up = Thread.ofVirtual().name("proxy-up").start(() -> pump(client, server, false));
            pump(server, client, true);
            up.join();
        } catch (IOException _) {
            // As if nobody listened.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            reset(client);
            reset(server);
        }
    }

    private void pump(Socket from, Socket to, boolean toClient) {
        var piece = new byte[PIECE];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                if (pass() instanceof Line.Noisy(int each, long seed) && toClient) {
                    disturb(piece, n, each, new Random(seed + Arrays.hashCode(piece)));
                }
                out.write(piece, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException _) {
            reset(from);
            reset(to);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits as long as the line makes a piece wait; the line it then goes over. */
    private Line pass() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (line instanceof Line.Slow(Duration late)) {
                long left = late.toNanos();
                while (left > 0 && line instanceof Line.Slow) {
                    left = changed.awaitNanos(left);
                }
            }
            while (line instanceof Line.Silent && !listener.isClosed()) {
                // A closed proxy wakes nobody by another way.
                var _ = changed.await(1, TimeUnit.SECONDS);
            }
            if (line instanceof Line.Cut) {
                throw new IOException("cut");
            }
            return line;
        } finally {
            lock.unlock();
        }
    }

    private static void disturb(byte[] piece, int length, int each, Random random) {
        for (int i = random.nextInt(2 * each); i < length; i += 1 + random.nextInt(2 * each)) {
            piece[i] ^= (byte) (1 + random.nextInt(255));
        }
    }

    /** Ends a connection with a reset instead of a farewell. */
    private void reset(Socket socket) {
        sockets.remove(socket);
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException _) {
            // Closed already.
        }
        try {
            socket.close();
        } catch (IOException _) {
            // As good as closed.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        become(new Line.Cut());
    }
}
