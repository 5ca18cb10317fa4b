package io.maskgate.models.pipeline;

import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.recipe.Default;
import io.maskgate.models.recipe.StrictYaml;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How a model is adapted. In the training recipe {@code ${start}} stands for the model's weights, {@code ${network}} for
 * their architecture, {@code ${width}} and {@code ${height}} for its input.
 *
 * @param name of the adapted model
 * @param train the training recipe's file, relative to this one
 * @param share the part of what is learnt from that is of own pictures, however few they are; 0: every picture, own or old, as
 *     often as any other
 * @param label how pictures without labels get them
 * @param quantise the smaller precisions, made by the old data set
 * @param gate what must hold for the adapted model to be kept
 * @param provenance text file for the card; empty for none
 */
public record AdaptRecipe(
        String name,
        String train,
        @Default("0") double share,
        @Default("{}") Label label,
        @Default("{}") PipelineRecipe.Quantise quantise,
        @Default("{}") Gate gate,
        @Default("''") String provenance) {
    public AdaptRecipe {
        require(OnnxExporter.isName(name), "name", "'" + name + "'", OnnxExporter.NAMES);
        require(!train.isBlank(), "train", "nothing", "a recipe's file");
        require(share >= 0 && share < 1, "share", share, "above 0 and below 1, or 0 for none");
    }

    /**
     * Labelling.
     *
     * @param model name, folder or file of the one who labels; empty for the model itself
     * @param sure least score of a label
     * @param unsure a detection from here up to {@code sure} means that the picture is left out
     * @param val share of the pictures that judge
     * @param agree least share of the faces found on either val, before any training, that must have the label which the model
     *     sees: with less the classes are taken to be in the other order, which of those of a good model leaves a twentieth; what
     *     it is bad at, as a gateway's samples are, may leave a third; 0: any
     */
    public record Label(
            @Default("''") String model,
            @Default("0.7") double sure,
            @Default("0.2") double unsure,
            @Default("0.25") double val,
            @Default("0.25") double agree) {
        public Label {
            require(sure > 0 && sure <= 1, "sure", sure, "above 0, at most 1");
            require(unsure > 0 && unsure <= sure, "unsure", unsure, "above 0, at most sure");
            require(val > 0 && val < 1, "val", val, "between 0 and 1");
            require(agree >= 0 && agree <= 1, "agree", agree, "0 to 1");
        }
    }

    /**
     * All but {@code labels} in hundredths, against the model before.
     *
     * @param mostLoss how much mAP50 may fall on the old data set's val
     * @param gain how much it must rise on the own val
     * @param drift how much it may fall on an own val that the model itself labelled: against its own labels nothing can
     *     rise; where it labelled a part, drift holds for that part and gain for the rest
     * @param labels least share of right labels among the faces found, of float32 on both vals, 0..1; 0: any
     * @param mostFewer how much of the share of faces found at a gateway's score may be lost on the old val; 100: all
     */
    public record Gate(
            @Default("1") double mostLoss,
            @Default("0.1") double gain,
            @Default("5") double drift,
            @Default("0") double labels,
            @Default("100") double mostFewer) {
        /** Asks for nothing. */
        static final double ANY = 100;

        public Gate {
            require(mostLoss >= 0 && mostLoss <= 100, "mostLoss", mostLoss, "0 to 100");
            require(gain >= 0 && gain <= 100, "gain", gain, "0 to 100");
            require(drift >= 0 && drift <= 100, "drift", drift, "0 to 100");
            require(labels >= 0 && labels <= 1, "labels", labels, "0 to 1");
            require(mostFewer >= 0 && mostFewer <= ANY, "mostFewer", mostFewer, "0 to 100");
        }
    }

    /**
     * Reads a YAML file, strictly.
     *
     * @throws IllegalArgumentException naming file, line, key, what was expected and what was found
     */
    public static AdaptRecipe read(Path file) throws IOException {
        return StrictYaml.read(file, AdaptRecipe.class);
    }

    private static void require(boolean holds, String key, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": expected " + expected + ", found " + found);
        }
    }
}
