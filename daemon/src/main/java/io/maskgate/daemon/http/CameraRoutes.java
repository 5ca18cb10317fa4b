package io.maskgate.daemon.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.CloseConnectionException;
import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.Picture;
import io.maskgate.daemon.http.PreviewSource.PreviewSubscription;
import io.maskgate.daemon.privacy.Exit;
import io.maskgate.daemon.privacy.PrivacyGate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Cameras: their state, and their pictures where the gate lets them pass. */
final class CameraRoutes {
    private static final System.Logger LOG = System.getLogger(CameraRoutes.class.getName());
    private static final String BOUNDARY = "maskgate-frame";

    private final GatewayView gateway;
    private final PreviewSource pictures;
    private final MainStream mainStream;
    private final PrivacyGate gate;
    private final HttpLimits limits;
    private final Semaphore viewers;
    /** Places of their own: whoever watches keeps his for hours, and a single picture takes a moment. */
    private final Semaphore single;

    CameraRoutes(
            GatewayView gateway, PreviewSource pictures, MainStream mainStream, PrivacyGate gate, HttpLimits limits) {
        this.gateway = gateway;
        this.pictures = pictures;
        this.mainStream = mainStream;
        this.gate = gate;
        this.limits = limits;
        this.viewers = new Semaphore(limits.viewers());
        this.single = new Semaphore(limits.viewers());
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/cameras", Route.JSON, this::list),
                Route.get(Route.CAMERA, Route.JSON, this::one),
                Route.operate(Route.CAMERA + "/enable", call -> turn(call, true)),
                Route.operate(Route.CAMERA + "/disable", call -> turn(call, false)),
                Route.get(Route.CAMERA + "/snapshot.jpg", Route.JPEG, pictures(Exit.SNAPSHOT, this::snapshot)),
                Route.get(Route.CAMERA + "/main.jpg", Route.JPEG, pictures(Exit.SNAPSHOT, this::mainPicture)),
                Route.get(Route.CAMERA + "/preview.mjpeg", Route.PARTS, pictures(Exit.PREVIEW, this::preview)));
    }

    private Reply list(Call call) {
        var json = ApiJson.object();
        json.put("pictures", gate.picturesAllowed());
        var list = json.putArray("cameras");
        gateway.cameras().stream()
                .filter(camera -> call.caller().sees(camera.id()))
                .forEach(camera -> list.add(json(camera)));
        return Reply.json(json);
    }

    private Reply one(Call call) {
        return find(call).map(this::json).map(Reply::json).orElseGet(() -> unknown(call));
    }

    private Reply turn(Call call, boolean on) {
        String id = call.parameter("id");
        if (!gateway.switchCamera(id, on)) {
            return unknown(id);
        }
        LOG.log(
                System.Logger.Level.INFO,
                "camera {0}: switched {1} by {2} over HTTP",
                id,
                on ? "on" : "off",
                call.caller().name());
        return Reply.nothing();
    }

    private ObjectNode json(CameraStatus camera) {
        var json = ApiJson.camera(camera);
        gateway.watch(camera.id()).ifPresent(watch -> WatchJson.put(json, watch, gate));
        json.put("mainStream", mainStream.has(camera.id()));
        if (gate.ask(Exit.LIVE_COUNTS).isPresent()) {
            json.putNull("faces");
            // How closely a camera is looked at tells whether somebody is there.
            ((ObjectNode) json.get("decoding")).putNull("attention");
        }
        return json;
    }

    /** Answers for a camera whose pictures may leave. */
    private interface Pictures {
        Reply of(Call call, CameraStatus camera) throws InterruptedException;
    }

    /** Where there is such a camera and its pictures may leave this way. */
    private Route.Handler pictures(Exit exit, Pictures answer) {
        return call -> {
            var camera = find(call);
            if (camera.isEmpty()) {
                return unknown(call);
            }
            var refused = gate.ask(exit);
            return refused.isPresent() ? Reply.Problem.of(refused.get()) : answer.of(call, camera.get());
        };
    }

    /** A picture as far as the caller may see what is in it. */
    private Reply picture(Optional<Picture> picture, Call call, CameraStatus camera) {
        return picture.flatMap(it -> gate.pass(Exit.SNAPSHOT, it, call.caller().faces()))
                .<Reply>map(jpeg -> new Reply.Content(200, Route.JPEG, jpeg))
                .orElseGet(() -> noPicture(camera));
    }

    private Duration patience(CameraStatus camera) {
        return camera.state() == CameraState.ONLINE ? limits.rareFrame() : limits.firstFrame();
    }

    /**
     * Whether no picture will come, so that nobody may take a place waiting for one. A fault that is not the reason is of
     * before: the camera connects with another address, or was switched on again.
     */
    private static boolean isDark(CameraStatus camera) {
        return switch (camera.state()) {
            case ONLINE -> false;
            case DISABLED -> true;
            case STALLED, OFFLINE ->
                camera.trouble()
                        .last()
                        .filter(fault -> fault.text().equals(camera.reason()))
                        .isPresent();
        };
    }

    /**
     * Whether the camera refuses user or password to the detection, whose account is as a rule that of the main stream too:
     * each try more may be the one that locks it.
     */
    private static boolean isRefused(CameraStatus camera) {
        return isDark(camera)
                && camera.trouble()
                        .last()
                        .filter(fault -> fault.cause().equals("unauthorized"))
                        .isPresent();
    }

    private Reply snapshot(Call call, CameraStatus camera) throws InterruptedException {
        if (isDark(camera)) {
            return noPicture(camera);
        }
        if (!single.tryAcquire()) {
            return tooMany();
        }
        try {
            var faces = gate.faces(call.caller().faces());
            return picture(pictures.snapshot(camera.id(), faces, patience(camera)), call, camera);
        } finally {
            single.release();
        }
    }

    /** A picture of the stream that is too large to look at all the time. */
    private Reply mainPicture(Call call, CameraStatus camera) throws InterruptedException {
        String id = camera.id();
        if (!mainStream.has(id)) {
            return new Reply.Problem(
                    404,
                    "main-stream",
                    "No other stream",
                    "camera " + id + " has one stream alone; snapshot.jpg shows it, or configure detect-url");
        }
        if (camera.state() == CameraState.DISABLED || isRefused(camera)) {
            return noPicture(camera);
        }
        return switch (mainStream.take(id, gate.faces(call.caller().faces()))) {
            case MainStream.Taken(Picture picture) -> picture(Optional.of(picture), call, camera);
            case MainStream.Failed(String why) -> noPicture(id + ": " + why);
            case MainStream.Late() -> noPicture(id + ": the main stream brought no key frame in time");
        };
    }

    private Reply preview(Call call, CameraStatus camera) throws InterruptedException {
        if (call.request().prologue().method().text().equals("HEAD")) {
            return new Reply.Stream(streamType(), _ -> {});
        }
        if (isDark(camera)) {
            return noPicture(camera);
        }
        if (!viewers.tryAcquire()) {
            return tooMany();
        }
        boolean streaming = false;
        Optional<PreviewSubscription> subscription = Optional.empty();
        try {
            subscription =
                    pictures.subscribe(camera.id(), gate.faces(call.caller().faces()));
            Optional<Picture> first =
                    subscription.isPresent() ? subscription.get().next(patience(camera)) : Optional.empty();
            if (first.isEmpty()) {
                return noPicture(camera);
            }
            var viewer = subscription.get();
            var picture = first.get();
            streaming = true;
            return new Reply.Stream(streamType(), out -> {
                try (viewer) {
                    stream(viewer, picture, call, out);
                } finally {
                    viewers.release();
                }
            });
        } finally {
            if (!streaming) {
                subscription.ifPresent(PreviewSubscription::close);
                viewers.release();
            }
        }
    }

    /**
     * Browsers show a part when the boundary after it has come, so it is sent with the part. They keep the last picture of
     * a stream that ends well as if it were live, so that this one is always cut.
     */
    private void stream(PreviewSubscription viewer, Picture first, Call call, OutputStream out)
            throws IOException, InterruptedException {
        out.write(ascii("--" + BOUNDARY + "\r\n"));
        var last = first;
        Duration silent = Duration.ZERO;
        while (silent.compareTo(limits.endPreview()) < 0 && call.stands().getAsBoolean()) {
            var passed = gate.pass(Exit.PREVIEW, last, call.caller().faces());
            if (passed.isEmpty()) {
                break;
            }
            out.write(part(passed.get()));
            var next = viewer.next(limits.repeatFrame());
            silent = next.isPresent() ? Duration.ZERO : silent.plus(limits.repeatFrame());
            last = next.orElse(last);
        }
        throw new CloseConnectionException("the camera is silent, or its pictures are no longer for this viewer");
    }

    private static byte[] part(byte[] jpeg) {
        byte[] head = ascii("Content-Type: image/jpeg\r\nContent-Length: " + jpeg.length + "\r\n\r\n");
        byte[] tail = ascii("\r\n--" + BOUNDARY + "\r\n");
        byte[] part = new byte[head.length + jpeg.length + tail.length];
        System.arraycopy(head, 0, part, 0, head.length);
        System.arraycopy(jpeg, 0, part, head.length, jpeg.length);
        System.arraycopy(tail, 0, part, head.length + jpeg.length, tail.length);
        return part;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String streamType() {
        return Route.PARTS + "; boundary=" + BOUNDARY;
    }

    private Optional<CameraStatus> find(Call call) {
        return gateway.cameras().stream()
                .filter(camera -> camera.id().equals(call.parameter("id")))
                .findFirst();
    }

    private static Reply unknown(Call call) {
        return unknown(call.parameter("id"));
    }

    static Reply.Problem unknown(String id) {
        return new Reply.Problem(
                404,
                "camera",
                "No such camera",
                "expected the id of a configured camera, found '" + id + "'; /api/cameras lists them");
    }

    private static Reply tooMany() {
        return Reply.Problem.later(
                503,
                "viewers",
                "Too many viewers",
                "as many people watch as may; close another preview or try again",
                5);
    }

    private static Reply noPicture(CameraStatus camera) {
        String why = camera.reason().isEmpty()
                ? "no frame came in time; how often it is looked at say its rate, decode.policy and decode.floor"
                : camera.reason();
        return noPicture(camera.id() + " is " + camera.state().text() + ": " + why);
    }

    private static Reply noPicture(String camera) {
        return Reply.Problem.later(503, "no-picture", "No picture", "camera " + camera, 5);
    }
}
