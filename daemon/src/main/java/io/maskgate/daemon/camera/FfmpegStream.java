package io.maskgate.daemon.camera;

import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.video.Attention;
import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.FrameTime;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.Letterboxer;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.MemoryBound;
import io.maskgate.hw.video.PictureScaler;
import io.maskgate.hw.video.Read;
import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.SourceStats;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A camera over FFmpeg. What drawing previews needs exists only while somebody watches, and a moment longer. */
final class FfmpegStream implements CameraStream {
    /** A viewer who comes back within this time finds the encoder still there. */
    private static final Duration PREVIEW_KEPT = Duration.ofSeconds(10);

    private final VideoSource source;
    private final MediaClock clock;
    private final Letterboxer letterboxer = new Letterboxer();
    private final PictureScaler copier = new PictureScaler();
    private @Nullable Preview preview;
    private long drawn;

    private FfmpegStream(VideoSource source, MediaClock clock) {
        this.source = source;
        this.clock = clock;
    }

    static CameraStream open(VideoSpec spec, MediaClock clock, Cancellation cancellation, HardwareDecoders hardware)
            throws VideoException {
        @Nullable VideoSource source = null;
        try {
            source = VideoSource.open(spec, clock, cancellation, hardware);
            return new FfmpegStream(source, clock);
        } catch (RuntimeException | Error e) {
            if (source != null) {
                source.close();
            }
            if (e instanceof OutOfMemoryError wanting) {
                throw MemoryBound.refused(spec, wanting);
            }
            throw e;
        }
    }

    @Override
    public String codec() {
        return source.codec();
    }

    @Override
    public String decoder() {
        return source.decoder();
    }

    @Override
    public SourceStats stats() {
        return source.stats();
    }

    @Override
    public void attend(Attention attention) {
        source.attend(attention);
    }

    @Override
    public void loopFilter(boolean on) {
        source.loopFilter(on);
    }

    @Override
    public Next next() {
        forgetPreview();
        return switch (source.read()) {
            case Read.Picture(DecodedFrame frame) -> new Next.Picture(new Decoded(frame));
            case Read.Skipped(Read.Loss loss, int count) -> new Next.Lost(text(loss), count);
            case Read.Passed(long nanos) -> new Next.Passed(nanos);
            case Read.Ended(var fault) -> new Next.Ended(fault);
        };
    }

    /** As the metric has it. */
    static String text(Read.Loss loss) {
        return loss.name().toLowerCase(Locale.ROOT);
    }

    private void forgetPreview() {
        var unused = preview;
        if (unused != null && clock.nanos() - drawn > PREVIEW_KEPT.toNanos()) {
            preview = null;
            unused.close();
        }
    }

    private Preview preview() {
        var drawing = preview;
        if (drawing == null) {
            MemoryBound.relieve();
            drawing = new Preview();
            preview = drawing;
        }
        drawn = clock.nanos();
        return drawing;
    }

    @Override
    public void close() {
        try (source;
                letterboxer;
                copier;
                var _ = preview) {
            preview = null;
        }
    }

    private final class Decoded implements Frame {
        private final DecodedFrame frame;

        Decoded(DecodedFrame frame) {
            this.frame = frame;
        }

        @Override
        public FrameTime time() {
            return frame.time();
        }

        @Override
        public int width() {
            return frame.width();
        }

        @Override
        public int height() {
            return frame.height();
        }

        @Override
        public int seenWidth() {
            return frame.seenWidth();
        }

        @Override
        public int seenHeight() {
            return frame.seenHeight();
        }

        @Override
        public void scaleInto(InputImage image) {
            letterboxer.scale(frame, image);
        }

        @Override
        public void copyInto(RgbPicture target) {
            copier.scaleInto(frame, target);
        }

        @Override
        public byte[] jpeg(List<TrackView> tracks) {
            return preview().draw(frame, tracks);
        }

        @Override
        public Kept keep() {
            return preview().keep(frame);
        }

        @Override
        public void close() {
            frame.close();
        }
    }
}
