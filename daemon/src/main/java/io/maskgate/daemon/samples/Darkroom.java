package io.maskgate.daemon.samples;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.video.JpegEncoder;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Makes JPEGs of what was chosen and gives them to the vault, on a thread of its own. A crop waits until its track is over:
 * what the whole track says of the face is its label. Bounded in every respect; what does not fit is counted.
 */
final class Darkroom implements AutoCloseable {
    /** The share of a track's time its label must have had to be believed. */
    static final double AGREED = 0.8;

    private static final System.Logger LOG = System.getLogger(Darkroom.class.getName());
    private static final int QUALITY = 92;
    private static final int QUEUE = 24;
    private static final int WAITING = 256;
    /** A face that is in view for longer, or gone without a label, gives none. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private static final Duration SWEEP = Duration.ofSeconds(30);
    /** What is chosen and not stored by then is lost when the gateway ends. */
    static final Duration CLOSING = Duration.ofMillis(800);

    private final Vault vault;
    private final InstantSource clock;
    private final Duration closing;
    private final ArrayBlockingQueue<Task> tasks = new ArrayBlockingQueue<>(QUEUE);
    private final LongAdder dropped = new LongAdder();
    private final Map<Track, List<Developed>> waiting = new LinkedHashMap<>();
    private final Thread thread;
    private int waits;
    private volatile boolean closed;

    private record Track(String camera, String id) {}

    private record Developed(Shot.OfFace shot, byte[] jpeg) {}

    private sealed interface Task {
        record Develop(Shot shot) implements Task {}

        record Ended(Track track, Optional<MaskLabel> label) implements Task {}

        /** The thread is to look up. */
        record Wake() implements Task {}
    }

    /** @param closing how long the end waits for what was taken to be stored */
    Darkroom(Vault vault, InstantSource clock, Duration closing) {
        this.vault = vault;
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

    /** A track is over; with the label it is believed to have had. Returns at once; one too many leaves its crops without. */
    void ended(String camera, String track, Optional<MaskLabel> label) {
        tasks.offer(new Task.Ended(new Track(camera, track), label));
    }

    /** Pictures that were chosen and not developed: too many came at once, or something failed, which the log says. */
    long dropped() {
        return dropped.sum();
    }

    private void work() {
        var swept = Instant.MIN;
        try (var encoder = new JpegEncoder()) {
            while (!closed || !tasks.isEmpty()) {
                var task = tasks.poll(1, TimeUnit.SECONDS);
                if (task != null && !guarded(() -> handle(task, encoder))) {
                    dropped.increment();
                }
                var now = clock.instant();
                if (now.isAfter(swept.plus(SWEEP)) || now.isBefore(swept)) {
                    swept = now;
                    guarded(() -> sweep(now));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            guarded(() -> List.copyOf(waiting.keySet()).forEach(track -> store(track, Optional.empty())));
        }
    }

    /** Whether it was done. Want of memory, native memory too, costs a picture and not the thread that deletes on time. */
    private static boolean guarded(Runnable work) {
        try {
            work.run();
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "a picture cannot be stored", e);
            return false;
        }
    }

    private void handle(Task task, JpegEncoder encoder) {
        switch (task) {
            case Task.Wake _ -> {}
            case Task.Ended(Track track, Optional<MaskLabel> label) -> store(track, label);
            case Task.Develop(Shot.OfEvent shot) ->
                vault.keep(
                        "event",
                        shot.id(),
                        shot.at(),
                        new Stored(shot.about(), encoder.encode(shot.picture(), QUALITY)));
            case Task.Develop(Shot.OfFace shot) -> {
                while (waits >= WAITING) {
                    store(waiting.keySet().iterator().next(), Optional.empty());
                }
                waiting.computeIfAbsent(new Track(shot.camera(), shot.track()), _ -> new ArrayList<>())
                        .add(new Developed(shot, encoder.encode(shot.picture(), QUALITY)));
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
            vault.keep("sample", shot.id(), shot.at(), new Stored(shot.about(label), crop.jpeg()));
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
