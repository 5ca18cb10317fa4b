package io.maskgate.models.adapt;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.files.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whose the labels of a data set's {@code val} are: a person's, where neither {@code data label} nor the gateway's export of
 * samples says beside it that they are a model's, and of {@code data label}'s those that are not as the model made them any more.
 *
 * @param pictures of val
 * @param labelled those labelled by a model
 * @param labeller that model's tag, empty where there is none
 */
public record WhoLabelled(int pictures, int labelled, String labeller) {
    private static final String VAL = "val";

    /** @param val of the data set in {@code folder} */
    public static WhoLabelled of(Path folder, FaceDataset val) throws IOException {
        if (!Files.exists(summary(folder))) {
            return new WhoLabelled(val.size(), 0, "");
        }
        var said = read(folder);
        return new WhoLabelled(
                val.size(), labelled(folder, val, said), said.path("model").asText());
    }

    public static Path summary(Path folder) {
        return folder.resolve("summary.json");
    }

    private static JsonNode read(Path folder) throws IOException {
        return JsonFile.read(
                summary(folder),
                "remove it where the labels are a person's, else have what made the data set make it anew");
    }

    /** How many have the very labels that a model gave them. */
    private static int labelled(Path folder, FaceDataset val, JsonNode said) throws IOException {
        var boxes = said.path("judging").path("boxes");
        if (boxes.isMissingNode()) {
            // The gateway's export says their number alone; data label once did, and whether any of them was changed
            // since.
            int number = said.path("judging").path("labelled").asInt();
            return said.has("content") && changed(folder).contains(VAL) ? 0 : Math.min(val.size(), number);
        }
        int labelled = 0;
        for (var picture : val.images()) {
            String made =
                    boxes.path(String.valueOf(picture.labels().getFileName())).asText();
            labelled += made.equals(OwnPictures.boxes(picture)) ? 1 : 0;
        }
        return labelled;
    }

    /** The splits that are not as the summary says they were made. */
    public static List<String> changed(Path folder) throws IOException {
        var made = read(folder).path("content");
        var changed = new ArrayList<String>();
        for (String split : made.properties().stream().map(Map.Entry::getKey).toList()) {
            if (!Files.isDirectory(folder.resolve(split))
                    || !FaceDataset.read(folder, split)
                            .content()
                            .equals(made.path(split).asText())) {
                changed.add(split);
            }
        }
        return changed;
    }
}
