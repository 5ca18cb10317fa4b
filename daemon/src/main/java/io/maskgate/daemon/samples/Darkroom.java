package io.maskgate.daemon.samples;

import io.maskgate.hw.inference.MaskLabel;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Makes JPEGs of what was chosen and gives them to the vault, on a thread of its own. A crop waits until its track is over:
 * what the whole track says of the face is its label. Bounded in every respect; what does not fit is counted.
 */
final class Darkroom implements AutoCloseable {
    /** The share of a track's time its label must have had to be believed. */
    static final double AGREED = 0.8;

    private static final System.Logger LOG = System.getLogger(Darkroom.class.getName());
    private static final int QUEUE = 24;
    private static final int WAITING = 256;
    /** A face that is in view for longer, or gone without a label, gives none. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private static final Duration SWEEP = Duration.ofSeconds(30);
    /** What is chosen and not stored by then is lost when the gateway ends. */
    static final Duration CLOSING = Duration.ofMillis(800);
    /** A picture takes milliseconds, and a slow disk's fsync seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vault vault;
    private final Developer developer;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Duration closing;
    private final ArrayBlockingQueue<Task> tasks = new ArrayBlockingQueue<>(QUEUE);
    private final LongAdder dropped = new LongAdder();
    private final Map<Track, List<Developed>> waiting = new LinkedHashMap<>();
    private final Thread thread;
    private int waits;
    private volatile boolean closed;
    /** Why what failed last time did; from any thread. */
    private final Map<Work, String> faults = new ConcurrentHashMap<>();
    /** When the work in hand began; absent while there is none. */
    private volatile OptionalLong begun = OptionalLong.empty();

    private enum Work {
        STORING,
        DELETING
    }

    private record Track(String camera, String id) {}

    private record Developed(Shot.OfFace shot, byte[] jpeg) {}

    private sealed interface Task {
        record Develop(Shot shot) implements Task {}

        record Ended(Track track, Optional<MaskLabel> label) implements Task {}

        /** The thread is to look up. */
        record Wake() implements Task {}
    }

    /**
     * @param developer this one's to close
     * @param nanoTime monotonic, as {@link System#nanoTime()}
     * @param closing how long the end waits for what was taken to be stored
     */
    Darkroom(Vault vault, Developer developer, InstantSource clock, LongSupplier nanoTime, Duration closing) {
        this.vault = vault;
        this.developer = developer;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.closing = closing;
        this.thread = Thread.ofPlatform().daemon().name("pictures").unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** Returns at once; a picture too many is dropped. */
    void take(Shot shot) {
        if (!tasks.offer(new Task.Develop(shot))) {
            dropped.increment();
        }
    }

    /** Pictures that could not be had; from any thread. */
    void lost(int pictures) {
        dropped.add(pictures);
    }

    /** Pictures that could not be had, and why; from any thread. */
    void lost(int pictures, Throwable why) {
        lost(pictures);
        failed(Work.STORING, why);
    }

    /** A track is over; with the label it is believed to have had. Returns at once; one too many leaves its crops without. */
    void ended(String camera, String track, Optional<MaskLabel> label) {
        tasks.offer(new Task.Ended(new Track(camera, track), label));
    }

    /**
     * Pictures that were chosen and not developed: too many came at once, the frame was not copied, or something
     * failed, which the log says.
     */
    long dropped() {
        return dropped.sum();
    }

    /** Why pictures are not stored, or not deleted on time, at present; from any thread. */
    Optional<String> trouble() {
        return fatal().or(() -> faults.values().stream().findFirst())
                .or(this::hangs)
                .or(developer::trouble)
                .or(vault::trouble);
    }

    /** Why the process must be restarted: where memory is wanting, telling of what failed can fail as well. */
    Optional<String> fatal() {
        return thread.getState() == Thread.State.TERMINATED && !closed
                ? Optional.of("the thread that stores and deletes pictures has ended")
                : Optional.empty();
    }

    private Optional<String> hangs() {
        var since = begun;
        long lasts = since.isPresent() ? nanoTime.getAsLong() - since.getAsLong() : 0;
        return lasts > PATIENCE.toNanos()
                ? Optional.of("storing a picture has not come to an end for "
                        + Duration.ofNanos(lasts).toSeconds() + " s, as where the disk does not answer")
                : Optional.empty();
    }

    private void work() {
        var swept = Instant.MIN;
        try (developer) {
            while (!closed || !tasks.isEmpty()) {
                var task = tasks.poll(1, TimeUnit.SECONDS);
                if (task != null && !guarded(Work.STORING, () -> handle(task))) {
                    dropped.increment();
                }
                var now = clock.instant();
                if (now.isAfter(swept.plus(SWEEP)) || now.isBefore(swept)) {
                    swept = now;
                    guarded(Work.DELETING, () -> sweep(now));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            List.copyOf(waiting.keySet()).forEach(track -> store(track, Optional.empty()));
        }
    }

    /** Whether it was done. Nothing but the end ends the thread: it deletes on time, too. */
    private boolean guarded(Work what, Runnable work) {
        begun = OptionalLong.of(nanoTime.getAsLong());
        try {
            work.run();
            return true;
        } catch (RuntimeException | Error e) {
            failed(what, e);
            return false;
        } finally {
            begun = OptionalLong.empty();
        }
    }

    private void failed(Work what, Throwable why) {
        String words = "pictures could not be " + (what == Work.STORING ? "stored" : "deleted on time");
        // Not the message: health is told to everybody.
        if (faults.put(what, words + ", the log says why: " + why.getClass().getSimpleName()) == null) {
            LOG.log(Level.ERROR, words, why);
        }
    }

    private void handle(Task task) {
        switch (task) {
            case Task.Wake _ -> {}
            case Task.Ended(Track track, Optional<MaskLabel> label) -> store(track, label);
            case Task.Develop(Shot shot) ->
                developer.jpeg(shot.picture()).ifPresentOrElse(jpeg -> keep(shot, jpeg), dropped::increment);
        }
    }

    private void keep(Shot shot, byte[] jpeg) {
        switch (shot) {
            case Shot.OfEvent event -> {
                vault.keep("event", event.id(), event.at(), new Stored(event.about(), jpeg));
                faults.remove(Work.STORING);
            }
            case Shot.OfFace face -> {
                while (waits >= WAITING) {
                    store(waiting.keySet().iterator().next(), Optional.empty());
                }
                waiting.computeIfAbsent(new Track(face.camera(), face.track()), _ -> new ArrayList<>())
                        .add(new Developed(face, jpeg));
                waits++;
            }
        }
    }

    private void store(Track track, Optional<MaskLabel> label) {
        var crops = waiting.remove(track);
        if (crops == null) {
            return;
        }
        waits -= crops.size();
        for (var crop : crops) {
            var shot = crop.shot();
            boolean done = guarded(
                    Work.STORING,
                    () -> vault.keep("sample", shot.id(), shot.at(), new Stored(shot.about(label), crop.jpeg())));
            if (done) {
                faults.remove(Work.STORING);
            } else {
                dropped.increment();
            }
        }
    }

    private void sweep(Instant now) {
        var oldest = now.minus(LONGEST);
        waiting.entrySet().stream()
                .filter(entry -> entry.getValue().getLast().shot().at().isBefore(oldest))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(track -> store(track, Optional.empty()));
        vault.sweep();
        faults.remove(Work.DELETING);
    }

    /** What was taken is stored first, as far as that is quick. */
    @Override
    public void close() {
        closed = true;
        tasks.offer(new Task.Wake());
        try {
            if (!thread.join(closing)) {
                LOG.log(Level.WARNING, "pictures that were not stored yet are lost: the disk is slow");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
