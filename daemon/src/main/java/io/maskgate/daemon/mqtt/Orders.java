package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.metrics.GatewayMetrics;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Carries out what the broker asked for: one order after the other, on a thread of its own, and never many at a time. */
final class Orders implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Orders.class.getName());
    private static final int QUEUED = 32;
    private static final Duration LOG_AGAIN = Duration.ofHours(1);

    private final CommandHandler handler;
    private final GatewayMetrics metrics;
    private final LongSupplier nanoTime;
    private final Map<Ignored, Long> logged = new EnumMap<>(Ignored.class);
    private final ThreadPoolExecutor worker;

    /** Why something is not carried out. */
    enum Ignored {
        RETAINED,
        TOPIC,
        PAYLOAD,
        CAMERA,
        FLOOD,
        FAILED
    }

    /** @param nanoTime a clock that nobody sets */
    Orders(CommandHandler handler, GatewayMetrics metrics, LongSupplier nanoTime) {
        this.handler = handler;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        worker = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUED),
                Thread.ofVirtual().name("mqtt-command").factory());
        worker.allowCoreThreadTimeOut(true);
    }

    /** Returns at once. */
    void enqueue(String camera, boolean enabled) {
        try {
            worker.execute(() -> obey(camera, enabled));
        } catch (RejectedExecutionException _) {
            ignore(Ignored.FLOOD);
        }
    }

    private void obey(String camera, boolean enabled) {
        try {
            if (handler.setEnabled(camera, enabled)) {
                metrics.mqttCommands.labelValues("accepted").inc();
            } else {
                ignore(Ignored.CAMERA);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            // A camera that is switched on needs a thread, for which there may be no memory.
            LOG.log(Level.ERROR, "A command failed", e);
            ignore(Ignored.FAILED);
        }
    }

    /** Says nothing of the content: it comes from outside and may be anything. */
    void ignore(Ignored why) {
        metrics.mqttCommands.labelValues("ignored").inc();
        long now = nanoTime.getAsLong();
        synchronized (logged) {
            var last = logged.get(why);
            if (last != null && now - last < LOG_AGAIN.toNanos()) {
                return;
            }
            logged.put(why, now);
        }
        LOG.log(
                Level.WARNING,
                "A command from the broker is ignored ({0}); the like are only counted for the next hour.",
                why.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
