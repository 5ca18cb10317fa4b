package io.maskgate.models.loss;

/**
 * Weights of the parts of the loss.
 *
 * @param focal exponent of the quality focal modulation {@code |target - p|^focal} (arXiv:2006.04388, eq. 5); 0 is plain
 *     binary cross entropy
 */
public record LossWeights(double box, double classes, double distribution, double focal) {
    public LossWeights {
        if (!(box >= 0 && classes >= 0 && distribution >= 0 && focal >= 0)) {
            throw new IllegalArgumentException("loss: expected weights of 0 or more, found box " + box + ", classes "
                    + classes + ", distribution " + distribution + ", focal " + focal);
        }
    }
}
