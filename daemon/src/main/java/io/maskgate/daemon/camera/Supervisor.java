package io.maskgate.daemon.camera;

import io.maskgate.hw.video.MediaClock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Looks after the cameras' threads on one of its own, and knows when this process must be restarted. Thread-safe. */
final class Supervisor {
    private static final System.Logger LOG = System.getLogger(Supervisor.class.getName());
    /** It comes round each second; after so long it never will. */
    private static final Duration SILENT = Duration.ofSeconds(20);

    private final Supplier<Collection<Place>> places;
    private final InferenceLoop inference;
    private final MediaClock clock;
    private final CameraLimits limits;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("camera-supervisor").daemon().unstarted(this::supervise);
    /** Cameras that could not be looked after last time. */
    private final Set<String> failing = new HashSet<>();

    private volatile long round = Long.MAX_VALUE;
    /** When it last saw a camera that is online, or began. */
    private volatile long lit;

    /** @param places the cameras as they are now */
    Supervisor(Supplier<Collection<Place>> places, InferenceLoop inference, MediaClock clock, CameraLimits limits) {
        this.places = places;
        this.inference = inference;
        this.clock = clock;
        this.limits = limits;
    }

    void start() {
        round = clock.nanos();
        lit = round;
        thread.start();
    }

    /** Nothing is looked after any more. */
    void stop() {
        stopped.countDown();
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Why this process must be restarted; empty while it can go on. */
    Optional<String> fatal() {
        long now = clock.nanos();
        return inference
                .fatal()
                .or(() -> ownFault(now))
                .or(() -> places.get().stream()
                        .map(place -> place.keeper().fatal(now))
                        .flatMap(Optional::stream)
                        .findFirst())
                .or(() -> starved(now));
    }

    /**
     * FFmpeg's bindings give out no more native memory beyond their limit, which lies below the service manager's: nothing
     * else would end a process whose cameras go dark one by one. Where one is online, there are too many of them; where none
     * is for a moment only, their network starts again.
     */
    private Optional<String> starved(long now) {
        return isOneOnline() || now - lit <= limits.starvedFor().toNanos()
                ? Optional.empty()
                : places.get().stream()
                        .map(place -> place.keeper().starved(now))
                        .flatMap(Optional::stream)
                        .findFirst();
    }

    private boolean isOneOnline() {
        return places.get().stream().anyMatch(place -> place.keeper().isOnline());
    }

    private Optional<String> ownFault(long now) {
        long last = round;
        return last != Long.MAX_VALUE && !isStopped() && now - last > SILENT.toNanos()
                ? Optional.of("the thread that looks after the cameras does not come round")
                : Optional.empty();
    }

    private void supervise() {
        try {
            while (!stopped.await(limits.check().toNanos(), TimeUnit.NANOSECONDS)) {
                long now = clock.nanos();
                places.get().forEach(place -> check(place, now));
                if (isOneOnline()) {
                    lit = now;
                }
                round = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Even when no thread can be made now, the other cameras are looked after, and this one again next time. */
    private void check(Place place, long now) {
        try {
            place.keeper().check(now);
            failing.remove(place.id());
        } catch (RuntimeException | OutOfMemoryError e) {
            // Each second and for each camera it would fill the log.
            if (failing.add(place.id())) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "camera " + place.id()
                                + ": its thread cannot be looked after, which is tried again each second",
                        e);
            }
        }
    }
}
