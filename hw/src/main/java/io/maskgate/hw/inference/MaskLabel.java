package io.maskgate.hw.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The two classes of the detector contract, in the order of the model's score columns. */
public enum MaskLabel {
    FACEMASK("facemask"),
    NO_FACEMASK("no facemask");

    private static final List<String> TEXTS =
            Arrays.stream(values()).map(MaskLabel::text).toList();

    private final String text;

    MaskLabel(String text) {
        this.text = text;
    }

    /** The label as it stands in events, model metadata and on the page. */
    public String text() {
        return text;
    }

    /** All labels in class order. */
    public static List<String> texts() {
        return TEXTS;
    }

    public static Optional<MaskLabel> of(String text) {
        return Arrays.stream(values()).filter(label -> label.text.equals(text)).findFirst();
    }
}
