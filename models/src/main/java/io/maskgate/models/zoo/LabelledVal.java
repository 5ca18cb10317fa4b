package io.maskgate.models.zoo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.models.adapt.WhoLabelled;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.files.JsonFile;
import java.io.IOException;
import java.nio.file.Path;

/** What card and page of a model say of whose the labels of val are: a model's may become a person's once somebody has looked. */
public final class LabelledVal {
    private static final String CARD = "card.json";
    private static final String README = "README.md";
    private static final String VAL = "/data/val";
    private static final String LABELLED = "labelled";
    private static final String LABELLER = "labeller";
    private static final String REMEDY = "make the entry anew";

    private LabelledVal() {}

    /** Brings them up to date; a card that says nothing of a val stays as it is. */
    public static void update(Path folder, WhoLabelled who) throws IOException {
        var card = read(folder);
        if (!(card.at(VAL) instanceof ObjectNode val)) {
            return;
        }
        var before = val.deepCopy();
        if (who.labelled() > 0) {
            val.put(LABELLED, who.labelled()).put(LABELLER, who.labeller());
        } else {
            val.remove(LABELLED);
            val.remove(LABELLER);
        }
        // As text: the same number may be another type once it was read.
        if (!val.toString().equals(before.toString())) {
            AtomicFile.write(folder.resolve(README), Readme.of(card));
            AtomicFile.write(folder.resolve(CARD), Card.text(card));
        }
    }

    private static ObjectNode read(Path folder) throws IOException {
        return JsonFile.read(folder.resolve(CARD), REMEDY);
    }
}
