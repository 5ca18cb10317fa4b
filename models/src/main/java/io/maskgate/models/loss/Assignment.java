package io.maskgate.models.loss;

/**
 * Which anchor learns which face of one picture.
 *
 * @param face index of the face each anchor is to predict, -1 for background, {@link #IGNORED} for neither
 * @param quality the score each positive anchor is to give its face's class, 0 to 1
 */
public record Assignment(int[] face, float[] quality) {
    /** An anchor whose answer is not judged. */
    public static final int IGNORED = -2;

    public int positives() {
        int count = 0;
        for (int f : face) {
            count += f >= 0 ? 1 : 0;
        }
        return count;
    }
}
