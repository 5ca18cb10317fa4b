package io.maskgate.daemon.tracking;

import io.maskgate.hw.inference.MaskLabel;
import java.util.Optional;

/**
 * The label of one face by a vote over its sightings, with hysteresis.
 *
 * <p>Each observation votes for its likelier label with the margin between the two scores; a margin below {@link
 * #SURE_MARGIN} leaves the rest to nobody, so that a face never surely either wins no share. Older votes fade. A label
 * wins once at least {@code confirm} of the last {@code 2 * confirm} sightings agree and it holds {@code share} of the
 * faded votes; it stays until the other wins by the same rule.
 */
final class LabelVote {
    /** Margin that makes a whole vote. */
    static final double SURE_MARGIN = 0.2;
    /**
     * Votes fade by this factor from sighting to sighting, and at most so much in {@link #FADE_SECONDS}: a change at
     * the default share of 0.8 takes eight sightings and a second and a half, whichever is longer.
     */
    private static final double FADE = 0.8;

    private static final double FADE_SECONDS = 0.2;
    /** Shares are compared to half a percent, so that a share of 1 can be reached though votes never fade to nothing. */
    private static final double ROUNDING = 0.005;

    private static final byte NOBODY = -1;

    private final int confirm;
    private final double share;
    private final byte[] sightings;
    private final double[] votes = new double[MaskLabel.values().length];
    private final double[] scores = new double[MaskLabel.values().length];
    private final double[] voters = new double[MaskLabel.values().length];
    private double nobody;
    private int count;
    private long lastNanos;
    private Optional<MaskLabel> winner = Optional.empty();

    LabelVote(int confirm, double share) {
        this.confirm = confirm;
        this.share = share;
        this.sightings = new byte[2 * confirm];
    }

    /**
     * Takes in an observation.
     *
     * @param sighting whether it counts as a sighting; a low-scoring one only votes
     */
    void add(Observation observation, boolean sighting, long nanos) {
        fade((nanos - lastNanos) / 1e9);
        lastNanos = nanos;
        MaskLabel label = observation.label();
        votes[label.ordinal()] += observation.margin();
        nobody += Math.max(0, SURE_MARGIN - observation.margin());
        voters[label.ordinal()] += 1;
        scores[label.ordinal()] += observation.score();
        if (sighting) {
            sightings[count++ % sightings.length] =
                    observation.margin() < SURE_MARGIN / 2 ? NOBODY : (byte) label.ordinal();
        }
        if (wins(label)) {
            winner = Optional.of(label);
        }
    }

    /** The settled label. */
    Optional<MaskLabel> winner() {
        return winner;
    }

    /** The label that leads now, settled or not. */
    MaskLabel leader() {
        return votes[0] >= votes[1] ? MaskLabel.FACEMASK : MaskLabel.NO_FACEMASK;
    }

    /** Mean score of the faded observations that voted for the label, 0 to 1; 0 where none did. */
    double score(MaskLabel label) {
        return voters[label.ordinal()] == 0 ? 0 : Math.clamp(scores[label.ordinal()] / voters[label.ordinal()], 0, 1);
    }

    private boolean wins(MaskLabel label) {
        int agreeing = 0;
        for (int i = 0; i < Math.min(count, sightings.length); i++) {
            if (sightings[i] == label.ordinal()) {
                agreeing++;
            }
        }
        double all = votes[0] + votes[1] + nobody;
        return agreeing >= confirm && votes[label.ordinal()] + ROUNDING * all >= share * all;
    }

    private void fade(double seconds) {
        double factor = Math.max(FADE, Math.pow(FADE, Math.max(0, seconds) / FADE_SECONDS));
        for (int i = 0; i < votes.length; i++) {
            votes[i] *= factor;
            scores[i] *= factor;
            voters[i] *= factor;
        }
        nobody *= factor;
    }
}
