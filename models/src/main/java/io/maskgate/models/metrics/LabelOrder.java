package io.maskgate.models.metrics;

import java.util.Optional;

/**
 * Whether labels and a model that knows faces mean the same by their numbers. A model that learns from labels in the other order
 * says the opposite of what is there, and by such labels it is right.
 */
public final class LabelOrder {
    /** The least share of right labels that gives no cause to doubt their order: one half is what chance gives. */
    public static final double LEAST = 0.5;

    /** Fewer faces tell nothing. */
    private static final int ENOUGH = 10;

    private LabelOrder() {}

    /**
     * What to say where they do not agree; nothing where they do, or where too few faces were found.
     *
     * @param who saw them
     * @param least share of the found faces on which both are to agree
     */
    public static Optional<String> opposite(FaceMetrics faces, String who, double least) {
        return faces.matched() < ENOUGH || faces.accuracy() >= least
                ? Optional.empty()
                : Optional.of("of " + faces.matched() + " faces that " + who + " finds " + faces.correct()
                        + " have the label that it sees, expected " + Math.round(Math.ceil(least * faces.matched()))
                        + " or more; class 0 is facemask, 1 no facemask");
    }
}
