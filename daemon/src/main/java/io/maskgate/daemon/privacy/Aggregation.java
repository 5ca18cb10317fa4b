package io.maskgate.daemon.privacy;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.config.PrivacyKeys;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.events.MaskEvent;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Counts passages and hands them out once an interval, never for a shorter time than that: neither a restart nor a clock
 * that is put forward cuts an interval short. What is counted survives a restart. Thread-safe.
 */
public final class Aggregation implements CameraListener {
    private static final System.Logger LOG = System.getLogger(Aggregation.class.getName());
    private static final int RECENT = 72;
    /** Time online is kept on disk so often; it changes each second, and flash wears out. */
    private static final Duration ONLINE_KEPT = Duration.ofMinutes(1);
    /** At the end; a disk that hangs must not hold up what else is to be stopped. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

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
    private long writtenNanos;
    /** What is on disk is older, and must not wait. */
    private boolean changed;

    private boolean onlineChanged;
    /** Over, and not yet handed out: until it is, the disk keeps it as the running one. */
    private Optional<Aggregate> ended = Optional.empty();
    /** Held at the disk and at whoever takes what may leave, where this object's monitor never is. */
    private final ReentrantLock writing = new ReentrantLock();

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
        interval = kept.map(it -> it.atLeast(length)).orElseGet(() -> Interval.begin(ids.get(), now, length));
        changed = true;
        // Of the time in which there was no process, the wall clock alone knows.
        var since = Duration.between(interval.from(), now);
        mark(since.isNegative() ? Duration.ZERO : since);
        tickedNanos = markNanos;
        writtenNanos = markNanos;
    }

    private void mark(Duration sinceBegin) {
        markNanos = nanoTime.getAsLong();
        passed = sinceBegin;
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
    public void tick() {
        writing.lock();
        try {
            pass();
            settle(false);
        } finally {
            writing.unlock();
        }
    }

    private synchronized void pass() {
        long nanos = nanoTime.getAsLong();
        long since = (nanos - tickedNanos) / 1_000_000;
        // The rest of a millisecond is of the next round: of a day of rounds it would make minutes.
        tickedNanos += since * 1_000_000;
        var now = wall.instant();
        boolean over = !now.isBefore(interval.to()) || now.isBefore(interval.from());
        var taken = passed.plusNanos(nanos - markNanos);
        if (over && ended.isEmpty() && taken.compareTo(length) >= 0) {
            var late = interval.late(taken);
            var next = interval.next(ids.get(), now, length, late);
            // What has passed since the end belongs to the next, and no more than that: the clock may have been set.
            var begun = Duration.between(next.from(), now);
            var ahead = begun.compareTo(late) < 0 ? begun : late;
            long onlineAhead = Math.min(since, ahead.toMillis());
            online(since - onlineAhead);
            var aggregate = aggregate();
            remember(aggregate);
            ended = Optional.of(aggregate);
            interval = next;
            online(onlineAhead);
            mark(ahead);
            changed = true;
        } else {
            online(since);
        }
    }

    private void online(long millis) {
        online.forEach(camera -> interval = interval.plus(camera, new Passages(0, 0, 0, millis)));
        onlineChanged |= !online.isEmpty();
    }

    /** What counts faces goes on meanwhile, however long disk and receiver take. */
    private void settle(boolean all) {
        ended().ifPresent(out);
        handedOut();
        toWrite(all).filter(file::write).ifPresent(this::written);
    }

    private synchronized Optional<Aggregate> ended() {
        return ended;
    }

    private synchronized void handedOut() {
        ended = Optional.empty();
    }

    private synchronized Optional<Interval> toWrite(boolean all) {
        boolean due = all || nanoTime.getAsLong() - writtenNanos >= ONLINE_KEPT.toNanos();
        return changed || onlineChanged && due ? Optional.of(interval) : Optional.empty();
    }

    private synchronized void written(Interval onDisk) {
        writtenNanos = nanoTime.getAsLong();
        if (interval.equals(onDisk)) {
            changed = false;
            onlineChanged = false;
        }
    }

    private Aggregate aggregate() {
        // Where the clock is put back, more time passes in an interval than it has.
        var span = Duration.between(interval.from(), interval.to());
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
                                .within(span)
                                .row(camera, k))
                        .toList());
    }

    /** Keeps on disk what was counted so far; the interval goes on with the next process. */
    public void save() throws InterruptedException {
        if (!writing.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.log(Level.WARNING, "The disk does not answer: what was counted last is not kept.");
            return;
        }
        try {
            settle(true);
        } finally {
            writing.unlock();
        }
    }
}
