package io.maskgate.daemon.stills;

import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.camera.Picture;
import io.maskgate.daemon.camera.StreamSpecs;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.http.MainStream;
import io.maskgate.daemon.http.NativePool;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.video.Annotator;
import io.maskgate.hw.video.Attention;
import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.FaceCover;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.PictureScaler;
import io.maskgate.hw.video.Read;
import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Pictures of main streams: a connection of their own, the first key frame, faces found in this very frame. The stream of
 * the detection goes on beside it. Thread-safe.
 */
public final class MainStills implements MainStream {
    private static final System.Logger LOG = System.getLogger(MainStills.class.getName());
    private static final int QUALITY = 88;
    /** A covered picture is no larger than the preview: faces too small for the detector would be known in a larger one. */
    private static final int COVERED_WIDTH = 960;
    /** A picture with shown faces is as large as the stream. */
    private static final int SHOWN_WIDTH = 8192;
    /** As 8K has, and 100 MB while it is made: the memory is that of the detection too. */
    private static final int MOST_PIXELS = 1 << 25;
    /** Boxes the detector is hardly sure of are covered too. */
    private static final float LEAST_SCORE = 0.1f;

    /** Nobody answered, or nothing was sent; each try may take as long as the last. */
    private static final Set<VideoException.Reason> AWAY =
            Set.of(VideoException.Reason.UNREACHABLE, VideoException.Reason.TIMEOUT);

    /** What is asked for once: what ends it, and how far it has come. */
    private static final class Asking {
        final Cancellation cancellation = new Cancellation();
        /** Since when something comes, and no key frame. */
        volatile OptionalLong keyless = OptionalLong.empty();
        /** What to say where it is late. */
        volatile String late = "none came in time, as where key frames are rare or others were asked for before";
    }

    /** Finds faces in a frame; boxes in its pixels. */
    public interface Finder {
        List<Detection> find(DecodedFrame frame, float minScore) throws InterruptedException, Uploads.NoDetector;
    }

    private final Function<String, Optional<GatewayConfig.Camera>> cameras;
    private final Finder finder;
    private final double threshold;
    private final FaceCover cover;
    private final MediaClock clock;
    private final Consumer<String> counted;
    private final NativePool pool;
    private final StillTroubles troubles = new StillTroubles();
    private final Said said = new Said();
    private final Set<Cancellation> inWork = ConcurrentHashMap.newKeySet();

    /**
     * @param cameras the configuration of a camera as it is now
     * @param threshold score from which a box is drawn
     * @param counted told the outcome of each: taken, failed, late
     */
    public MainStills(
            Function<String, Optional<GatewayConfig.Camera>> cameras,
            Finder finder,
            double threshold,
            FaceCover cover,
            MediaClock clock,
            Consumer<String> counted,
            NativePool pool) {
        this.cameras = cameras;
        this.finder = finder;
        this.threshold = threshold;
        this.cover = cover;
        this.clock = clock;
        this.counted = counted;
        this.pool = pool;
    }

    @Override
    public boolean has(String camera) {
        return cameras.apply(camera)
                .filter(config -> config.detectUrl().isPresent())
                .isPresent();
    }

    @Override
    public Shot take(String camera, Faces faces) throws InterruptedException {
        var config = cameras.apply(camera);
        if (config.isEmpty()) {
            return new Failed("is gone");
        }
        var asking = new Asking();
        inWork.add(asking.cancellation);
        try {
            var shot = inTurn(config.get(), faces, asking);
            switch (shot) {
                case Taken _ -> {
                    counted.accept("taken");
                    troubles.over(camera);
                    said.over(camera);
                }
                case Late _ -> {
                    counted.accept("late");
                    // What was cancelled is late of that.
                    if (!asking.cancellation.cancelled()) {
                        say(camera, asking.late);
                    }
                }
                case Failed _ -> counted.accept("failed");
            }
            return shot;
        } finally {
            // Ends what a passed deadline left in a native call.
            asking.cancellation.cancel();
            inWork.remove(asking.cancellation);
        }
    }

    /**
     * One at a time asks a camera that has let nobody in yet: of two, both would try a wrong password. One at a time waits for
     * a camera whose last key frame did not come in time. Who waits for that waits here, on the request's thread: the pool's
     * are few, and for all cameras.
     */
    private Shot inTurn(GatewayConfig.Camera camera, Faces faces, Asking asking) throws InterruptedException {
        long came = clock.nanos();
        if (troubles.letsIn(camera) && !troubles.isKeyless(camera)) {
            return inTime(camera, asking, came, pool.call(() -> shoot(camera, faces, asking, () -> {})));
        }
        var turn = troubles.turn(camera.id());
        if (!turn.tryAcquire(pool.deadline().toNanos(), TimeUnit.NANOSECONDS)) {
            return new Late();
        }
        var held = new AtomicBoolean(true);
        Runnable asked = () -> {
            if (held.getAndSet(false)) {
                turn.release();
            }
        };
        try {
            var failed = troubles.failedSince(camera, came).or(() -> troubles.rest(camera, clock.nanos()));
            if (failed.isPresent()) {
                return new Failed(failed.get());
            }
            var left = pool.deadline().minusNanos(clock.nanos() - came);
            Runnable answered = troubles.isKeyless(camera) ? () -> {} : asked;
            return inTime(camera, asking, came, pool.call(() -> shoot(camera, faces, asking, answered), left));
        } finally {
            // Of what the pool had no thread for.
            asked.run();
        }
    }

    /** What came, if it did; a thread that waits for a key frame for so long is kept from all other cameras. */
    private Shot inTime(GatewayConfig.Camera camera, Asking asking, long came, Optional<Shot> shot) {
        long now = clock.nanos();
        var keyless = asking.keyless;
        var most = pool.deadline().dividedBy(3);
        if (shot.isEmpty() && keyless.isPresent() && now - keyless.getAsLong() >= most.toNanos()) {
            asking.late = "its key frames are more than " + most.toSeconds()
                    + " s apart; set the main stream to one every 1 to 4 s";
            troubles.keyless(camera, asking.late, came, now);
        }
        return shot.orElseGet(Late::new);
    }

    /** @param asked told when the camera has sent something, or is not to be expected to */
    private Shot shoot(GatewayConfig.Camera camera, Faces faces, Asking asking, Runnable asked)
            throws InterruptedException {
        Shot shot;
        try {
            shot = open(camera, faces, asking, asked);
        } catch (Resting e) {
            return new Failed(String.valueOf(e.getMessage()));
        }
        // What was cancelled failed of that.
        if (shot instanceof Failed(String why) && !asking.cancellation.cancelled()) {
            say(camera.id(), why);
        }
        return shot;
    }

    private void say(String camera, String why) {
        if (said.isNews(camera, why, clock.nanos())) {
            LOG.log(System.Logger.Level.INFO, "camera {0}: no picture of its main stream: {1}", camera, why);
            Predicate<String> there = id -> cameras.apply(id).isPresent();
            troubles.retain(there);
            said.retain(there);
        }
    }

    private Shot open(GatewayConfig.Camera camera, Faces faces, Asking asking, Runnable asked)
            throws InterruptedException, Resting {
        try (var source = enter(camera, asking.cancellation)) {
            source.attend(Attention.SPARSE);
            for (boolean first = true; !asking.cancellation.cancelled(); first = false) {
                var read = source.read();
                if (first) {
                    began(camera, read, asking.cancellation);
                    asking.keyless = OptionalLong.of(clock.nanos());
                    asked.run();
                }
                switch (read) {
                    case Read.Picture(DecodedFrame frame) -> {
                        asking.keyless = OptionalLong.empty();
                        try (frame) {
                            return new Taken(picture(frame, faces));
                        }
                    }
                    case Read.Ended(var fault) -> {
                        return fault.map(MainStills::failure).orElseGet(() -> new Failed("the stream ended"));
                    }
                    case Read.Skipped _, Read.Passed _ -> {}
                }
            }
            return new Late();
        } catch (VideoException e) {
            return failure(e);
        } catch (Uploads.NoDetector e) {
            return new Failed(String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            return new Failed("no memory for its picture (" + e.getMessage() + "); a smaller main stream needs less");
        } finally {
            asked.run();
        }
    }

    /** What a passed deadline ended is late, and nothing is wrong with the camera. */
    private static Shot failure(VideoException e) {
        return e.reason() == VideoException.Reason.CLOSED ? new Late() : new Failed(String.valueOf(e.getMessage()));
    }

    /** A camera that is not asked now: it refused the password lately, or did not answer. */
    private static final class Resting extends Exception {
        private static final long serialVersionUID = 1L;

        Resting(String why) {
            super(why);
        }
    }

    private VideoSource enter(GatewayConfig.Camera camera, Cancellation cancellation) throws VideoException, Resting {
        var rest = troubles.rest(camera, clock.nanos());
        if (rest.isPresent()) {
            throw new Resting(rest.get());
        }
        try {
            return VideoSource.open(bounded(StreamSpecs.main(camera)), clock, cancellation);
        } catch (VideoException e) {
            failed(camera, e, cancellation);
            throw e;
        }
    }

    /** Only who sends something has let in: a stream may be granted of which nothing comes, as by UDP from elsewhere. */
    private void began(GatewayConfig.Camera camera, Read first, Cancellation cancellation) {
        if (first instanceof Read.Ended(var fault) && fault.isPresent()) {
            failed(camera, fault.get(), cancellation);
        } else {
            troubles.asked(camera, Optional.empty(), clock.nanos());
        }
    }

    private void failed(GatewayConfig.Camera camera, VideoException e, Cancellation cancellation) {
        String why = String.valueOf(e.getMessage());
        if (e.reason() == VideoException.Reason.UNAUTHORIZED) {
            troubles.refused(camera, why, clock.nanos());
        }
        // The deadline interrupts before it cancels.
        if (e.reason() != VideoException.Reason.CLOSED && !cancellation.cancelled()) {
            troubles.asked(camera, Optional.of(why), clock.nanos());
            if (AWAY.contains(e.reason())) {
                troubles.away(camera, why, clock.nanos());
            }
        }
    }

    /**
     * A camera that does not answer, or sends nothing, is known to be away before the request's time is over, so that it is
     * left alone for a while.
     */
    private VideoSpec bounded(VideoSpec spec) {
        var most = pool.deadline().multipliedBy(2).dividedBy(3);
        var connect = Collections.min(List.of(spec.connectTimeout(), most));
        // Where nothing comes, opening has waited for it as long as it may.
        var silent =
                Collections.max(List.of(most.minus(connect), pool.deadline().dividedBy(6)));
        return spec.withTimeouts(connect, silent);
    }

    private Picture picture(DecodedFrame frame, Faces faces) throws InterruptedException, Uploads.NoDetector {
        var found = finder.find(frame, LEAST_SCORE);
        try (var scaler = new PictureScaler();
                var encoder = new JpegEncoder()) {
            var picture = scaler.scale(frame, faces == Faces.SHOWN ? SHOWN_WIDTH : COVERED_WIDTH, MOST_PIXELS);
            if (faces == Faces.COVERED) {
                found.forEach(face -> cover.cover(picture, scaled(face.box(), picture, frame)));
            }
            var sure = found.stream().filter(it -> it.score() >= threshold).toList();
            new Annotator().draw(picture, sure, frame.width(), frame.height());
            return new Picture(faces, encoder.encode(picture, QUALITY));
        }
    }

    private static Box scaled(Box box, RgbPicture picture, DecodedFrame frame) {
        float sx = (float) picture.width() / frame.width();
        float sy = (float) picture.height() / frame.height();
        return new Box(box.x0() * sx, box.y0() * sy, box.x1() * sx, box.y1() * sy);
    }

    /** Ends those in work. */
    public void close() {
        inWork.forEach(Cancellation::cancel);
        pool.close();
    }
}
