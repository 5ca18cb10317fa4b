package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.metrics.GatewayMetrics;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What the broker tells the gateway to do: next to nothing, and everything else is ignored and counted. */
final class Commands implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Commands.class.getName());
    private static final int LONGEST = 16;
    private static final int QUEUED = 32;
    private static final Duration LOG_AGAIN = Duration.ofHours(1);

    private final Topics topics;
    private final CommandHandler handler;
    private final GatewayMetrics metrics;
    private final Clock clock;
    private final Map<Ignored, Instant> logged = new EnumMap<>(Ignored.class);
    private final ThreadPoolExecutor worker;

    private enum Ignored {
        RETAINED,
        TOPIC,
        PAYLOAD,
        CAMERA,
        FLOOD,
        FAILED
    }

    Commands(Topics topics, CommandHandler handler, GatewayMetrics metrics, Clock clock) {
        this.topics = topics;
        this.handler = handler;
        this.metrics = metrics;
        this.clock = clock;
        worker = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUED),
                Thread.ofVirtual().name("mqtt-command").factory());
        worker.allowCoreThreadTimeOut(true);
    }

    /** Returns at once; the handler runs on another thread. */
    void arrived(String topic, byte[] payload, boolean retained) {
        // A retained command would be obeyed again at every reconnect, long after it was meant.
        if (retained) {
            ignore(Ignored.RETAINED);
            return;
        }
        var camera = topics.commandedCamera(topic);
        if (camera.isEmpty()) {
            ignore(Ignored.TOPIC);
            return;
        }
        var word = payload.length > LONGEST ? "" : new String(payload, StandardCharsets.US_ASCII);
        switch (word) {
            case "on" -> enqueue(camera.get(), true);
            case "off" -> enqueue(camera.get(), false);
            default -> ignore(Ignored.PAYLOAD);
        }
    }

    private void enqueue(String camera, boolean enabled) {
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
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A command failed", e);
            ignore(Ignored.FAILED);
        }
    }

    /** Says nothing of the content: it comes from outside and may be anything. */
    private void ignore(Ignored why) {
        metrics.mqttCommands.labelValues("ignored").inc();
        var now = clock.instant();
        synchronized (logged) {
            var last = logged.get(why);
            if (last != null && Duration.between(last, now).compareTo(LOG_AGAIN) < 0) {
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
