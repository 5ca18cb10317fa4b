package io.maskgate.daemon.camera;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.video.MediaClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The one thread that owns the detector and the trackers. Takes what the cameras left, batch by batch. A batch that fails
 * is dropped, one camera's tracker that fails loses that frame; the loop goes on.
 */
final class InferenceLoop implements Runnable {
    private static final System.Logger LOG = System.getLogger(InferenceLoop.class.getName());
    /** A batch takes milliseconds; one that takes so long never ends. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    /** Ticks that are left out where nobody is in view: rules alone wait for them then. */
    private static final int AT_REST = 3;

    private final Map<String, TrackedCamera> cameras;
    private final FrameExchange exchange;
    private final Supplier<ModelInUse> model;
    private final Supplier<Optional<SecondLook>> secondLook;
    private final CameraLimits limits;
    private final MediaClock clock;
    private final StageTimer timer;
    private final SharedWait news;
    private final DetectorLoad load;
    private final Watch watch = new Watch();
    private final Queue<Leaver> leavers = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Optional<String>> fault = new AtomicReference<>(Optional.empty());
    private volatile Optional<String> death = Optional.empty();
    private volatile boolean stopping;
    /** When the loop last came round, wherever it may hang: in the engine, in tracking, or in who is told. */
    private volatile long round = Long.MAX_VALUE;

    /** A camera that is in no list any more, and what comes after the end of its tracks. */
    private record Leaver(TrackedCamera camera, Runnable then) {}

    InferenceLoop(
            Map<String, TrackedCamera> cameras,
            FrameExchange exchange,
            Supplier<ModelInUse> model,
            Supplier<Optional<SecondLook>> secondLook,
            CameraLimits limits,
            MediaClock clock,
            StageTimer timer,
            SharedWait news) {
        this.cameras = cameras;
        this.exchange = exchange;
        this.model = model;
        this.secondLook = secondLook;
        this.limits = limits;
        this.clock = clock;
        this.timer = timer;
        this.news = news;
        this.load = new DetectorLoad(clock.nanos(), () -> model.get().standsIn());
    }

    /** Ends the loop; the open tracks' end events come before the thread ends. */
    void stop() {
        stopping = true;
        exchange.close();
    }

    /**
     * Ends the tracks of a camera as soon as the thread comes round, before it does anything for one that came into its place
     * afterwards; from any thread.
     *
     * @param camera has been asked to end
     */
    void endLater(TrackedCamera camera, Runnable then) {
        leavers.add(new Leaver(camera, then));
    }

    private void endLeavers() {
        for (var leaver = leavers.poll(); leaver != null; leaver = leavers.poll()) {
            var then = leaver.then;
            attempt(leaver.camera, camera -> {
                try {
                    camera.endIfAsked(clock.nanos());
                } finally {
                    then.run();
                }
                return true;
            });
        }
    }

    /** Why the last batch failed; empty when it did not. */
    Optional<String> fault() {
        return fault.get();
    }

    /** What to know of a detector that is slower than the cameras; empty while it keeps up. */
    Optional<String> overload() {
        return load.trouble();
    }

    /** Why there will be no more inference in this process; empty while there is. */
    Optional<String> fatal() {
        if (death.isPresent()) {
            return death;
        }
        long now = clock.nanos();
        long grace = limits.grace().toNanos();
        if (watch.overdue(now, grace)) {
            return Optional.of("the inference thread is stuck in a native call");
        }
        long last = round;
        return last != Long.MAX_VALUE && now - last > DEADLINE.toNanos() + grace
                ? Optional.of("the inference thread does not come round")
                : Optional.empty();
    }

    @Override
    public void run() {
        try {
            loop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable t) {
            death = Optional.of("the inference thread died: " + t.getClass().getSimpleName());
            LOG.log(System.Logger.Level.ERROR, "the inference thread dies, the process must be restarted", t);
        } finally {
            round = Long.MAX_VALUE;
            try {
                endLeavers();
                eachCamera(TrackedCamera::finish);
            } finally {
                news.settle();
            }
        }
    }

    private void loop() throws InterruptedException {
        long ticked = clock.nanos();
        while (!stopping) {
            round = clock.nanos();
            // What is taken no newer frame replaces any more: no more than the engine looks at together.
            int most = Math.min(limits.batch(), Math.max(1, model.get().batch()));
            var frames = exchange.take(most, tick());
            long waited = clock.nanos() - round;
            if (!frames.isEmpty()) {
                process(frames);
            }
            endLeavers();
            long now = clock.nanos();
            if (now - ticked >= tick().toNanos()) {
                ticked = now;
                eachCamera(camera -> camera.tick(now));
            }
            long seen = clock.nanos();
            news.settle(exchange.isEmpty());
            long told = clock.nanos();
            load.round(told, waited, told - seen, frames.size(), exchange.missed());
        }
    }

    private Duration tick() {
        boolean rest = cameras.values().stream().allMatch(TrackedCamera::isAtRest);
        return rest ? limits.tick().multipliedBy(1 + AT_REST) : limits.tick();
    }

    private void process(List<PendingFrame> frames) {
        try {
            // Where one model takes another's place, frames of both wait for a moment.
            var shown = frames.stream().filter(frame -> !passedOver(frame)).toList();
            for (int from = 0, to; from < shown.size(); from = to) {
                // Where pictures take long, neither a reload nor the stop has time for all of them.
                eachCamera(camera -> camera.endIfAsked(clock.nanos()));
                if (stopping) {
                    break;
                }
                var model = shown.get(from).model();
                to = from + 1;
                // What the engine takes one after the other is told one after the other too.
                int most = Math.max(1, model.batch());
                while (to < shown.size() && to - from < most && shown.get(to).model() == model) {
                    to++;
                }
                process(model, shown.subList(from, to));
            }
        } finally {
            frames.forEach(PendingFrame::close);
        }
    }

    /** Another model that is being compared wants to see what this one sees: then nothing is passed over. */
    private boolean passedOver(PendingFrame frame) {
        if (!frame.wanted().getAsBoolean()) {
            return true;
        }
        if (secondLook.get().isPresent()) {
            return false;
        }
        long now = clock.nanos();
        return camera(frame)
                .filter(camera -> doneWith(camera, tracked -> tracked.passOver(frame, now)))
                .isPresent();
    }

    private void process(ModelInUse model, List<PendingFrame> frames) {
        try {
            var found = detect(model, frames);
            if (found.isEmpty()) {
                dropped(frames, "model");
                return;
            }
            try (var _ = timer.measure(StageTimer.Stage.TRACK)) {
                for (int i = 0; i < frames.size(); i++) {
                    track(frames.get(i), found.get().get(i));
                }
            }
        } catch (DetectionFailed e) {
            dropped(frames, "engine");
        }
    }

    private void dropped(List<PendingFrame> frames, String why) {
        frames.forEach(frame -> camera(frame).ifPresent(camera -> camera.dropped(why)));
    }

    /** Already told; only unwinds. */
    private static final class DetectionFailed extends Exception {
        private static final long serialVersionUID = 1L;

        DetectionFailed(Throwable cause) {
            super(cause);
        }
    }

    private Optional<List<List<Detection>>> detect(ModelInUse model, List<PendingFrame> frames) throws DetectionFailed {
        List<InputImage> images = frames.stream().map(PendingFrame::image).toList();
        double minScore = cameras.values().stream()
                .mapToDouble(TrackedCamera::minScore)
                .min()
                .orElse(0.1);
        watch.until(clock.nanos() + DEADLINE.toNanos());
        try (var _ = timer.measure(StageTimer.Stage.INFER)) {
            var found = model.find(images, (float) minScore);
            if (fault.getAndSet(Optional.empty()).isPresent()) {
                LOG.log(System.Logger.Level.INFO, "inference works again");
            }
            return found;
        } catch (RuntimeException e) {
            if (fault.getAndSet(Optional.of(String.valueOf(e.getMessage()))).isEmpty()) {
                LOG.log(System.Logger.Level.ERROR, "inference failed, frames are dropped until it works again", e);
            }
            throw new DetectionFailed(e);
        } finally {
            watch.idle();
        }
    }

    /** Nobody, where the camera was switched off or changed meanwhile: another may have its name. */
    private Optional<TrackedCamera> camera(PendingFrame frame) {
        return Optional.ofNullable(cameras.get(frame.camera()))
                .filter(_ -> frame.wanted().getAsBoolean());
    }

    private void track(PendingFrame frame, List<Detection> found) {
        secondLook
                .get()
                .ifPresent(second -> second.looked(frame.camera(), frame.time().monotonicNanos(), found));
        camera(frame).ifPresent(camera -> guarded(camera, tracked -> tracked.look(frame, found, clock.nanos())));
    }

    private void eachCamera(Consumer<TrackedCamera> work) {
        cameras.values().forEach(camera -> guarded(camera, work));
    }

    private void guarded(TrackedCamera camera, Consumer<TrackedCamera> work) {
        doneWith(camera, tracked -> {
            work.accept(tracked);
            return true;
        });
    }

    /**
     * One camera's trouble never touches another's: a fault in its tracking is told when it begins, and counted.
     *
     * @return what the work says; true after a fault too
     */
    private boolean doneWith(TrackedCamera camera, Predicate<TrackedCamera> work) {
        // The one before it has the same rules: they would not know its tracks any more.
        endLeavers();
        return attempt(camera, work);
    }

    private boolean attempt(TrackedCamera camera, Predicate<TrackedCamera> work) {
        try {
            return work.test(camera);
        } catch (RuntimeException e) {
            camera.dropped("fault");
            if (camera.isNewTrouble(clock.nanos())) {
                LOG.log(System.Logger.Level.ERROR, "camera " + camera.id() + ": tracking failed on a frame", e);
            }
            return true;
        }
    }
}
