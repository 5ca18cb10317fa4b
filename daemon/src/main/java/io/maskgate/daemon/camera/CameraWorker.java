package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.retry.Backoff;
import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.FaceCover;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSpec;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
    /** Closing a source takes half a second at most, says its contract. */
    private static final Duration CLOSING = Duration.ofSeconds(2);
    /** The strictest cameras lock an account after five. */
    private static final int QUICK_REFUSALS = 3;

    /**
     * What a worker needs from the room around it.
     *
     * @param phase of its looks, see {@link Pacer}
     */
    record Surroundings(
            OpenGate gate,
            FrameExchange exchange,
            Supplier<ModelInUse> model,
            Supplier<Optional<SecondLook>> secondLook,
            PictureTap tap,
            Album album,
            FrameCopies copies,
            Supplier<List<TrackView>> tracks,
            Looks looks,
            FaceCover cover,
            Watchfulness watchfulness,
            double phase,
            MediaClock clock,
            StageTimer timer,
            CameraLimits limits) {}

    /** Whether there is memory for its stream, as the latest opening has it. */
    enum Memory {
        UNKNOWN,
        THERE,
        WANTING
    }

    private enum Then {
        END,
        AGAIN,
        AGAIN_LATER
    }

    private final GatewayConfig.Camera config;
    private final VideoSpec spec;
    private final CameraStream.Opener opener;
    private final Surroundings around;
    private final CameraBoard.Pen pen;
    private final Backoff backoff;
    private final Duration firstWait;
    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Watch watch = new Watch();
    private final Handover handover;
    private volatile OpenGate.@Nullable Ticket ticket;
    private volatile boolean over;
    private volatile Memory memory = Memory.UNKNOWN;
    private volatile @Nullable Throwable death;
    private String lastFault = "";
    /** How often in a row user and password were refused. */
    private int refusals;

    /** @param firstWait before the first connection */
    CameraWorker(
            GatewayConfig.Camera config,
            VideoSpec spec,
            CameraStream.Opener opener,
            Surroundings around,
            CameraBoard.Pen pen,
            Backoff backoff,
            Duration firstWait) {
        this.config = config;
        this.spec = spec;
        this.opener = opener;
        this.around = around;
        this.pen = pen;
        this.backoff = backoff;
        this.firstWait = firstWait;
        this.handover = new Handover(config.id(), around, pen);
    }

    /** Asks the thread to end; from any thread. Its place at the gate is free from now on, even if it never ends. */
    void stop() {
        stop.countDown();
        cancellation.cancel();
        var held = ticket;
        if (held != null) {
            held.close();
        }
    }

    Watch watch() {
        return watch;
    }

    /** Its thread does not come back from a native call; see {@link CameraStream.Opener#stuck}. */
    Optional<String> stuck(Thread thread) {
        return opener.stuck(thread);
    }

    /** Whether it ended because there was nothing more to do: it was stopped, or its file is over. */
    boolean over() {
        return over;
    }

    Memory memory() {
        return memory;
    }

    /** What its thread died of, once it has ended without being over. */
    @Nullable
    Throwable death() {
        return death;
    }

    @Override
    public void run() {
        try {
            live();
            over = true;
        } catch (InterruptedException e) {
            over = true;
            Thread.currentThread().interrupt();
        } catch (Throwable t) {
            // Its keeper sees that the thread has ended, tells why, and begins another life.
            death = t;
        }
    }

    private void live() throws InterruptedException {
        if (pause(firstWait)) {
            return;
        }
        while (!stopping()) {
            var then = connectAndRead();
            if (then == Then.END) {
                return;
            }
            if (then == Then.AGAIN_LATER) {
                var wait = refusals < QUICK_REFUSALS
                        ? backoff.next()
                        : around.limits().refusedRetry();
                pen.retryIn(wait);
                if (pause(wait)) {
                    return;
                }
                pen.reconnecting();
            }
        }
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    /** Waits; true when the worker is to stop. */
    private boolean pause(Duration time) throws InterruptedException {
        return stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void within(Duration time) {
        watch.until(around.clock().nanos() + time.toNanos());
    }

    /** One connection from beginning to end. */
    private Then connectAndRead() throws InterruptedException {
        try {
            @Nullable CameraStream stream = open();
            if (stream == null) {
                return stopping() ? Then.END : Then.AGAIN_LATER;
            }
            try {
                return read(stream);
            } finally {
                within(CLOSING);
                stream.close();
            }
        } catch (RuntimeException e) {
            fault(e);
            return Then.AGAIN_LATER;
        } finally {
            watch.idle();
        }
    }

    /** The stream did something the code does not know; the camera goes on, and the log says what it was. */
    private void fault(RuntimeException e) {
        if (!e.toString().equals(lastFault)) {
            lastFault = e.toString();
            LOG.log(System.Logger.Level.ERROR, "camera " + config.id() + ": internal fault, reconnecting", e);
        }
        // Not the message: nobody knows what is in it.
        pen.enter(
                CameraState.OFFLINE,
                "internal",
                "internal fault: " + e.getClass().getSimpleName());
    }

    private @Nullable CameraStream open() throws InterruptedException {
        try (var place = around.gate().ask()) {
            ticket = place;
            // A stop between asking and keeping the ticket would not have closed it.
            if (stopping() || !place.await()) {
                return null;
            }
            within(spec.connectTimeout());
            var stream = opener.open(cancellation);
            // One that goes well proves nothing yet: a picture takes the most.
            memory = Memory.UNKNOWN;
            refusals = 0;
            return stream;
        } catch (VideoException e) {
            if (e.reason() != VideoException.Reason.EXHAUSTED) {
                memory = Memory.THERE;
            } else if (opener.isFull() || e.getCause() instanceof OutOfMemoryError) {
                // And not of files, or of one playlist that took all and gave it back. What an opening took that found
                // no more is back too.
                memory = Memory.WANTING;
            }
            // A file that may not be read locks no account.
            boolean refused = e.reason() == VideoException.Reason.UNAUTHORIZED
                    && !spec.url().isFile();
            refusals = refused ? refusals + 1 : 0;
            if (!stopping()) {
                pen.enter(CameraState.OFFLINE, cause(e), String.valueOf(e.getMessage()));
            }
            return null;
        } finally {
            watch.idle();
        }
    }

    private Then read(CameraStream stream) throws InterruptedException {
        pen.opened(stream.codec());
        try (var reading = new Reading(config, around, pen, stream)) {
            return read(reading);
        }
    }

    private Then read(Reading reading) throws InterruptedException {
        var pacer = new Pacer(config.rate(), around.phase());
        var keepingUp = new KeepingUp(config);
        long opened = around.clock().nanos();
        long pictures = 0;
        while (true) {
            within(spec.readTimeout().plus(spec.sampling().longestGap()));
            var next = reading.next();
            watch.idle();
            switch (next) {
                case CameraStream.Next.Picture(CameraStream.Frame frame) -> {
                    try (frame) {
                        // Live pictures are never early. A file's are, which has no rate of its own, and those of HLS.
                        if (stopping() || pauseUntil(frame.time().monotonicNanos())) {
                            return Then.END;
                        }
                        reading.picture(frame.width());
                        handover.give(frame, pacer);
                    }
                    keepingUp.picture();
                    pictures++;
                    if (around.clock().nanos() - opened
                            > around.limits().steadyAfter().toNanos()) {
                        backoff.reset();
                    }
                }
                case CameraStream.Next.Passed(long nanos) -> {
                    pen.passed();
                    handover.passed();
                    if (!spec.url().isRtsp() && pauseUntil(nanos)) {
                        return Then.END;
                    }
                }
                case CameraStream.Next.Lost(String reason, int count) -> {
                    pen.dropped(reason, count);
                    keepingUp.lost(reason, count);
                    handover.passed();
                }
                case CameraStream.Next.Ended(Optional<VideoException> fault) -> {
                    return stopping() ? Then.END : ended(fault, opened, pictures);
                }
            }
            if (stopping()) {
                return Then.END;
            }
        }
    }

    private static String cause(VideoException e) {
        return e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether to connect again. */
    private Then ended(Optional<VideoException> fault, long opened, long pictures) throws InterruptedException {
        if (fault.isEmpty() && spec.url().isFile()) {
            return fileEnded(opened, pictures);
        }
        boolean silent =
                fault.map(f -> f.reason() == VideoException.Reason.TIMEOUT).orElse(false);
        pen.enter(
                silent ? CameraState.STALLED : CameraState.OFFLINE,
                fault.map(CameraWorker::cause).orElse("ended"),
                fault.map(Throwable::getMessage).orElse("the camera ended the stream"));
        return Then.AGAIN_LATER;
    }

    private Then fileEnded(long opened, long pictures) throws InterruptedException {
        if (!config.loop()) {
            pen.enter(CameraState.OFFLINE, "ended", "the file has ended");
            return Then.END;
        }
        if (pictures == 0) {
            pen.enter(CameraState.OFFLINE, "no-video", "the file has no pictures");
            return Then.AGAIN_LATER;
        }
        backoff.reset();
        // A clip of a few frames is not opened over and over within a second.
        long rest =
                opened + around.limits().firstRetry().toNanos() - around.clock().nanos();
        return pauseFor(rest) ? Then.END : Then.AGAIN;
    }

    private boolean pauseUntil(long nanos) throws InterruptedException {
        return pauseFor(nanos - around.clock().nanos());
    }

    private boolean pauseFor(long nanos) throws InterruptedException {
        return nanos > 0 && pause(Duration.ofNanos(nanos));
    }
}
