package io.maskgate.models.data;

import java.nio.file.Path;

/**
 * One thing wrong with a data set. What it names was left out.
 *
 * @param file the label file or the picture
 * @param line line of the label file, from 1; 0 where the whole file is meant
 * @param reason what was expected and what was found
 */
public record DataProblem(Path file, int line, String reason) {
    public DataProblem {
        if (line < 0 || reason.isBlank()) {
            throw new IllegalArgumentException(
                    "a problem needs a line >= 0 and a reason, found " + line + ", '" + reason + "'");
        }
    }

    /** {@code file:line: reason}, or {@code file: reason}. */
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + reason;
    }
}
