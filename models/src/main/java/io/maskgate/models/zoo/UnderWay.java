package io.maskgate.models.zoo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model's card while files of its folder are replaced: it says nothing of them. So a kill between two of them leaves a
 * model that the gateway takes, with nothing proved of it, and not one with wrong sums, which it would refuse.
 */
final class UnderWay {
    private UnderWay() {}

    /**
     * Before the first file is replaced. Where each is replaced by the same, the card stays.
     *
     * @param files what comes in each one's place, by name
     * @param gone names of those in whose place nothing comes
     * @param keys of the card that tell of them
     */
    static void begin(Path folder, QuantisedCard before, Map<String, Path> files, List<String> gone, List<String> keys)
            throws IOException {
        if (!(before.card() instanceof ObjectNode found) || !found.has("sha256")) {
            return;
        }
        var card = found.deepCopy();
        var sums = card.withObject("/sha256");
        boolean changes = gone.stream().anyMatch(sums::has);
        sums.remove(gone);
        for (var file : files.entrySet()) {
            if (!sums.path(file.getKey()).asText().equals(Sha256.of(file.getValue()))) {
                sums.remove(file.getKey());
                changes = true;
            }
        }
        if (changes) {
            card.remove(keys);
            AtomicFile.write(folder.resolve("card.json"), Card.text(card));
        }
    }
}
