package io.maskgate.daemon.camera;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How cameras leave that a changed list has no more, or in another way. One thread at a time. */
final class Departures {
    private static final System.Logger LOG = System.getLogger(Departures.class.getName());

    /** They have so long to end their threads, and the inference thread as long to end their tracks. */
    private static final Duration LEAVING = Duration.ofSeconds(2);

    private final Map<String, TrackedCamera> tracked;
    private final FrameExchange exchange;
    private final InferenceLoop inference;

    Departures(Map<String, TrackedCamera> tracked, FrameExchange exchange, InferenceLoop inference) {
        this.tracked = tracked;
        this.exchange = exchange;
        this.inference = inference;
    }

    /**
     * Ends the cameras' threads and tracks, all of them at once; their frames that still wait find nobody.
     *
     * @param removed those of them that are gone for good
     */
    void leave(List<Place> leaving, Set<String> removed) throws InterruptedException {
        for (var place : leaving) {
            place.keeper().stop();
            // One that is switched off has no trouble to tell of.
            if (place.board().status().state() != CameraState.DISABLED) {
                place.board().end(CameraState.OFFLINE, CameraBoard.CONNECTING);
            }
        }
        long until = System.nanoTime() + LEAVING.toNanos();
        for (var place : leaving) {
            place.keeper().join(left(until));
        }
        Map<String, CountDownLatch> finished = new HashMap<>();
        leaving.forEach(place -> finished.put(place.id(), place.faces().requestEnd()));
        exchange.wake();
        until = System.nanoTime() + LEAVING.toNanos();
        for (var place : leaving) {
            boolean ended = finished.get(place.id()).await(left(until).toNanos(), TimeUnit.NANOSECONDS);
            tracked.remove(place.id(), place.faces());
            Runnable then = removed.contains(place.id()) ? () -> forget(place) : () -> {};
            if (ended) {
                then.run();
            } else {
                inference.endLater(place.faces(), then);
                LOG.log(
                        System.Logger.Level.WARNING,
                        "camera {0}: the inference thread does not come round; its tracks end when it does",
                        place.id());
            }
        }
    }

    /** After its last event, which would bring its metrics back; if the list has it again by then, they are the new one's. */
    private void forget(Place place) {
        if (!tracked.containsKey(place.id())) {
            place.board().removed();
        }
    }

    /** A moment at least, so that what has ended already is seen to have. */
    static Duration left(long until) {
        return Duration.ofNanos(Math.max(1_000_000, until - System.nanoTime()));
    }
}
