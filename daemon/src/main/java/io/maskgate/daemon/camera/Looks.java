package io.maskgate.daemon.camera;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where faces were in the latest looks: those of the last second, and the last two whatever their age, so that one missed
 * detection does not uncover a face. Written by the inference thread, read by any.
 */
final class Looks {
    private static final long KEPT = Duration.ofSeconds(1).toNanos();
    private static final int LEAST = 2;

    private volatile List<Look> looks = List.of();

    private record Look(long nanos, int width, int height, List<Box> faces) {}

    /** What has become of a frame. */
    enum Fate {
        /** It may be looked at yet. */
        WAITING,
        LOOKED_AT,
        /** A later one was looked at in its place. */
        PASSED_OVER
    }

    /** The detector has looked at a frame; also boxes it is hardly sure of are covered. */
    void add(long nanos, int width, int height, List<Detection> found) {
        var after = new ArrayList<Look>();
        var before = looks;
        for (int i = 0; i < before.size(); i++) {
            var look = before.get(i);
            if (nanos - look.nanos <= KEPT || i >= before.size() - (LEAST - 1)) {
                after.add(look);
            }
        }
        after.add(new Look(
                nanos, width, height, found.stream().map(Detection::box).toList()));
        looks = List.copyOf(after);
    }

    boolean seesFaces() {
        return looks.stream().anyMatch(look -> !look.faces.isEmpty());
    }

    void clear() {
        looks = List.of();
    }

    Fate fate(long nanos) {
        var now = looks;
        if (has(now, nanos)) {
            return Fate.LOOKED_AT;
        }
        return now.stream().anyMatch(look -> look.nanos > nanos) ? Fate.PASSED_OVER : Fate.WAITING;
    }

    /**
     * Every place where a face was, in pixels of the frame, where the detector has looked at this very frame; empty where it
     * has not. Both by one read: the looks may be cleared at any moment, and no looks are not a frame without faces.
     */
    Optional<List<Box>> covering(long nanos, int width, int height) {
        var now = looks;
        if (!has(now, nanos)) {
            return Optional.empty();
        }
        var faces = new ArrayList<Box>();
        for (var look : now) {
            float sx = (float) width / look.width;
            float sy = (float) height / look.height;
            look.faces.forEach(box -> faces.add(new Box(box.x0() * sx, box.y0() * sy, box.x1() * sx, box.y1() * sy)));
        }
        return Optional.of(faces);
    }

    private static boolean has(List<Look> looks, long nanos) {
        return looks.stream().anyMatch(look -> look.nanos == nanos);
    }
}
