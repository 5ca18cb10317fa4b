package io.maskgate.daemon.http;

import io.maskgate.daemon.privacy.Exit;
import io.maskgate.daemon.privacy.PrivacyGate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Looks at one uploaded picture. The body is the picture itself. */
final class DetectRoute {
    private static final Set<String> TYPES =
            Set.of("image/jpeg", "image/png", "image/webp", "image/bmp", "application/octet-stream");
    private static final int STEP = 64 * 1024;

    private final StillDetector detector;
    private final PrivacyGate gate;
    private final HttpLimits limits;
    private final Watchdog watchdog;
    private final Semaphore uploads;

    DetectRoute(StillDetector detector, PrivacyGate gate, HttpLimits limits, Watchdog watchdog) {
        this.detector = detector;
        this.gate = gate;
        this.limits = limits;
        this.watchdog = watchdog;
        this.uploads = new Semaphore(limits.uploads());
    }

    List<Route> routes() {
        return List.of(new Route("POST", "/api/detect", Right.VIEW, List.of(Route.JSON, Route.JPEG), this::detect));
    }

    private Reply detect(Call call) throws InterruptedException {
        String type = call.contentType().orElse("application/octet-stream");
        if (!TYPES.contains(type)) {
            return new Reply.Problem(
                    415,
                    "media-type",
                    "Unsupported media type",
                    "expected a picture as the body (Content-Type image/jpeg, image/png, image/webp, image/bmp or"
                            + " application/octet-stream), found " + type);
        }
        boolean annotate = call.accepted().equals(Route.JPEG);
        var refused = gate.ask(annotate ? Exit.ANNOTATED : Exit.DETECTION);
        if (refused.isPresent()) {
            return Reply.Problem.of(refused.get());
        }
        if (!uploads.tryAcquire()) {
            return busy(2);
        }
        try {
            return switch (read(call)) {
                case Body.Whole(byte[] image)
                when image.length == 0 ->
                    new Reply.Problem(400, "empty", "Empty body", "expected a picture as the body, found nothing");
                case Body.Whole(byte[] image) -> reply(detector.detect(image, annotate), annotate);
                case Body.TooBig _ -> tooBig(limits.uploadBytes());
            };
        } finally {
            uploads.release();
        }
    }

    static Reply.Problem tooBig(int bytes) {
        return new Reply.Problem(
                413,
                "too-large",
                "Content too large",
                bytes == 0
                        ? "expected a request without a body"
                        : "expected at most " + size(bytes) + "; send a smaller picture");
    }

    private static String size(int bytes) {
        return bytes >> 20 > 0 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
    }

    private sealed interface Body {
        record Whole(byte[] bytes) implements Body {}

        record TooBig() implements Body {}
    }

    private Body read(Call call) {
        if (!call.request().content().hasEntity()) {
            return new Body.Whole(new byte[0]);
        }
        var bytes = new ByteArrayOutputStream(STEP);
        byte[] step = new byte[STEP];
        // Not closed: closing would read on to the end of a body that was refused.
        InputStream in = new RequestBody(call);
        try (var _ = watchdog.watch(limits.uploadTime())) {
            for (int n = in.read(step); n >= 0; n = in.read(step)) {
                bytes.write(step, 0, n);
                if (bytes.size() > limits.uploadBytes()) {
                    return new Body.TooBig();
                }
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        return new Body.Whole(bytes.toByteArray());
    }

    private Reply reply(StillDetector.DetectOutcome outcome, boolean annotate) {
        return switch (outcome) {
            case StillDetector.Found found
            when annotate ->
                found.annotated()
                        .flatMap(jpeg -> gate.pass(Exit.ANNOTATED, jpeg))
                        .<Reply>map(jpeg -> new Reply.Content(200, Route.JPEG, jpeg))
                        .orElseThrow(() -> new IllegalStateException("the detector made no annotated picture"));
            case StillDetector.Found found -> Reply.json(ApiJson.detections(found));
            case StillDetector.TooLarge(long width, long height, long maxPixels) ->
                new Reply.Problem(
                        413,
                        "too-many-pixels",
                        "Picture too large",
                        "expected at most " + maxPixels + " pixels, found " + width + " x " + height
                                + "; scale the picture down");
            case StillDetector.TooCostly(String detail) ->
                new Reply.Problem(413, "too-costly", "Picture too costly", detail);
            case StillDetector.Unsupported(String detail) ->
                new Reply.Problem(415, "not-a-picture", "Not a supported picture", detail);
            case StillDetector.Broken(String detail) ->
                new Reply.Problem(422, "broken-picture", "Broken picture", detail);
            case StillDetector.Unavailable(String detail) ->
                new Reply.Problem(503, "model", "Model unavailable", detail);
            case StillDetector.Busy busy -> busy(Math.max(1, busy.retryAfter().toSeconds()));
        };
    }

    private static Reply busy(long seconds) {
        return Reply.Problem.later(
                503, "busy", "Busy", "other pictures are being looked at; try again in " + seconds + " s", seconds);
    }
}
