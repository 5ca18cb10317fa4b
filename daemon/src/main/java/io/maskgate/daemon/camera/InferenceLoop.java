package io.maskgate.daemon.camera;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.video.MediaClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The one thread that owns the detector and the trackers. Takes what the cameras left, batch by batch. */
final class InferenceLoop implements Runnable {
    private static final System.Logger LOG = System.getLogger(InferenceLoop.class.getName());
    /** A batch takes milliseconds; one that takes so long never ends. */
    private static final long DEADLINE_NANOS = 30_000_000_000L;

    private final Detector detector;
    private final Map<String, TrackedCamera> cameras;
    private final FrameExchange exchange;
    private final CameraLimits limits;
    private final MediaClock clock;
    private final StageTimer timer;
    private final Watch watch = new Watch();
    private final AtomicReference<Optional<String>> fault = new AtomicReference<>(Optional.empty());
    private volatile boolean stopping;

    InferenceLoop(
            Detector detector,
            Map<String, TrackedCamera> cameras,
            FrameExchange exchange,
            CameraLimits limits,
            MediaClock clock,
            StageTimer timer) {
        this.detector = detector;
        this.cameras = cameras;
        this.exchange = exchange;
        this.limits = limits;
        this.clock = clock;
        this.timer = timer;
    }

    /** Ends the loop; the open tracks' end events come before the thread ends. */
    void stop() {
        stopping = true;
        exchange.close();
    }

    /** Why the last batch failed; empty when it did not. */
    Optional<String> fault() {
        return fault.get();
    }

    Watch watch() {
        return watch;
    }

    @Override
    public void run() {
        long ticked = clock.nanos();
        try {
            while (!stopping) {
                var frames = exchange.take(limits.batch(), limits.tick());
                if (!frames.isEmpty()) {
                    process(frames);
                }
                if (clock.nanos() - ticked >= limits.tick().toNanos()) {
                    ticked = clock.nanos();
                    long now = ticked;
                    cameras.values().forEach(camera -> camera.tick(now));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cameras.values().forEach(TrackedCamera::finish);
        }
    }

    private void process(List<PendingFrame> frames) {
        try {
            List<List<Detection>> found = detect(frames);
            try (var _ = timer.measure(StageTimer.Stage.TRACK)) {
                for (int i = 0; i < frames.size(); i++) {
                    var frame = frames.get(i);
                    var camera = cameras.get(frame.camera());
                    if (camera != null) {
                        camera.look(frame, found.get(i));
                    }
                }
            }
            if (fault.getAndSet(Optional.empty()).isPresent()) {
                LOG.log(System.Logger.Level.INFO, "inference works again");
            }
        } catch (InferenceException e) {
            if (fault.getAndSet(Optional.of(String.valueOf(e.getMessage()))).isEmpty()) {
                LOG.log(System.Logger.Level.ERROR, "inference failed, frames are dropped until it works again", e);
            }
        } finally {
            frames.forEach(PendingFrame::close);
            watch.idle();
        }
    }

    private List<List<Detection>> detect(List<PendingFrame> frames) {
        List<InputImage> images = frames.stream().map(PendingFrame::image).toList();
        double minScore = cameras.values().stream()
                .mapToDouble(TrackedCamera::minScore)
                .min()
                .orElse(0.1);
        watch.until(clock.nanos() + DEADLINE_NANOS);
        try (var _ = timer.measure(StageTimer.Stage.INFER)) {
            return detector.detect(images, (float) minScore);
        }
    }
}
