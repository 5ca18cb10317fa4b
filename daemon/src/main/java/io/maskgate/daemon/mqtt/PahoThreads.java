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

    /** How long Paho may take to send a DISCONNECT; it waits all of it, since none is answered. */
    static final Duration GOODBYE = Duration.ofMillis(200);

    /** How long a connect on its way is waited for before it is cut. */
    static final Duration SETTLING = Duration.ofSeconds(1);

    final ScheduledExecutorService executor = Executors.newScheduledThreadPool(
            COUNT, Thread.ofVirtual().name("mqtt-paho-", 0).factory());

    /** A step of disposal that may fail or hang. */
    interface Step {
        void run() throws Exception;
    }

    /** Runs the steps on a thread of their own, each in spite of the others; returns whether they ended in time. */
    boolean run(Duration deadline, Step... steps) throws InterruptedException {
        var thread = Thread.ofVirtual().name("mqtt-end").start(() -> {
            for (var step : steps) {
                try {
                    step.run();
                } catch (Exception e) {
                    LOG.log(Level.DEBUG, "While ending a connection: {0}", e.toString());
                }
            }
        });
        boolean ended = thread.join(deadline);
        if (!ended) {
            thread.interrupt();
        }
        return ended;
    }

    /** Runs the steps, then ends all threads. */
    void dispose(Step... steps) {
        try {
            if (!run(DISPOSAL, steps)) {
                LOG.log(Level.WARNING, "The MQTT client does not shut down; its threads are interrupted.");
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
