package io.maskgate.daemon.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskgate.daemon.access.AccessControl;
import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.camera.Picture;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Listen;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.privacy.Gates;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;

/** Serves the page with drawn cameras and made-up events, for looking at it. Arguments: port, and {@code off} for no pictures. */
final class PageWithFakeData {
    private static final JsonNode CARD = card();

    private PageWithFakeData() {}

    public static void main(String[] arguments) throws InterruptedException {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
        boolean pictures = arguments.length < 2 || !arguments[1].equals("off");
        var gateway = new FakeGateway();
        gateway.models.card = CARD;
        gateway.cameras = List.of(
                FakeGateway.camera("main-entrance", CameraState.ONLINE, ""),
                FakeGateway.camera("lobby-east", CameraState.ONLINE, ""),
                FakeGateway.camera(
                        "loading-dock",
                        CameraState.OFFLINE,
                        "connection refused by 10.0.0.9:554; next attempt in 32 s"),
                FakeGateway.camera("meeting-room-2", CameraState.DISABLED, "switched off by command"));
        var hub = new PreviewHub(id -> true, 8, System::nanoTime);
        var board = new EventBoard(64);
        var counter = new AtomicInteger();
        try (var timer = Executors.newSingleThreadScheduledExecutor();
                var endpoints = new HttpEndpoints(
                        new GatewayConfig.Health(true, new Listen("127.0.0.1", 0)),
                        new GatewayConfig.Web(true, new Listen("127.0.0.1", port), pictures),
                        gateway,
                        hub,
                        gateway,
                        board,
                        PageWithFakeData::look,
                        Gates.events(pictures),
                        new Entrance(
                                new AccessControl(Endpoints.access(), System::nanoTime, new SecureRandom()),
                                Optional.empty()),
                        new GatewayMetrics())) {
            for (int i = 0; i < 14; i++) {
                board.publish(event(counter.incrementAndGet(), Instant.now().minusSeconds(600 - 40L * i)));
            }
            timer.scheduleAtFixedRate(
                    () -> board.publish(event(counter.incrementAndGet(), Instant.now())), 3, 3, TimeUnit.SECONDS);
            timer.scheduleAtFixedRate(
                    () -> {
                        for (String camera : List.of("main-entrance", "lobby-east")) {
                            if (hub.wanted(camera, Faces.COVERED)) {
                                hub.publish(camera, new Picture(Faces.COVERED, frame(camera, System.nanoTime() / 1e9)));
                            }
                        }
                    },
                    0,
                    120,
                    TimeUnit.MILLISECONDS);
            endpoints.start();
            System.out.println("http://127.0.0.1:" + endpoints.webPort().getAsInt() + "/");
            new CountDownLatch(1).await();
        }
    }

    private static EventFeed.Entry event(int n, Instant at) {
        String id =
                UUID.nameUUIDFromBytes(new byte[] {(byte) n, (byte) (n >> 8)}).toString();
        var json = ApiJson.object();
        json.put("schema", "maskgate.event/1").put("id", id);
        json.put("type", List.of("new", "new", "end", "new", "update", "end").get(n % 6));
        json.put("gateway", "entrance-1").put("camera", n % 3 == 0 ? "lobby-east" : "main-entrance");
        json.put("track", "t" + n).put("seq", 1).put("label", n % 4 == 1 ? "no facemask" : "facemask");
        json.put("score", 0.71 + (n * 7 % 28) / 100.0).put("at", at.toString());
        return new EventFeed.Entry(id, EventFeed.Kind.MASK, json.get("camera").asText(), json.toString());
    }

    private static StillDetector.DetectOutcome look(byte[] image, boolean annotate) {
        try {
            var picture = ImageIO.read(new ByteArrayInputStream(image));
            if (picture == null) {
                return new StillDetector.Unsupported("expected a JPEG, PNG, WebP or BMP picture, found something else");
            }
            float w = picture.getWidth();
            float h = picture.getHeight();
            return new StillDetector.Found(
                    List.of(
                            new Detection(new Box(w * .2f, h * .2f, w * .35f, h * .5f), MaskLabel.FACEMASK, .97f),
                            new Detection(new Box(w * .6f, h * .25f, w * .74f, h * .55f), MaskLabel.NO_FACEMASK, .88f)),
                    picture.getWidth(),
                    picture.getHeight(),
                    23.4,
                    Optional.of(image));
        } catch (IOException broken) {
            return new StillDetector.Broken("the picture cannot be decoded");
        }
    }

    static byte[] frame(String camera, double seconds) {
        var picture = new BufferedImage(640, 360, BufferedImage.TYPE_INT_RGB);
        var pen = picture.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setPaint(new GradientPaint(0, 0, new Color(0x9fb3bd), 0, 360, new Color(0x5f6f73)));
        pen.fillRect(0, 0, 640, 360);
        for (int i = 0; i < 3; i++) {
            int x = 90 + 190 * i + (int) (40 * Math.sin(seconds * .7 + i * 2 + camera.length()));
            int y = 110 + 12 * i;
            boolean masked = i != 1;
            pen.setColor(new Color[] {new Color(0x2c3e50), new Color(0x7d4e57), new Color(0x3c5a47)}[i]);
            pen.fillRoundRect(x - 35, y + 88, 150, 260, 70, 70);
            pen.setColor(new Color[] {new Color(0xd9a27e), new Color(0xf0cdb0), new Color(0x8a5a3c)}[i]);
            pen.fillOval(x, y, 80, 100);
            if (masked) {
                pen.setColor(new Color(0xdcecf2));
                pen.fillRoundRect(x + 8, y + 48, 64, 42, 26, 26);
            }
            pen.setColor(masked ? new Color(0x0e9c86) : new Color(0xe0561b));
            pen.setStroke(new java.awt.BasicStroke(3));
            pen.drawRect(x - 4, y - 6, 88, 112);
        }
        pen.dispose();
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "jpeg", out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static JsonNode card() {
        try {
            return new ObjectMapper().readTree("""
                    {"name": "lightmask-640x384", "task": "faces with and without a mask", "labels": ["facemask", "no facemask"],
                     "input": {"width": 640, "height": 384}, "parameters": 1127408, "gflops": 1.84,
                     "metrics": {"mAP50": 0.831, "command": "maskgate evaluate --model lightmask-640x384 --data faces/val"},
                     "data": {"train": 6114, "val": 1839}, "teacher": "none",
                     "provenance": "public face-mask pictures, own synthetic scenes", "licence": "Apache-2.0"}
                    """);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
