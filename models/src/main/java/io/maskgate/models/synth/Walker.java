package io.maskgate.models.synth;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One person's way through a scene, smooth between its keys (cubic Hermite curves).
 *
 * @param tall of the person, in head heights above or below the mean
 * @param keys in order of time; before the first and after the last the person is not there
 * @param maskUp seconds at which a mask that hung below the chin has half risen over mouth and nose; absent for a mask
 *     that is worn as it should all the time
 */
record Walker(int id, Look look, double tall, List<Key> keys, Optional<Double> maskUp) {
    /** Time a mask takes from the chin to the nose, seconds. */
    static final double RISE = 0.5;

    private static final double STEPS_A_SECOND = 1.8;

    Walker {
        keys = List.copyOf(keys);
        if (keys.size() < 2) {
            throw new IllegalArgumentException("keys: expected at least 2, found " + keys.size());
        }
    }

    /** The person at a time, or nothing while it is not there. */
    Optional<Figure> at(double time, int width, int height) {
        if (time < keys.getFirst().at() || time > keys.getLast().at()) {
            return Optional.empty();
        }
        double head = value(time, Key::head) * height;
        double x = value(time, Key::x) * width;
        double speed = Math.abs(value(time + 0.02, Key::x) - value(time - 0.02, Key::x)) / 0.04 * width;
        double moving = Math.clamp(speed / (1.1 * head), 0, 1);
        double stride = Math.PI * STEPS_A_SECOND * time;
        var sway = new Noise(look.seed() + 11);
        double y = 0.14 * height + head * (0.9 - tall) - 0.022 * head * moving * Math.abs(Math.sin(stride));
        var pose = new Pose(
                x,
                y,
                head,
                value(time, Key::yaw) + 0.07 * sway.at(time * 0.7, 0, 0),
                -0.03 + 0.05 * sway.at(time * 0.6, 5, 0),
                0.03 * moving * Math.sin(stride) + 0.04 * sway.at(time * 0.5, 9, 0),
                stride,
                moving,
                drop(time));
        double blink = (time + (look.seed() & 7) * 0.37) % 3.1;
        return Optional.of(new Figure(id, look, pose, 0.25 * sway.at(time * 0.8, 3, 0), blink < 0.12 ? 0 : 1));
    }

    private double drop(double time) {
        return maskUp.map(at -> 1 - FacePainter.smooth((time - at) / RISE + 0.5))
                .orElse(0.0);
    }

    private double value(double time, ToDoubleFunction<Key> of) {
        int i = 0;
        while (i < keys.size() - 2 && time > keys.get(i + 1).at()) {
            i++;
        }
        Key from = keys.get(i);
        Key to = keys.get(i + 1);
        double span = to.at() - from.at();
        double t = Math.clamp((time - from.at()) / span, 0, 1);
        double a = of.applyAsDouble(from);
        double b = of.applyAsDouble(to);
        double slopeA = slope(i, of) * span;
        double slopeB = slope(i + 1, of) * span;
        double t2 = t * t;
        double t3 = t2 * t;
        return (2 * t3 - 3 * t2 + 1) * a + (t3 - 2 * t2 + t) * slopeA + (3 * t2 - 2 * t3) * b + (t3 - t2) * slopeB;
    }

    private double slope(int i, ToDoubleFunction<Key> of) {
        if (keys.get(i).stands()) {
            return 0;
        }
        Key before = keys.get(Math.max(0, i - 1));
        Key after = keys.get(Math.min(keys.size() - 1, i + 1));
        return (of.applyAsDouble(after) - of.applyAsDouble(before)) / (after.at() - before.at());
    }
}
