package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.metrics.GatewayMetrics;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Carries out what the broker asked for: one order after the other, on a thread of its own. A scene or a schedule switches
 * all cameras of a site at once, faster than they are switched: what waits is one wish for each camera, the latest.
 */
final class Orders implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Orders.class.getName());
    /** As many cameras as a configuration may have. */
    private static final int WISHES = 256;

    private static final Duration LOG_AGAIN = Duration.ofHours(1);

    private final CommandHandler handler;
    private final GatewayMetrics metrics;
    private final LongSupplier nanoTime;
    private final Map<Ignored, Long> logged = new EnumMap<>(Ignored.class);
    /** By camera, in the order in which the cameras were first asked for; its own lock. */
    private final LinkedHashMap<String, Wish> wishes = new LinkedHashMap<>();

    private final ThreadPoolExecutor worker;

    /**
     * What a camera shall be.
     *
     * @param anew on, after an off that has not been carried out: who switches a camera off and on wants it tried at once
     * @param commands how many asked for it or for what it took the place of
     */
    private record Wish(boolean enabled, boolean anew, int commands) {
        Wish then(boolean next) {
            return new Wish(next, next && (anew || !enabled), commands + 1);
        }
    }

    /** Why something is not carried out. */
    enum Ignored {
        RETAINED,
        TOPIC,
        PAYLOAD,
        CAMERA,
        FLOOD,
        CLOSED,
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
                new LinkedBlockingQueue<>(),
                Thread.ofVirtual().name("mqtt-command").factory());
        worker.allowCoreThreadTimeOut(true);
    }

    /** Returns at once. */
    void enqueue(String camera, boolean enabled) {
        try {
            if (!wish(camera, enabled)) {
                ignore(Ignored.FLOOD);
            }
        } catch (RejectedExecutionException _) {
            ignore(Ignored.CLOSED);
        }
    }

    /** Whether there is room for it. */
    private boolean wish(String camera, boolean enabled) {
        synchronized (wishes) {
            var before = wishes.get(camera);
            if (before == null) {
                if (wishes.size() >= WISHES) {
                    return false;
                }
                worker.execute(this::obeyNext);
            }
            // In its old place, so that a camera that is switched without end has its turn all the same.
            wishes.put(camera, before == null ? new Wish(enabled, false, 1) : before.then(enabled));
            return true;
        }
    }

    private void obeyNext() {
        Map.Entry<String, Wish> next;
        synchronized (wishes) {
            next = wishes.pollFirstEntry();
        }
        if (next != null) {
            obey(next.getKey(), next.getValue());
        }
    }

    private void obey(String camera, Wish wish) {
        try {
            if (wish.anew) {
                handler.setEnabled(camera, false);
            }
            if (handler.setEnabled(camera, wish.enabled)) {
                metrics.mqttCommands.labelValues("accepted").inc(wish.commands);
            } else {
                ignore(Ignored.CAMERA, wish.commands);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            // A camera that is switched on needs a thread, for which there may be no memory.
            LOG.log(Level.ERROR, "A command failed", e);
            ignore(Ignored.FAILED, wish.commands);
        }
    }

    /** Says nothing of the content: it comes from outside and may be anything. */
    void ignore(Ignored why) {
        ignore(why, 1);
    }

    private void ignore(Ignored why, int commands) {
        metrics.mqttCommands.labelValues("ignored").inc(commands);
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
