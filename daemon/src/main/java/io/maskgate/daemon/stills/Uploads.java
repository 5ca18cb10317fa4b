package io.maskgate.daemon.stills;

import io.maskgate.daemon.http.StillDetector;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.video.Annotator;
import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.Letterboxer;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.PictureScaler;
import io.maskgate.hw.video.StillPicture;
import io.maskgate.hw.video.VideoException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Uploaded pictures, on a detector of their own that is opened with the first one and let go when none came for a while:
 * a busy page never delays a camera, and one that nobody uses costs no memory. One thread at a time.
 */
public final class Uploads implements StillDetector {
    private static final System.Logger LOG = System.getLogger(Uploads.class.getName());
    /** Without an upload for so long, the detector's memory is worth more than its quick answer. */
    public static final Duration IDLE = Duration.ofMinutes(5);

    private static final long MAX_PIXELS = 50_000_000;
    private static final int QUALITY = 85;
    private static final int MAX_WIDTH = 1600;
    /** A picture in work is left to itself after this when the gateway stops. */
    private static final Duration CLOSING = Duration.ofMillis(300);

    private final Supplier<Detector> opener;
    private final float threshold;
    private final MediaClock clock;
    private final Duration idle;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition used = lock.newCondition();
    private @Nullable Detector opened;
    private long lastUse;
    private boolean closed;
    private boolean refused;
    private volatile boolean outdated;

    /** The model that serves cannot be opened a second time; in words for whoever sent a picture. */
    public static final class NoDetector extends Exception {
        private static final long serialVersionUID = 1L;

        NoDetector(InferenceException cause) {
            // The cause names files: it is for the log.
            super(
                    "the model that serves cannot be opened for a single picture, as where its files were exchanged since;"
                            + " activate it again or restart the gateway, whose log has the cause",
                    cause);
        }
    }

    public Uploads(Supplier<Detector> opener, double threshold, MediaClock clock, Duration idle) {
        this.opener = opener;
        this.threshold = (float) threshold;
        this.clock = clock;
        this.idle = idle;
    }

    @Override
    public DetectOutcome detect(byte[] image, boolean annotate) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long start = clock.nanos();
            var size = StillPicture.size(image);
            if ((long) size.width() * size.height() > MAX_PIXELS) {
                return new TooLarge(size.width(), size.height(), MAX_PIXELS);
            }
            try (var frame = StillPicture.decode(image, MAX_PIXELS, clock)) {
                return look(frame, annotate, clock.nanos() - start);
            }
        } catch (NoDetector e) {
            return new Unavailable(String.valueOf(e.getMessage()));
        } catch (VideoException e) {
            return switch (e.reason()) {
                case TOO_LARGE -> new TooCostly(String.valueOf(e.getMessage()));
                case UNSUPPORTED, NOT_A_STREAM -> new Unsupported(String.valueOf(e.getMessage()));
                default -> new Broken(String.valueOf(e.getMessage()));
            };
        } finally {
            lastUse = clock.nanos();
            lock.unlock();
        }
    }

    /** Looks at a frame from somewhere else; boxes in pixels of the frame. */
    public List<Detection> find(DecodedFrame frame, float minScore) throws InterruptedException, NoDetector {
        lock.lockInterruptibly();
        try {
            return found(detector(), frame, minScore);
        } finally {
            lastUse = clock.nanos();
            lock.unlock();
        }
    }

    /** @param decoding what it took, in nanoseconds */
    private DetectOutcome look(DecodedFrame frame, boolean annotate, long decoding) throws NoDetector {
        // Before the clock starts: opening takes far longer than a picture, and most come after a pause.
        var detector = detector();
        long start = clock.nanos();
        var found = found(detector, frame, threshold);
        double millis = (decoding + clock.nanos() - start) / 1e6;
        Optional<byte[]> annotated = annotate ? Optional.of(annotated(frame, found)) : Optional.empty();
        return new Found(found, frame.width(), frame.height(), millis, annotated);
    }

    private static List<Detection> found(Detector detector, DecodedFrame frame, float minScore) {
        var pool = new InputPool(1, detector.model().width(), detector.model().height());
        try (var input = pool.acquire().orElseThrow();
                var letterboxer = new Letterboxer()) {
            letterboxer.scale(frame, input);
            return detector.detect(List.of(input), minScore).getFirst();
        }
    }

    private static byte[] annotated(DecodedFrame frame, List<Detection> found) {
        try (var scaler = new PictureScaler();
                var encoder = new JpegEncoder()) {
            var picture = scaler.scale(frame, MAX_WIDTH);
            new Annotator().draw(picture, found, frame.width(), frame.height());
            return encoder.encode(picture, QUALITY);
        }
    }

    private Detector detector() throws NoDetector {
        if (closed) {
            throw new IllegalStateException("the gateway stops");
        }
        if (outdated) {
            release();
        }
        var detector = opened;
        if (detector == null) {
            detector = open();
            opened = detector;
            lastUse = clock.nanos();
            Thread.ofVirtual().name("uploads-idle").start(this::letGoWhenIdle);
        }
        return detector;
    }

    private Detector open() throws NoDetector {
        try {
            var detector = opener.get();
            refused = false;
            return detector;
        } catch (InferenceException e) {
            if (!refused) {
                refused = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "no model for single pictures until it is activated again or the gateway restarted: {0}",
                        e.getMessage());
            }
            throw new NoDetector(e);
        }
    }

    /** Waits beside one opened detector until nobody has used it for long, then closes it. */
    private void letGoWhenIdle() {
        lock.lock();
        try {
            long left = idle.toNanos();
            while (!closed && left > 0) {
                used.awaitNanos(left);
                left = lastUse + idle.toNanos() - clock.nanos();
            }
            release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** The model has changed: the next picture opens the detector anew. Does not wait for one in work. */
    public void forget() {
        outdated = true;
        if (lock.tryLock()) {
            try {
                release();
            } finally {
                lock.unlock();
            }
        }
    }

    private void release() {
        outdated = false;
        var detector = opened;
        opened = null;
        if (detector != null) {
            detector.close();
        }
    }

    /** Lets go of the detector, unless a picture is in work and stays so. */
    public void close() throws InterruptedException {
        if (!lock.tryLock(CLOSING.toNanos(), TimeUnit.NANOSECONDS)) {
            return;
        }
        try {
            closed = true;
            used.signalAll();
            release();
        } finally {
            lock.unlock();
        }
    }
}
