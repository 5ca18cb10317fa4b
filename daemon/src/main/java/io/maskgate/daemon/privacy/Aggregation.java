package io.maskgate.daemon.privacy;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.PrivacyKeys;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Counts passages and hands them out once an interval, never for a shorter time than that: neither a restart nor a clock
 * that is put forward cuts an interval short. What is counted survives a restart. Thread-safe.
 */
public final class Aggregation implements CameraListener {
    private static final int RECENT = 72;

    private final String gateway;
    private final Duration length;
    private final int k;
    private final AggregationFile file;
    private final Consumer<Aggregate> out;
    private final Supplier<UUID> ids;
    private final Clock wall;
    private final LongSupplier nanoTime;
    private final Set<String> cameras = new TreeSet<>();
    private final ArrayDeque<Aggregate> published = new ArrayDeque<>();
    private final Set<String> online = new HashSet<>();
    private Interval interval;
    /** What had passed of the interval at {@link #markNanos}. */
    private Duration passed;

    private long markNanos;
    private long tickedNanos;
    private boolean changed;

    /**
     * Goes on with what an earlier process counted.
     *
     * @param out takes what may leave; called by {@link #tick()}
     * @param nanoTime monotonic, as {@link System#nanoTime()}
     */
    public Aggregation(
            String gateway,
            PrivacyKeys.Privacy config,
            AggregationFile file,
            Consumer<Aggregate> out,
            Supplier<UUID> ids,
            Clock wall,
            LongSupplier nanoTime) {
        this.gateway = gateway;
        this.length = config.interval();
        this.k = config.k();
        this.file = file;
        this.out = out;
        this.ids = ids;
        this.wall = wall;
        this.nanoTime = nanoTime;
        var now = wall.instant();
        var kept = file.read();
        interval = kept.orElseGet(() -> Interval.begin(ids.get(), now, length));
        changed = true;
        mark(now);
        tickedNanos = markNanos;
        kept.ifPresent(earlier -> cameras.addAll(earlier.cameras().keySet()));
    }

    private void mark(Instant now) {
        markNanos = nanoTime.getAsLong();
        var since = Duration.between(interval.from(), now);
        passed = since.isNegative() ? Duration.ZERO : since;
    }

    @Override
    public synchronized void stateChanged(CameraStatus status) {
        cameras.add(status.id());
        if (status.state() == CameraState.ONLINE) {
            online.add(status.id());
        } else {
            online.remove(status.id());
        }
    }

    @Override
    public void countsChanged(String camera, FaceCounts counts) {
        // A passage is counted when it is over.
    }

    /** What passed it in this interval is still told. */
    @Override
    public synchronized void removed(String camera) {
        online.remove(camera);
        cameras.remove(camera);
    }

    @Override
    public synchronized void event(MaskEvent event) {
        event.summary().ifPresent(summary -> {
            boolean mask = summary.facemaskShare() >= summary.noFacemaskShare();
            add(event.camera(), new Passages(mask ? 1 : 0, mask ? 0 : 1, 0, 0));
        });
    }

    @Override
    public void ruled(RuleNews news) {
        // Lines, alarms and the rate of the last minutes tell of single faces.
    }

    @Override
    public synchronized void undecided(String camera, int faces) {
        add(camera, new Passages(0, 0, faces, 0));
    }

    private void add(String camera, Passages more) {
        interval = interval.plus(camera, more);
        changed = true;
    }

    private void remember(Aggregate aggregate) {
        if (published.size() == RECENT) {
            published.removeFirst();
        }
        published.addLast(aggregate);
    }

    /** What this process published last, oldest first: at most a day of twenty minutes each. */
    public synchronized List<Aggregate> recent() {
        return List.copyOf(published);
    }

    /** To be called each second or so: ends the interval when it is over, and keeps what was counted on disk. */
    public synchronized void tick() {
        long nanos = nanoTime.getAsLong();
        long since = (nanos - tickedNanos) / 1_000_000;
        tickedNanos = nanos;
        online.forEach(camera -> interval = interval.plus(camera, new Passages(0, 0, 0, since)));
        var now = wall.instant();
        boolean over = !now.isBefore(interval.to()) || now.isBefore(interval.from());
        if (over && passed.plusNanos(nanos - markNanos).compareTo(length) >= 0) {
            var aggregate = aggregate();
            remember(aggregate);
            out.accept(aggregate);
            interval = interval.next(ids.get(), now, length);
            mark(now);
            changed = true;
        }
        save();
    }

    private Aggregate aggregate() {
        var all = new TreeSet<>(cameras);
        all.addAll(interval.cameras().keySet());
        return new Aggregate(
                interval.id(),
                gateway,
                interval.from(),
                interval.to(),
                k,
                all.stream()
                        .map(camera -> interval.cameras()
                                .getOrDefault(camera, Passages.NONE)
                                .row(camera, k))
                        .toList());
    }

    /** Keeps on disk what was counted so far; the interval goes on with the next process. */
    public synchronized void save() {
        if (changed && file.write(interval)) {
            changed = false;
        }
    }
}
