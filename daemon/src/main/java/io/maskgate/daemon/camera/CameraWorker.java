package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.retry.Backoff;
import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.Letterboxer;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.Read;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One life of one camera's thread: connects, reads, hands frames over, and tries again until it is stopped. It is never
 * restarted; a new life is a new worker.
 */
final class CameraWorker implements Runnable {
    private static final System.Logger LOG = System.getLogger(CameraWorker.class.getName());

    /** What a worker needs from the room around it. */
    record Surroundings(
            CameraBoard board,
            OpenGate gate,
            FrameExchange exchange,
            InputPool pool,
            PictureTap tap,
            Supplier<List<TrackView>> tracks,
            MediaClock clock,
            StageTimer timer) {}

    private final GatewayConfig.Camera config;
    private final VideoSpec spec;
    private final Surroundings around;
    private final Backoff backoff;
    private final Duration firstWait;
    private final Duration steadyAfter;
    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Watch watch = new Watch();
    private volatile boolean abandoned;

    CameraWorker(
            GatewayConfig.Camera config,
            VideoSpec spec,
            Surroundings around,
            Backoff backoff,
            Duration firstWait,
            Duration steadyAfter) {
        this.config = config;
        this.spec = spec;
        this.around = around;
        this.backoff = backoff;
        this.firstWait = firstWait;
        this.steadyAfter = steadyAfter;
    }

    /** Asks the thread to end; from any thread. */
    void stop() {
        stop.countDown();
        cancellation.cancel();
    }

    /** From now on nothing this worker does counts: its thread is stuck in a native call and another took its place. */
    void abandon() {
        abandoned = true;
        stop();
    }

    Watch watch() {
        return watch;
    }

    @Override
    public void run() {
        try {
            boolean first = true;
            if (pause(firstWait)) {
                return;
            }
            while (!stopping()) {
                if (!first) {
                    around.board.reconnecting();
                }
                first = false;
                if (!connectAndRead()) {
                    return;
                }
                if (pause(backoff.next())) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    /** Waits; true when the worker is to stop. */
    private boolean pause(Duration time) throws InterruptedException {
        return stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** One connection from beginning to end; false when there is nothing to try again. */
    private boolean connectAndRead() throws InterruptedException {
        @Nullable VideoSource source = open();
        if (source == null) {
            return true;
        }
        try (source;
                var letterboxer = new Letterboxer();
                var preview = new Preview()) {
            return read(source, letterboxer, preview);
        } catch (RuntimeException e) {
            // The stream did something the code does not know; the camera goes on, and the log says what it was.
            LOG.log(System.Logger.Level.ERROR, "camera " + config.id() + ": internal fault, reconnecting", e);
            trouble(CameraState.OFFLINE, "internal fault: " + e);
            return true;
        } finally {
            watch.idle();
        }
    }

    private @Nullable VideoSource open() throws InterruptedException {
        if (!around.gate.enter(spec.connectTimeout().multipliedBy(4))) {
            trouble(CameraState.OFFLINE, "waiting for other cameras to connect");
            return null;
        }
        try {
            watch.until(around.clock.nanos() + spec.connectTimeout().toNanos());
            return VideoSource.open(spec, around.clock, cancellation);
        } catch (VideoException e) {
            if (!stopping()) {
                trouble(CameraState.OFFLINE, String.valueOf(e.getMessage()));
            }
            return null;
        } finally {
            watch.idle();
            around.gate.leave();
        }
    }

    private boolean read(VideoSource source, Letterboxer letterboxer, Preview preview) throws InterruptedException {
        around.board.stream(source.codec());
        var pacer = new Pacer(config.rate());
        long opened = around.clock.nanos();
        boolean steady = false;
        while (!stopping()) {
            watch.until(around.clock.nanos() + spec.readTimeout().toNanos());
            var read = source.read();
            watch.idle();
            if (abandoned) {
                return false;
            }
            switch (read) {
                case Read.Picture(DecodedFrame frame) -> {
                    try (frame) {
                        if (spec.url().isFile() && pauseUntil(frame.time().monotonicNanos())) {
                            return false;
                        }
                        around.board.decoded(frame.time(), frame.width(), frame.height());
                        around.board.enter(CameraState.ONLINE, "");
                        handOver(frame, pacer, letterboxer, preview);
                    }
                    if (!steady && around.clock.nanos() - opened > steadyAfter.toNanos()) {
                        steady = true;
                        backoff.reset();
                    }
                }
                case Read.Skipped(Read.Loss loss, int count) -> around.board.dropped(word(loss), count);
                case Read.Ended(Optional<VideoException> fault) -> {
                    return ended(fault);
                }
            }
        }
        return false;
    }

    private static String word(Read.Loss loss) {
        return loss.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether to connect again. */
    private boolean ended(Optional<VideoException> fault) {
        if (stopping()) {
            return false;
        }
        if (fault.isEmpty() && spec.url().isFile()) {
            if (!config.loop()) {
                trouble(CameraState.OFFLINE, "the file has ended");
                return false;
            }
            backoff.reset();
            return true;
        }
        boolean silent =
                fault.map(f -> f.reason() == VideoException.Reason.TIMEOUT).orElse(false);
        trouble(
                silent ? CameraState.STALLED : CameraState.OFFLINE,
                fault.map(Throwable::getMessage).orElse("the camera ended the stream"));
        return true;
    }

    private void trouble(CameraState state, String why) {
        if (!abandoned) {
            around.board.enter(state, why);
        }
    }

    /** A file has no rate of its own: its frames are due at their own time. */
    private boolean pauseUntil(long nanos) throws InterruptedException {
        long left = nanos - around.clock.nanos();
        return left > 0 && pause(Duration.ofNanos(left));
    }

    private void handOver(DecodedFrame frame, Pacer pacer, Letterboxer letterboxer, Preview preview) {
        if (pacer.due(frame.time().monotonicNanos())) {
            var image = around.pool.acquire();
            if (image.isEmpty()) {
                around.board.dropped("pool", 1);
            } else {
                try (var _ = around.timer.measure(StageTimer.Stage.SCALE)) {
                    letterboxer.scale(frame, image.get());
                } catch (RuntimeException e) {
                    image.get().close();
                    throw e;
                }
                var pending = new PendingFrame(image.get(), frame.time(), frame.width(), frame.height(), config.id());
                around.exchange.put(pending).ifPresent(older -> {
                    older.close();
                    around.board.dropped("newer", 1);
                });
            }
        }
        if (around.tap.wanted(config.id())) {
            try (var _ = around.timer.measure(StageTimer.Stage.PREVIEW)) {
                around.tap.offer(config.id(), preview.draw(frame, around.tracks.get()));
            }
        }
    }
}
