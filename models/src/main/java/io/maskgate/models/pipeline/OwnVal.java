package io.maskgate.models.pipeline;

import io.maskgate.models.adapt.OwnPictures;
import io.maskgate.models.adapt.WhoLabelled;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.pipeline.Verdict.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The own val of an adaptation by who labelled it, which decides what a gate can hold by it.
 *
 * @param given pictures labelled by the owner
 * @param labelled pictures labelled by a model
 * @param labeller that model's name
 * @param itself whether it is the one that is adapted: against its own labels nothing can rise
 * @param remedies for labels of a model, and for few of them
 */
record OwnVal(int given, int labelled, String labeller, boolean itself, Remedies remedies) {
    private static final double POINTS = 100;
    private static final String WORTH = ", for a verdict worth more";
    private static final String BY_HAND =
            "label " + OwnPictures.ENOUGH + " pictures by hand, or name a larger model as label.model" + WORTH;

    /** What makes a verdict worth more. */
    record Remedies(String whoLabelled, String howMany) {
        /** @param share of the pictures with labels, whoever made them, that judge */
        static Remedies ofPictures(double share) {
            // Their number is rounded.
            long needed = (long) Math.ceil((OwnPictures.ENOUGH - 0.5) / share);
            return new Remedies(
                    BY_HAND,
                    "add pictures with labels (at label.val " + share + " it takes " + needed + " until "
                            + OwnPictures.ENOUGH + " judge), or give val a larger share (label.val), and begin in"
                            + " another folder" + WORTH);
        }

        static Remedies ofDataset(Path own) {
            return new Remedies(
                    "once somebody has looked through val, delete " + summary(own)
                            + " (and begin in another folder where a label was put right), or label with a larger model (data label --model)"
                            + WORTH,
                    "put " + OwnPictures.ENOUGH + " labelled by hand into val" + WORTH);
        }
    }

    /**
     * Of pictures that step label made a data set of.
     *
     * @param share of them that judge
     */
    static OwnVal read(Path own, double share, String labeller, boolean itself) throws IOException {
        var judging = Judging.read(summary(own)).path("judging");
        return new OwnVal(
                judging.path("given").asInt(),
                judging.path("labelled").asInt(),
                labeller,
                itself,
                Remedies.ofPictures(share));
    }

    /**
     * Of a data set that came with its labels.
     *
     * @param tag of the model that is adapted
     */
    static OwnVal ofDataset(Path own, String tag) throws IOException {
        var pictures = FaceDataset.read(own, Plan.VAL);
        var who = WhoLabelled.of(own, pictures);
        return new OwnVal(
                who.pictures() - who.labelled(),
                who.labelled(),
                who.labeller(),
                who.labeller().equals(tag),
                Remedies.ofDataset(own));
    }

    /** What can be told before the first step: that labels of the model itself will have to judge. */
    static Optional<String> forecast(OwnPictures.Content content, double share, boolean itself) {
        int judging = Math.min(OwnPictures.ENOUGH, (int) Math.round(share * content.pictures()));
        return itself && content.labelled() < Math.min(judging, content.pictures())
                ? Optional.of("own val: only " + content.labelled() + " of " + content.pictures()
                        + " pictures have labels, so that the model's own will judge it too: by these no gain can show; "
                        + BY_HAND)
                : Optional.empty();
    }

    static Path summary(Path own) {
        return WhoLabelled.summary(own);
    }

    /**
     * Holds what step label made against what is there: figures from before and after a change do not compare.
     *
     * @throws IllegalArgumentException when pictures or labels were changed since
     */
    static void unchanged(Path own) throws IOException {
        if (Files.exists(summary(own))) {
            for (var split : WhoLabelled.changed(own)) {
                throw new IllegalArgumentException(
                        own.resolve(split) + ": expected the pictures and labels that step label"
                                + " made, found others; put corrected labels beside the pictures and begin in another folder");
            }
        }
    }

    /**
     * Before the night that the training takes.
     *
     * @param before mAP50 of the model as it is
     * @throws IOException where no training could pass
     */
    void requirePossible(double before, AdaptRecipe.Gate gate) throws IOException {
        if (least(before, gate) > 1) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "own val: expected room for a gain of %s points, found mAP50 %.4f before any training; add pictures"
                            + " that the model gets wrong, or set gate.gain: 0, and begin in another folder",
                    gate.gain(),
                    before));
        }
    }

    /** The gate's figure. */
    Check check(double before, double found, AdaptRecipe.Gate gate) {
        String what = judgesItself()
                ? "own val mAP50, labels of " + labelled + " of " + pictures() + " pictures the model's own"
                : "own val mAP50";
        return Check.atLeast(what, found, least(before, gate));
    }

    /** Each picture has its part: one that the model labelled itself takes the demand for a gain from no other. */
    private double least(double before, AdaptRecipe.Gate gate) {
        double own = judgesItself() ? labelled / (double) pictures() : 0;
        return before + ((1 - own) * gate.gain() - own * gate.drift()) / POINTS;
    }

    private int pictures() {
        return given + labelled;
    }

    /** What it also decided: the best of several epochs is a little better on it than on other pictures. */
    static List<String> chose(int epochs) {
        return epochs > 1
                ? List.of(
                        "own val chose the best of " + epochs + " epochs too, so that its figure is a little flattered")
                : List.of();
    }

    /** What a verdict must say of it; nothing where people labelled all of it, and there is enough. */
    List<String> notes() {
        var notes = new ArrayList<String>();
        if (labelled > 0) {
            notes.add(whose());
        }
        if (pictures() < OwnPictures.ENOUGH) {
            notes.add("own val: only " + pictures() + " pictures judge, so that a face or two decide; "
                    + remedies.howMany());
        }
        return notes;
    }

    private String whose() {
        String who = "own val: " + labelled + " of " + pictures() + " pictures are labelled by " + labeller;
        return judgesItself()
                ? who + ", the model that is adapted: they can show that it did not drift, not that it got better; "
                        + remedies.whoLabelled()
                : who + ", not by a person: a gain is one towards what that model says";
    }

    private boolean judgesItself() {
        return itself && labelled > 0;
    }
}
