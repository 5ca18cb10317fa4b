package io.maskgate.models.data;

import io.maskgate.models.recipe.Default;

/**
 * What is done to a picture before the network sees it. Probabilities are per view, 0 switches a step off. Scales are
 * relative to the plain letterbox fit of the whole input and drawn evenly on a logarithmic axis.
 *
 * @param width input width, pixels
 * @param height input height, pixels
 * @param mosaic probability of four pictures around a random centre in place of one
 * @param mosaicScaleMin smallest scale of a mosaic's picture
 * @param mosaicScaleMax largest scale of a mosaic's picture
 * @param scaleMin smallest scale of a single picture
 * @param scaleMax largest scale of a single picture; 1 and 1 with no rotation is the plain centred letterbox
 * @param flip probability of mirroring left and right, per picture
 * @param hueGain hue is turned by up to this part of the full circle, either way
 * @param satGain saturation is changed by up to this part, either way
 * @param valGain brightness is changed by up to this part, either way
 * @param grayscale probability of taking all colour away
 * @param blur probability of a small box or motion blur
 * @param noise probability of Gaussian noise
 * @param lowResolution probability of scaling down and up again
 * @param gradient probability of a brightness gradient
 * @param mixup probability of averaging with another single picture
 * @param cutmix probability of pasting a rectangle of another single picture, where no mixup was done
 * @param occluder probability of shapes beside faces or over small parts of their upper halves
 * @param disguise probability, per face without a mask, of a mask under its chin or a hand before its mouth
 * @param rotateDegrees largest rotation of a single picture, either way
 */
public record AugmentRecipe(
        int width,
        int height,
        float mosaic,
        float mosaicScaleMin,
        float mosaicScaleMax,
        float scaleMin,
        float scaleMax,
        float flip,
        float hueGain,
        float satGain,
        float valGain,
        float grayscale,
        float blur,
        float noise,
        float lowResolution,
        float gradient,
        float mixup,
        float cutmix,
        float occluder,
        @Default("0") float disguise,
        float rotateDegrees) {
    /** The longest side of a view, pixels. */
    public static final int MOST_SIDE = 2048;

    public AugmentRecipe {
        if (width < 32 || height < 32 || width > MOST_SIDE || height > MOST_SIDE) {
            throw new IllegalArgumentException(
                    "input is " + width + "x" + height + ", expected 32.." + MOST_SIDE + " a side");
        }
        scales("mosaicScale", mosaicScaleMin, mosaicScaleMax);
        scales("scale", scaleMin, scaleMax);
        within("mosaic", mosaic, 1);
        within("flip", flip, 1);
        within("hueGain", hueGain, 0.5f);
        within("satGain", satGain, 1);
        within("valGain", valGain, 1);
        within("grayscale", grayscale, 1);
        within("blur", blur, 1);
        within("noise", noise, 1);
        within("lowResolution", lowResolution, 1);
        within("gradient", gradient, 1);
        within("mixup", mixup, 1);
        within("cutmix", cutmix, 1);
        within("occluder", occluder, 1);
        within("disguise", disguise, 1);
        within("rotateDegrees", rotateDegrees, 45);
    }

    private static void scales(String name, float min, float max) {
        if (!(min >= 0.1f) || !(max <= 10) || !(min <= max)) {
            throw new IllegalArgumentException(name + " is " + min + ".." + max + ", expected 0.1 <= min <= max <= 10");
        }
    }

    private static void within(String name, float value, float max) {
        if (!(value >= 0 && value <= max)) {
            throw new IllegalArgumentException(name + " is " + value + ", expected 0.." + max);
        }
    }

    /** The plain letterbox, for evaluation. */
    public static AugmentRecipe none(int width, int height) {
        return new AugmentRecipe(width, height, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    boolean letterboxOnly() {
        return scaleMin == 1 && scaleMax == 1 && rotateDegrees == 0;
    }
}
