package io.maskgate.models.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Backbones against the published sizes of the originals, less what we left out. */
class StudentsTest {
    /** torchvision states 2,542,856 for mobilenet_v3_small; its classifier is 576 -> 1024 -> 1000 with biases. */
    @Test
    void mobileNetV3SmallHasTheParametersOfTheOriginalWithoutItsClassifier() {
        long classifier = 576 * 1024 + 1024 + 1024 * 1000 + 1000;
        assertThat(backbone(new MobileNetV3Small(64))).isEqualTo(2_542_856 - classifier);
    }

    /** torchvision states 2,278,604 for shufflenet_v2_x1_0; its classifier is 1024 -> 1000 with biases. */
    @Test
    void shuffleNetV2HasTheParametersOfTheOriginalWithoutItsClassifier() {
        long classifier = 1024 * 1000 + 1000;
        assertThat(backbone(new ShuffleNetV2(64))).isEqualTo(2_278_604 - classifier);
    }

    /**
     * The file yolov4-tiny.conv.29 has 19,789,716 bytes: a head of 20, and floats of layers 0 to 28, running statistics
     * included. Layers 27 (512 -> 256, 1x1) and 28 (256 -> 512, 3x3) belong to the original's own head.
     */
    @Test
    void tinyYoloV4HasTheValuesOfTheOriginalsPretrainedBackbone() {
        long published = (19_789_716 - 20) / 4;
        long head = 512 * 256 + 4 * 256 + 9 * 256 * 512 + 4 * 512;
        long found = Cost.of(new TinyYoloV4(64), 64, 64).specs().stream()
                .filter(spec -> spec.name().startsWith("backbone."))
                .mapToLong(ParameterSpec::size)
                .sum();
        assertThat(found).isEqualTo(published - head);
    }

    /** torchvision states 0.06 GFLOPs of multiply-adds for MobileNetV3-Small at 224 x 224 and 0.14 for ShuffleNetV2. */
    @Test
    void multiplyAddsAreThoseOfTheOriginals() {
        assertThat(backboneMacs(new MobileNetV3Small(64))).isBetween(0.050e9, 0.060e9);
        assertThat(backboneMacs(new ShuffleNetV2(64))).isBetween(0.135e9, 0.150e9);
    }

    @Test
    void allHaveTheSameHeadOnTheSameNeck() {
        assertThat(Architectures.students())
                .hasSize(5)
                .allSatisfy(student -> assertThat(named(student, "head.1."))
                        .isEqualTo(named(LightMask.standard(), "head.1."))
                        .isNotEmpty());
    }

    private static java.util.List<ParameterSpec> named(Network network, String prefix) {
        return Cost.of(network, 64, 64).specs().stream()
                .filter(spec -> spec.name().startsWith(prefix))
                .toList();
    }

    private static long backbone(Network network) {
        return named(network, "backbone.").stream()
                .filter(ParameterSpec::trainable)
                .mapToLong(ParameterSpec::size)
                .sum();
    }

    /** At 224 x 224, where the neck and head of a network with one channel cost next to nothing but the laterals. */
    private static double backboneMacs(Network network) {
        return Cost.of(network, 224, 224).macs() - headMacs(network);
    }

    private static double headMacs(Network network) {
        double macs = 0;
        int[] sides = {28, 14, 7};
        for (var spec : Cost.of(network, 224, 224).specs()) {
            if (!spec.name().startsWith("backbone.")
                    && spec.name().endsWith(".weight")
                    && spec.shape().size() == 4) {
                macs += (double) spec.size() * cells(spec.name(), sides);
            }
        }
        return macs;
    }

    /** Cells of the map that a layer of the neck or head makes. */
    private static double cells(String layer, int[] sides) {
        int level = layer.startsWith("head.")
                ? layer.charAt(5) - '0'
                : switch (layer.replaceAll("\\..*", "")) {
                    case "lateral3", "down3" -> 0;
                    case "lateral4", "down4", "up4", "shrink3" -> 1;
                    default -> 2;
                };
        return (double) sides[level] * sides[level];
    }
}
