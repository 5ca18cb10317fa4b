package io.maskgate.daemon.tracking;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.Uuid7;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** One camera under test: gives it frames, keeps what it says. */
final class Looks {
    static final GatewayConfig.Tracking DEFAULTS =
            new GatewayConfig.Tracking(3, 0.8, Duration.ofSeconds(2), Duration.ofSeconds(5));
    static final int WIDTH = 1280;
    static final int HEIGHT = 720;
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    final FaceTracking tracking;
    final List<MaskEvent> events = new ArrayList<>();
    int undecided;
    long nanos = 1_000_000_000;
    /** By how much the wall clock was set. */
    Duration set = Duration.ZERO;

    Looks() {
        this(DEFAULTS);
    }

    Looks(GatewayConfig.Tracking config) {
        this(config, Duration.ofMillis(200));
    }

    /** @param rarest the longest time between two looks that is asked for */
    Looks(GatewayConfig.Tracking config, Duration rarest) {
        tracking = new FaceTracking(
                new FaceTracking.Source("gate", "door", "lightmask-320@0a1b2c3d"),
                config,
                0.5,
                new Uuid7(this::wall, new Random(1)),
                rarest);
    }

    Instant wall() {
        return START.plusNanos(nanos).plus(set);
    }

    /** A frame 0.2 s after the last. */
    Update look(Detection... detections) {
        return after(0.2, detections);
    }

    Update after(double seconds, Detection... detections) {
        nanos += Math.round(seconds * 1e9);
        return keep(tracking.update(List.of(detections), nanos, wall(), WIDTH, HEIGHT));
    }

    Update silence(double seconds) {
        nanos += Math.round(seconds * 1e9);
        return keep(tracking.tick(nanos));
    }

    Update finish() {
        return keep(tracking.finish());
    }

    List<MaskEvent> of(MaskEvent.Type type) {
        return events.stream().filter(event -> event.type() == type).toList();
    }

    Stream<String> tracks() {
        return events.stream().map(MaskEvent::track).distinct();
    }

    private Update keep(Update update) {
        events.addAll(update.events());
        undecided += update.newlyUndecided().size();
        return update;
    }

    static Detection masked(double x, double y, double size) {
        return detection(x, y, size, MaskLabel.FACEMASK, 0.9);
    }

    static Detection bare(double x, double y, double size) {
        return detection(x, y, size, MaskLabel.NO_FACEMASK, 0.9);
    }

    /** A square face around a centre. */
    static Detection detection(double x, double y, double size, MaskLabel label, double score) {
        double half = size / 2;
        var box = new Box((float) (x - half), (float) (y - half), (float) (x + half), (float) (y + half));
        return new Detection(box, label, (float) score);
    }

    /** The same so many times. */
    void stand(int times, Detection... detections) {
        for (int i = 0; i < times; i++) {
            look(detections);
        }
    }
}
