package io.maskgate.tests.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback interface that nobody listened at a moment ago. They lie below the range the kernel gives to
 * outgoing connections and to port 0, so that neither takes one before it is used, and none is drawn twice.
 */
public final class FreePort {
    private static final int FIRST = 20_000;
    private static final int EPHEMERAL = 32_768;
    private static final int DRAWS = 100;

    /** Two ports of one gateway are drawn before it listens to either. */
    private static final Set<Integer> DRAWN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    public static int find() {
        for (int i = 0; i < DRAWS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, EPHEMERAL);
            if (!DRAWN.add(port)) {
                continue;
            }
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException _) {
                // Taken: draw another.
            }
        }
        throw new IllegalStateException("no free port in " + DRAWS + " draws");
    }
}
