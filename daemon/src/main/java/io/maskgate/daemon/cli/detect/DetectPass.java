package io.maskgate.daemon.cli.detect;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.Letterboxer;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.Read;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads sources one after the other and detects in every picture. Confined to one thread; the detector stays the caller's. */
final class DetectPass implements AutoCloseable {
    /** A live picture older than this is left out, so that a slow machine does not fall behind for ever. */
    private static final long LAG_NANOS = 500_000_000L;

    private static final double NANOS = 1e9;

    private final Detector detector;
    private final float threshold;
    private final int frames;
    private final Optional<AnnotatedCopies> copies;
    private final MediaClock clock = MediaClock.system();
    private final Letterboxer letterboxer = new Letterboxer();
    private final InputImage input;
    private long pictures;
    private long faces;
    private long left;
    private long nanos;

    /** @param frames per source; 0 for all */
    DetectPass(Detector detector, float threshold, int frames, Optional<AnnotatedCopies> copies) {
        this.detector = detector;
        this.threshold = threshold;
        this.frames = frames;
        this.copies = copies;
        var model = detector.model();
        this.input = new InputPool(1, model.width(), model.height()).acquire().orElseThrow();
    }

    /**
     * Reads one source to its end; a fault after the first picture is thrown too.
     *
     * @return what is to be said of its end
     */
    Optional<String> run(VideoUrl url, Report report) throws VideoException, IOException {
        var still = StillFile.of(url);
        if (still.isEmpty()) {
            return stream(url, report);
        }
        try (var frame = still.get().decode(clock)) {
            var found = detect(url, frame, 0, 0, report);
            if (copies.isPresent()) {
                copies.get().write(frame, copy(url), found);
            }
        }
        return Optional.empty();
    }

    private Optional<String> stream(VideoUrl url, Report report) throws VideoException, IOException {
        try (var source = VideoSource.open(VideoSpec.of(url).withLate(!url.isRtsp()), clock)) {
            long index = 0;
            long first = 0;
            while (frames == 0 || index < frames) {
                switch (source.read()) {
                    case Read.Ended(var fault) -> {
                        if (fault.isPresent()) {
                            throw fault.get();
                        }
                        return source.isEndUntold()
                                ? Optional.of(
                                        url.redacted() + ": ended; it had not said how long it is, so that nobody can"
                                                + " tell whether that was all")
                                : Optional.empty();
                    }
                    case Read.Skipped(var _, int count) -> left += count;
                    case Read.Passed _ -> left++;
                    case Read.Picture(DecodedFrame frame) -> {
                        try (frame) {
                            if (late(url, frame)) {
                                left++;
                                continue;
                            }
                            long at = frame.time().monotonicNanos();
                            first = index == 0 ? at : first;
                            var found = detect(url, frame, index, (at - first) / NANOS, report);
                            if (copies.isPresent() && !found.isEmpty()) {
                                copies.get()
                                        .write(frame, copy(url) + String.format(Locale.ROOT, "-%06d", index), found);
                            }
                            index++;
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private boolean late(VideoUrl url, DecodedFrame frame) {
        return url.isRtsp() && clock.nanos() - frame.time().monotonicNanos() > LAG_NANOS;
    }

    private List<Detection> detect(VideoUrl url, DecodedFrame frame, long index, double seconds, Report report) {
        letterboxer.scale(frame, input);
        long start = clock.nanos();
        List<Detection> found = detector.detect(List.of(input), threshold).getFirst();
        nanos += clock.nanos() - start;
        pictures++;
        faces += found.size();
        report.add(new Report.Result(url.redacted(), index, seconds, frame.width(), frame.height(), found));
        return found;
    }

    /** Those that were looked at. */
    long pictures() {
        return pictures;
    }

    /** One line for a person. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "%d pictures, %d faces%s; %.1f ms a picture in %s on %s",
                pictures,
                faces,
                left == 0 ? "" : ", " + left + " pictures left out",
                pictures == 0 ? 0 : nanos / 1e6 / pictures,
                detector.model().tag(),
                detector.engine());
    }

    /** Never the name of a picture that was there: the copy may go to the source's own folder. */
    private static String copy(VideoUrl url) {
        return stem(url) + "-annotated";
    }

    private static String stem(VideoUrl url) {
        // In a path, # and ? belong to a name.
        String name = (url.isFile() ? url.redacted() : url.redacted().replaceFirst("[?#].*", ""))
                .replaceFirst(".*/", "")
                .replaceFirst("^file:", "");
        String stem = name.replaceFirst("\\.[A-Za-z0-9]+$", "").replaceAll("[^A-Za-z0-9_.-]", "_");
        return stem.isEmpty() ? "picture" : stem;
    }

    @Override
    public void close() {
        letterboxer.close();
        input.close();
        copies.ifPresent(AnnotatedCopies::close);
    }
}
