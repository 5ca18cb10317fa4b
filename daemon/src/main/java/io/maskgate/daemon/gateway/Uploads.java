package io.maskgate.daemon.gateway;

import io.maskgate.daemon.http.StillDetector;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.video.Annotator;
import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.Letterboxer;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.PictureScaler;
import io.maskgate.hw.video.StillPicture;
import io.maskgate.hw.video.VideoException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Uploaded pictures, on a detector of their own that is opened with the first one: a busy page never delays a camera.
 * One thread at a time.
 */
final class Uploads implements StillDetector, AutoCloseable {
    private static final long MAX_PIXELS = 50_000_000;
    private static final int QUALITY = 85;
    private static final int MAX_WIDTH = 1600;

    private final Supplier<Detector> opener;
    private final float threshold;
    private final MediaClock clock;
    private Optional<Detector> opened = Optional.empty();

    Uploads(Supplier<Detector> opener, double threshold, MediaClock clock) {
        this.opener = opener;
        this.threshold = (float) threshold;
        this.clock = clock;
    }

    @Override
    public synchronized DetectOutcome detect(byte[] image, boolean annotate) {
        long start = clock.nanos();
        try {
            var size = StillPicture.size(image);
            if ((long) size.width() * size.height() > MAX_PIXELS) {
                return new TooLarge(size.width(), size.height(), MAX_PIXELS);
            }
            try (var frame = StillPicture.decode(image, MAX_PIXELS, clock)) {
                return look(frame, annotate, start);
            }
        } catch (VideoException e) {
            return switch (e.reason()) {
                case UNSUPPORTED, NOT_A_STREAM -> new Unsupported(String.valueOf(e.getMessage()));
                default -> new Broken(String.valueOf(e.getMessage()));
            };
        }
    }

    private DetectOutcome look(DecodedFrame frame, boolean annotate, long start) {
        var detector = detector();
        var pool = new InputPool(1, detector.model().width(), detector.model().height());
        try (var input = pool.acquire().orElseThrow();
                var letterboxer = new Letterboxer()) {
            letterboxer.scale(frame, input);
            var found = detector.detect(List.of(input), threshold).getFirst();
            double millis = (clock.nanos() - start) / 1e6;
            Optional<byte[]> annotated = annotate ? Optional.of(annotated(frame, found)) : Optional.empty();
            return new Found(found, frame.width(), frame.height(), millis, annotated);
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

    private Detector detector() {
        var detector = opened.orElseGet(opener);
        opened = Optional.of(detector);
        return detector;
    }

    @Override
    public synchronized void close() {
        opened.ifPresent(Detector::close);
        opened = Optional.empty();
    }
}
