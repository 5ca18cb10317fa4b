package io.maskgate.models.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How often the pictures of a data set are learnt from: each as often as any other, or those that come first as a given
 * part of all, however few they are. It holds for the views of an epoch and for the pictures that come in beside another
 * one in a view: a part of the views alone would be less than half of that part of what is seen.
 *
 * @param first pictures at the beginning of the data set
 * @param rest the others
 * @param share the part of the first; 0: every picture as often as any other
 */
public record Mix(int first, int rest, double share) {
    public Mix {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("share: expected above 0 and below 1, found " + share);
        }
        if (first < 0 || rest < 0 || share > 0 && (first == 0 || rest == 0)) {
            throw new IllegalArgumentException(
                    "share: expected pictures on both sides, found " + first + " and " + rest);
        }
    }

    /** Every picture as often as any other. */
    public static Mix even(int size) {
        return new Mix(0, size, 0);
    }

    public int size() {
        return first + rest;
    }

    public boolean isEven() {
        return share == 0;
    }

    /** How often one of the first comes in an epoch, which is as long as the data set. */
    public double times() {
        return isEven() ? 1 : share * size() / first;
    }

    /** What tells it apart from others, for records; nothing where all are equal. */
    public String told() {
        return isEven() ? "" : " share " + share + " of the first " + first;
    }

    /** Of each picture, relative to the others. */
    float[] weights() {
        if (isEven()) {
            return EpochPlan.uniform(size());
        }
        var weights = new float[size()];
        Arrays.fill(weights, 0, first, (float) times());
        Arrays.fill(weights, first, size(), (float) ((1 - share) * size() / rest));
        return weights;
    }

    /** A picture that comes in beside another. */
    int draw(RandomGenerator random) {
        if (isEven()) {
            return random.nextInt(rest);
        }
        return random.nextDouble() < share ? random.nextInt(first) : first + random.nextInt(rest);
    }
}
