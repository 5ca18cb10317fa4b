package io.maskgate.models.synth;

import io.maskgate.hw.inference.MaskLabel;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One synthetic photograph of a lobby with its truth; people with a hidden or half hidden face may be in it.
 *
 * @param image TYPE_INT_RGB
 * @param faces every face turned to the camera, the seen and the hidden ones
 */
record Still(BufferedImage image, List<FaceTruth> faces) {
    private static final int[][] SIZES = {{512, 384}, {512, 384}, {512, 288}, {384, 512}, {448, 448}, {512, 341}};

    Still {
        faces = List.copyOf(faces);
    }

    static Still draw(long seed) {
        var random = new SplittableRandom(seed);
        int[] size = SIZES[random.nextInt(SIZES.length)];
        var light = Light.random(random);
        BufferedImage background = new Lobby(random.nextLong(), size[0], size[1], light).draw();
        new Optics(random.nextDouble(0, 1.8), 0).apply(background, random);
        var painting = new Painting(background, light);
        people(random, size[0], size[1]).forEach(painting::add);
        new Optics(Math.max(0, random.nextDouble(-0.5, 0.9)), random.nextDouble(0, 7)).apply(painting.image(), random);
        return new Still(painting.image(), painting.truths());
    }

    private static List<Figure> people(SplittableRandom random, int width, int height) {
        int count = 1 + (int) (7 * Math.pow(random.nextDouble(), 1.6));
        double largest = Math.min(width * 0.5, height * (count == 1 ? 0.75 : 0.5));
        double base = Math.exp(random.nextDouble(Math.log(26), Math.log(largest)));
        var people = new ArrayList<Figure>();
        for (int tries = 0; people.size() < count && tries < 60; tries++) {
            double head = Math.min(base * Math.exp(random.nextDouble(-0.5, 0.35)), largest);
            double x = random.nextDouble(-0.1 * head, width + 0.1 * head);
            double y = height * random.nextDouble(0.18, 0.62);
            boolean free = people.stream()
                    .allMatch(p -> Math.abs(p.pose().x() - x) > 0.75 * (p.pose().head() + head) / 2
                            || Math.abs(p.pose().y() - y) > 1.2 * (p.pose().head() + head) / 2);
            if (free) {
                people.add(figure(random, people.size(), x, y, head));
            }
        }
        people.sort(Comparator.comparingDouble(p -> p.pose().head()));
        return people;
    }

    private static Figure figure(SplittableRandom random, int id, double x, double y, double head) {
        var label = random.nextDouble() < 0.55 ? MaskLabel.FACEMASK : MaskLabel.NO_FACEMASK;
        boolean away = random.nextDouble() < 0.06;
        double wide = random.nextDouble() < 0.25 ? 1.1 : 0.5;
        double yaw = away ? Math.PI + random.nextDouble(-0.7, 0.7) : random.nextDouble(-wide, wide);
        var pose = new Pose(
                x,
                y,
                head,
                yaw,
                random.nextDouble(-0.3, 0.2),
                random.nextDouble(-0.22, 0.22),
                random.nextDouble(6.28),
                random.nextDouble(),
                label == MaskLabel.FACEMASK && random.nextDouble() < 0.08 ? 1 : 0);
        double lids = random.nextDouble() < 0.06 ? 0 : random.nextDouble(0.65, 1.1);
        return new Figure(id, Look.random(random, label), pose, random.nextDouble(-0.7, 0.7), lids);
    }
}
