package io.maskgate.daemon.mqtt;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The threads of one Paho client. Paho never ends an executor it made itself, so each client gets one that dies with it:
 * sender, receiver, callbacks and connect occupy a thread each, pings need the fifth. They are virtual because only
 * there an interrupt gets a thread out of a socket.
 */
final class PahoThreads {
    private static final System.Logger LOG = System.getLogger(PahoThreads.class.getName());
    private static final int COUNT = 5;
    /** Paho's own shutdown may hang in a lock; nobody waits longer for it. */
    private static final Duration DISPOSAL = Duration.ofSeconds(2);

    final ScheduledExecutorService executor = Executors.newScheduledThreadPool(
            COUNT, Thread.ofVirtual().name("mqtt-paho-", 0).factory());

    /** A step of disposal that may fail or hang. */
    interface Step {
        void run() throws Exception;
    }

    /** Runs the steps on a thread of their own, each in spite of the others, then ends all threads. */
    void dispose(Step... steps) {
        var disposal = Thread.ofVirtual().name("mqtt-dispose").start(() -> {
            for (var step : steps) {
                try {
                    step.run();
                } catch (Exception e) {
                    LOG.log(Level.DEBUG, "While disposing: {0}", e.toString());
                }
            }
        });
        try {
            if (!disposal.join(DISPOSAL)) {
                LOG.log(Level.WARNING, "The MQTT client does not shut down; its threads are interrupted.");
                disposal.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            executor.shutdownNow();
        }
    }

    /** The result, the failure translated, or the failure that it is late. */
    static <T> T await(CompletableFuture<T> answer, Duration deadline, Words words, String what)
            throws WireException, InterruptedException {
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw words.late(what);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof WireException known ? known : words.of(e.getCause());
        }
    }
}
