package io.maskgate.models.synth;

import io.maskgate.hw.inference.MaskLabel;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How one person looks, for as long as the person exists.
 *
 * @param seed of the person's own noise: mottled skin, strands, folds
 * @param shape proportions of head and face
 * @param skin albedo of the skin
 * @param hair albedo of hair and brows
 * @param style cut of the hair
 * @param beard 0 shaven, up to 1 a full beard
 * @param lips albedo of the lips
 * @param iris albedo of the iris
 * @param headwear what is on the head
 * @param wear albedo of the headwear
 * @param glasses frames, where worn
 * @param mask the mask, where worn
 * @param clothes cut and colours of the clothing
 */
record Look(
        int seed,
        Shape shape,
        Rgb skin,
        Rgb hair,
        HairStyle style,
        double beard,
        Rgb lips,
        Rgb iris,
        Headwear headwear,
        Rgb wear,
        Optional<Glasses> glasses,
        Optional<Mask> mask,
        Clothes clothes) {

    enum HairStyle {
        BALD,
        BUZZ,
        SHORT,
        FRINGE,
        BOB,
        LONG,
        BUN,
        CURLY
    }

    enum Headwear {
        NONE,
        CAP,
        SCARF
    }

    enum MaskKind {
        SURGICAL,
        CLOTH,
        FFP2
    }

    enum Pattern {
        PLAIN,
        STRIPES,
        DOTS
    }

    /** Factors on the mean proportions, near 1; {@code gap} is the distance of the eyes; {@code smile} -1 to 1. */
    record Shape(
            double width, double jaw, double nose, double lips, double eyes, double gap, double brow, double smile) {}

    /** Frames with their colour; {@code tint} 0 clear to 1 black; {@code round} 0 rectangular to 1 round lenses. */
    record Glasses(Rgb frame, double tint, double round) {}

    record Mask(MaskKind kind, Rgb colour, Rgb second, Pattern pattern) {}

    record Clothes(Rgb top, Rgb inner, Rgb legs, boolean open, Pattern pattern, double build) {}

    private static final int[][] SKINS = {
        {240, 212, 194},
        {232, 198, 176},
        {226, 186, 160},
        {214, 170, 142},
        {200, 152, 122},
        {182, 134, 104},
        {160, 114, 86},
        {138, 96, 72},
        {116, 80, 62},
        {96, 68, 56}
    };
    private static final int[][] HAIRS = {
        {22, 18, 17},
        {30, 24, 21},
        {48, 34, 26},
        {74, 50, 34},
        {110, 76, 46},
        {168, 128, 78},
        {206, 174, 118},
        {136, 64, 34},
        {120, 118, 116},
        {196, 194, 190}
    };
    private static final int[][] IRISES = {{60, 38, 24}, {44, 28, 20}, {92, 64, 36}, {92, 110, 120}, {84, 100, 70}};

    static Look random(RandomGenerator random, MaskLabel label) {
        int tone = random.nextInt(SKINS.length);
        Rgb skin = of(SKINS[tone]).times(random.nextDouble(0.9, 1.08));
        boolean bearded = random.nextDouble() < 0.3;
        int darkHair = tone > 4 ? 4 : HAIRS.length;
        Rgb hair = of(HAIRS[random.nextInt(darkHair)]);
        HairStyle[] styles = HairStyle.values();
        var style = bearded ? styles[random.nextInt(4)] : styles[random.nextInt(styles.length)];
        double made = random.nextDouble();
        Rgb lips = skin.times(new Rgb(0.86, 0.56, 0.54));
        if (!bearded && made < 0.35) {
            lips = lips.mix(Rgb.srgb(170, 40, 52), 0.6);
        }
        double worn = random.nextDouble();
        var headwear = worn < 0.12 ? Headwear.CAP : worn < 0.22 && !bearded ? Headwear.SCARF : Headwear.NONE;
        Optional<Glasses> glasses = random.nextDouble() < 0.28
                ? Optional.of(new Glasses(
                        random.nextBoolean()
                                ? Rgb.srgb(24, 22, 22)
                                : Rgb.hsb(random.nextDouble(), 0.5, random.nextDouble(0.2, 0.7)),
                        random.nextDouble() < 0.15 ? 0.85 : random.nextDouble(0, 0.15),
                        random.nextDouble()))
                : Optional.empty();
        return new Look(
                random.nextInt(),
                new Shape(
                        random.nextDouble(0.92, 1.07),
                        random.nextDouble(0.88, 1.1),
                        random.nextDouble(0.85, 1.2),
                        random.nextDouble(0.8, 1.35),
                        random.nextDouble(0.88, 1.15),
                        random.nextDouble(0.95, 1.06),
                        random.nextDouble(0.6, 1.5),
                        random.nextDouble(-0.4, 1)),
                skin,
                hair,
                style,
                bearded ? random.nextDouble(0.35, 1) : 0,
                lips,
                of(IRISES[random.nextInt(tone > 4 ? 2 : IRISES.length)]),
                headwear,
                Rgb.hsb(random.nextDouble(), random.nextDouble(0.05, 0.7), random.nextDouble(0.15, 0.85)),
                glasses,
                label == MaskLabel.FACEMASK ? Optional.of(mask(random)) : Optional.empty(),
                clothes(random));
    }

    private static Mask mask(RandomGenerator random) {
        double kind = random.nextDouble();
        if (kind < 0.45) {
            double colour = random.nextDouble();
            Rgb blue = colour < 0.55
                    ? Rgb.srgb(132, 190, 222)
                    : colour < 0.75 ? Rgb.srgb(158, 214, 204) : Rgb.srgb(228, 232, 234);
            return new Mask(MaskKind.SURGICAL, blue.times(random.nextDouble(0.85, 1.05)), blue, Pattern.PLAIN);
        }
        if (kind < 0.65) {
            Rgb white = random.nextDouble() < 0.75 ? Rgb.srgb(236, 236, 232) : Rgb.srgb(40, 40, 44);
            return new Mask(MaskKind.FFP2, white, white, Pattern.PLAIN);
        }
        Rgb main = random.nextDouble() < 0.45
                ? Rgb.srgb(30, 30, 33)
                : Rgb.hsb(random.nextDouble(), random.nextDouble(0.1, 0.8), random.nextDouble(0.25, 0.9));
        Rgb second = Rgb.hsb(random.nextDouble(), random.nextDouble(0, 0.6), random.nextDouble(0.3, 0.95));
        double pattern = random.nextDouble();
        return new Mask(
                MaskKind.CLOTH,
                main,
                second,
                pattern < 0.7 ? Pattern.PLAIN : pattern < 0.85 ? Pattern.STRIPES : Pattern.DOTS);
    }

    private static Clothes clothes(RandomGenerator random) {
        Rgb top = random.nextDouble() < 0.4
                ? Rgb.hsb(random.nextDouble(), random.nextDouble(0, 0.15), random.nextDouble(0.12, 0.8))
                : Rgb.hsb(random.nextDouble(), random.nextDouble(0.2, 0.75), random.nextDouble(0.2, 0.75));
        return new Clothes(
                top,
                Rgb.hsb(random.nextDouble(), random.nextDouble(0, 0.3), random.nextDouble(0.6, 0.95)),
                Rgb.hsb(random.nextDouble(0.55, 0.72), random.nextDouble(0.1, 0.5), random.nextDouble(0.12, 0.4)),
                random.nextDouble() < 0.45,
                random.nextDouble() < 0.8 ? Pattern.PLAIN : Pattern.STRIPES,
                random.nextDouble(0.88, 1.12));
    }

    private static Rgb of(int[] srgb) {
        return Rgb.srgb(srgb[0], srgb[1], srgb[2]);
    }
}
