package io.maskgate.models.data;

/**
 * A face somebody believes to see.
 *
 * @param x0 left edge, pixels of the view
 * @param y0 top edge
 * @param x1 right edge, above x0
 * @param y1 bottom edge, above y0
 * @param facemask probability of a face with a mask, 0 to 1
 * @param noFacemask probability of a face without one; both add up to at most 1, the rest is no face
 */
public record SoftFace(float x0, float y0, float x1, float y1, float facemask, float noFacemask) {
    public SoftFace {
        if (!(x1 > x0) || !(y1 > y0) || !Float.isFinite(x0 + y0 + x1 + y1)) {
            throw new IllegalArgumentException(
                    "box is %s %s %s %s, expected x0 < x1 and y0 < y1".formatted(x0, y0, x1, y1));
        }
        if (!(facemask >= 0 && noFacemask >= 0 && facemask + noFacemask <= 1.001f)) {
            throw new IllegalArgumentException("probabilities are %s and %s, expected 0 or more, together at most 1"
                    .formatted(facemask, noFacemask));
        }
    }

    /** Probability that there is a face, whichever. */
    public float foreground() {
        return Math.min(1, facemask + noFacemask);
    }

    /** The likelier label: 0 facemask, 1 no facemask. */
    public int label() {
        return facemask >= noFacemask ? 0 : 1;
    }
}
