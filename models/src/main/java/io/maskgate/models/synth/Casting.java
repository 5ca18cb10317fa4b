package io.maskgate.models.synth;

import io.maskgate.hw.inference.MaskLabel;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Who walks through a scene, and when. */
final class Casting {
    private final SplittableRandom random;

    Casting(SplittableRandom random) {
        this.random = random;
    }

    /**
     * The demonstration: seven people within twenty seconds (stretched to the scene's length). Two meet, the nearer
     * hiding the farther for a moment; two come together; the sixth arrives with the mask below the chin and pulls it up.
     */
    List<Walker> demonstration(SceneOptions options) {
        double s = options.seconds() / 20;
        var masked = MaskLabel.FACEMASK;
        var bare = MaskLabel.NO_FACEMASK;
        return List.of(
                walker(
                        1,
                        masked,
                        s,
                        key(0.7, -0.1, 0.2, 0.35),
                        stand(3.2, 0.32, 0.21, 0.05),
                        stand(4.5, 0.32, 0.21, -0.05),
                        key(8.3, 1.1, 0.22, 0.35)),
                walker(2, bare, s, key(2.8, 1.1, 0.165, -0.35), key(6, 0.6, 0.165, -0.15), key(9.3, -0.1, 0.17, -0.35)),
                walker(
                        3,
                        bare,
                        s,
                        key(9.4, -0.1, 0.135, 0.3),
                        stand(12, 0.3, 0.165, 0),
                        stand(13.2, 0.3, 0.165, 0.1),
                        key(16, -0.1, 0.18, -0.35)),
                walker(
                        4,
                        masked,
                        s,
                        key(8.6, 1.1, 0.17, -0.3),
                        stand(11.2, 0.62, 0.175, 0.25),
                        stand(11.9, 0.62, 0.175, 0.2),
                        key(14.7, 1.12, 0.18, 0.3)),
                walker(
                        5,
                        bare,
                        s,
                        key(8.6, 1.26, 0.19, -0.3),
                        stand(11.3, 0.82, 0.195, -0.25),
                        stand(11.9, 0.82, 0.195, -0.2),
                        key(14.2, 1.12, 0.2, 0.3)),
                new Walker(
                        6,
                        Look.random(random, masked),
                        random.nextDouble(-0.2, 0.2),
                        scaled(
                                s,
                                key(15, 1.1, 0.2, -0.3),
                                stand(16.4, 0.8, 0.215, 0),
                                stand(17.6, 0.8, 0.215, 0),
                                key(19.4, 1.12, 0.215, 0.3)),
                        Optional.of(17 * s)),
                walker(
                        7,
                        masked,
                        s,
                        key(16, -0.1, 0.16, 0.3),
                        stand(17.5, 0.17, 0.17, 0),
                        stand(18, 0.17, 0.17, 0),
                        key(19.5, -0.1, 0.17, -0.3)));
    }

    private Walker walker(int id, MaskLabel label, double scale, Key... keys) {
        return new Walker(
                id, Look.random(random, label), random.nextDouble(-0.2, 0.2), scaled(scale, keys), Optional.empty());
    }

    private static Key key(double at, double x, double head, double yaw) {
        return Key.walks(at, x, head, yaw);
    }

    private static Key stand(double at, double x, double head, double yaw) {
        return Key.stands(at, x, head, yaw);
    }

    private static List<Key> scaled(double scale, Key... keys) {
        return List.of(keys).stream()
                .map(k -> new Key(k.at() * scale, k.x(), k.head(), k.yaw(), k.stands()))
                .toList();
    }
}
