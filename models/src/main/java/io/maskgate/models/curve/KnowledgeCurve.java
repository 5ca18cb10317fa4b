package io.maskgate.models.curve;

import io.maskgate.models.distil.Knowledge;
import io.maskgate.models.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a student learnt from its teachers, as CSV: a row per epoch, each loss before its weight. One thread writes it. */
public final class KnowledgeCurve {
    private static final String HEADER = "epoch,hard,soft,box,feature,attention,relation";

    private final Path file;
    private final List<String> rows = new ArrayList<>();

    /**
     * Keeps the rows of the epochs already done, so that a resumed run continues it.
     *
     * @throws IOException when there is a file that is none of these
     */
    public KnowledgeCurve(Path file, int epochsDone) throws IOException {
        this.file = file;
        rows.add(HEADER);
        if (Files.exists(file)) {
            var found = Files.readAllLines(file);
            if (found.isEmpty() || !found.getFirst().equals(HEADER)) {
                throw new IOException(file + ":1: expected the header " + HEADER + ", found "
                        + (found.isEmpty() ? "an empty file" : found.getFirst()));
            }
            // One row per epoch from the first on.
            rows.addAll(found.subList(1, Math.min(found.size(), 1 + epochsDone)));
        }
    }

    /** Adds an epoch, counted from 1, and replaces the file. */
    public void add(int epoch, double hard, Knowledge knowledge) throws IOException {
        rows.add(String.format(
                Locale.ROOT,
                "%d,%.5f,%.5f,%.5f,%.5f,%.5f,%.5f",
                epoch,
                hard,
                knowledge.soft(),
                knowledge.box(),
                knowledge.feature(),
                knowledge.attention(),
                knowledge.relation()));
        AtomicFile.write(file, String.join("\n", rows) + "\n");
    }
}
