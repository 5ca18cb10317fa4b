package io.maskgate.models.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.models.data.Augmenter;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.zoo.Taught;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code training.json}, {@code maskgate.training/1}: what a run was of, besides its recipe.
 *
 * @param train digest of the pictures that are learnt from
 * @param val digest of those that judge
 */
record RunRecord(TrainingData data, String train, String val) {
    static RunRecord of(TrainingData data) throws IOException {
        return new RunRecord(
                data, data.train().dataset().content(), data.val().dataset().content());
    }

    /** Of all data. */
    String digest() {
        return train + "+" + val + data.mix().told();
    }

    /** What the views depend on besides their augmentation: answers about others are of no use. */
    String views(Recipe recipe) {
        return train + data.mix().told() + " views " + Augmenter.VERSION + " seed " + recipe.seed() + " batch "
                + recipe.batch();
    }

    void write(Path folder, Recipe recipe, List<Taught> teachers) throws IOException {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("schema", "maskgate.training/1");
        root.put("name", recipe.name());
        root.put("seed", recipe.seed());
        var sets = root.putObject("data");
        var learnt = sets.putObject("train");
        set(learnt, data.train().dataset(), train);
        var mix = data.mix();
        if (!mix.isEven()) {
            learnt.putObject("share").put("of_the_first", mix.first()).put("part", mix.share());
        }
        set(sets.putObject("val"), data.val().dataset(), val);
        var list = root.putArray("teachers");
        teachers.forEach(each -> list.addObject()
                .put("name", each.name())
                .put("sha256", each.sha256())
                .put("map50", each.map50())
                .put("earlier", each.earlier()));
        AtomicFile.write(folder.resolve("training.json"), root.toPrettyString() + "\n");
    }

    private static void set(ObjectNode node, FaceDataset set, String content) {
        node.put("pictures", set.size())
                .put("facemask", set.faces(0))
                .put("no facemask", set.faces(1))
                .put("sha256", set.sha256())
                .put("content", content);
    }
}
