package io.maskgate.daemon.tracking;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A lobby with known truth, seen by a middling detector: people of different distance come in from the sides, wander, pass before each other, stop, and leave. Deterministic by its random.
 */
final class Lobby {
    static final double MISS = 0.08;
    static final double LOW = 0.1;
    static final double WRONG_LABEL = 0.05;
    static final double CLUTTER = 0.1;

    private final Random random;
    private final double arrivals;
    private final double step;
    private final List<Person> present = new ArrayList<>();
    private int born;

    /**
     * @param arrivals people coming in a second
     * @param step seconds from look to look
     */
    Lobby(Random random, double arrivals, double step) {
        this.random = random;
        this.arrivals = arrivals;
        this.step = step;
    }

    /** Somebody; the box is that of the face, x and y its centre, speeds in pixels a second. */
    static final class Person {
        final int id;
        final double size;
        final MaskLabel label;
        double x;
        double y;
        double vx;
        double vy;
        int seen;
        boolean hidden;

        Person(int id, double size, MaskLabel label) {
            this.id = id;
            this.size = size;
            this.label = label;
        }

        Box box() {
            return Looks.detection(x, y, size, label, 1).box();
        }
    }

    /** People whose face is in the picture, nearest first. */
    List<Person> present() {
        return present;
    }

    /** Moves on to the next look. */
    List<Detection> next() {
        if (random.nextDouble() < arrivals * step) {
            enter();
        }
        present.forEach(this::walk);
        present.removeIf(person -> person.x < 0 || person.x > Looks.WIDTH);
        present.sort((a, b) -> Double.compare(b.size, a.size));
        var detections = new ArrayList<Detection>();
        for (int i = 0; i < present.size(); i++) {
            Person person = present.get(i);
            person.hidden = present.subList(0, i).stream().anyMatch(nearer -> covers(nearer.box(), person.box()));
            if (!person.hidden && random.nextDouble() > MISS) {
                person.seen++;
                detections.add(detect(person));
            }
        }
        if (random.nextDouble() < CLUTTER) {
            double score = 0.1 + 0.6 * random.nextDouble();
            detections.add(Looks.detection(
                    random.nextDouble() * Looks.WIDTH,
                    random.nextDouble() * Looks.HEIGHT,
                    20 + 60 * random.nextDouble(),
                    MaskLabel.NO_FACEMASK,
                    score));
        }
        return detections;
    }

    private void enter() {
        double size = 30 + 60 * random.nextDouble();
        var label = random.nextBoolean() ? MaskLabel.FACEMASK : MaskLabel.NO_FACEMASK;
        var person = new Person(born++, size, label);
        boolean fromLeft = random.nextBoolean();
        person.x = fromLeft ? 1 : Looks.WIDTH - 1;
        person.y = 100 + 400 * random.nextDouble();
        // A face is 0.16 m wide: 0.4 to 1.2 m/s.
        double speed = size * (2.5 + 5 * random.nextDouble());
        person.vx = fromLeft ? speed : -speed;
        present.add(person);
    }

    private void walk(Person person) {
        person.vx += person.size * 1.5 * random.nextGaussian() * Math.sqrt(step);
        person.vy = Math.pow(0.8, step / 0.2) * person.vy + person.size * 0.6 * random.nextGaussian() * Math.sqrt(step);
        person.x += person.vx * step;
        person.y += person.vy * step;
    }

    private Detection detect(Person person) {
        double noise = 0.05 * person.size;
        double score = random.nextDouble() < LOW ? 0.15 + 0.3 * random.nextDouble() : 0.6 + 0.4 * random.nextDouble();
        var other = person.label == MaskLabel.FACEMASK ? MaskLabel.NO_FACEMASK : MaskLabel.FACEMASK;
        return Looks.detection(
                person.x + noise * random.nextGaussian(),
                person.y + noise * random.nextGaussian(),
                person.size * (1 + 0.05 * random.nextGaussian()),
                random.nextDouble() < WRONG_LABEL ? other : person.label,
                score);
    }

    private static boolean covers(Box front, Box back) {
        float iou = front.iou(back);
        return iou / (1 + iou) * (front.area() + back.area()) > 0.4 * back.area();
    }
}
