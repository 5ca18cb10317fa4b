package io.maskgate.daemon.outbox;

import io.maskgate.daemon.config.Size;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** An outbox in a folder, with a clock the test moves. */
final class Fixture {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final String TOPIC = "maskgate/lobby/cameras/door/events";

    final GatewayMetrics metrics = new GatewayMetrics();
    final MovableClock clock = new MovableClock(NOON);
    volatile boolean clockIsRight = true;
    private final Path folder;

    Fixture(Path folder) {
        this.folder = folder;
    }

    SqliteOutbox open() throws OutboxException {
        return open(1 << 20, Duration.ofDays(7), Store::open);
    }

    SqliteOutbox open(long maxBytes, Duration maxAge, Disk.Opener opener) throws OutboxException {
        return open(new OutboxFiles(folder.toAbsolutePath()), maxBytes, maxAge, opener);
    }

    /** Where permissions are not as usual. */
    SqliteOutbox open(OutboxFiles.Permissions permissions) throws OutboxException {
        return open(new OutboxFiles(folder, permissions), 1 << 20, Duration.ofDays(7), Store::open);
    }

    private SqliteOutbox open(OutboxFiles files, long maxBytes, Duration maxAge, Disk.Opener opener)
            throws OutboxException {
        var timing =
                new SqliteOutbox.Timing(Duration.ofSeconds(1), Duration.ofMillis(50), clock::nanos, () -> clockIsRight);
        var limits = new Disk.Limits(new Size(maxBytes), maxAge);
        return SqliteOutbox.open(files, limits, clock, metrics, timing, opener);
    }

    double lost(String reason) {
        return metrics.outboxLost.labelValues(reason).get();
    }

    /** What a scrape says of the events that wait. */
    double waiting() {
        return metrics.registry.scrape("maskgate_outbox_events"::equals).stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .mapToDouble(point -> ((GaugeDataPointSnapshot) point).getValue())
                .sum();
    }

    void append(Outbox outbox, String text) {
        outbox.append(id(text), TOPIC, bytes(text), clock.instant());
    }

    static UUID id(String text) {
        return UUID.nameUUIDFromBytes(bytes(text));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static List<String> texts(Outbox outbox) {
        var texts = new ArrayList<String>();
        long after = 0;
        for (var page = outbox.next(after, 100); !page.isEmpty(); page = outbox.next(after, 100)) {
            page.forEach(message -> texts.add(new String(message.payload(), StandardCharsets.UTF_8)));
            after = page.getLast().sequence();
        }
        return texts;
    }

    static final class MovableClock extends Clock {
        private volatile Instant now;
        private final AtomicLong nanos = new AtomicLong();

        MovableClock(Instant now) {
            this.now = now;
        }

        void advance(Duration by) {
            now = now.plus(by);
            nanos.addAndGet(by.toNanos());
        }

        /** Somebody sets the time of day; no time passes. */
        void set(Instant instant) {
            now = instant;
        }

        /** By a clock that nobody sets. */
        long nanos() {
            return nanos.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
