package io.maskgate.hw.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can be said of a model file before it is read. */
public final class OnnxFile {
    /** What the format allows: lengths in it are whole numbers of 32 bits, and so are those of arrays and buffers in Java. */
    private static final long MOST_BYTES = Integer.MAX_VALUE;

    private OnnxFile() {}

    /**
     * The file itself.
     *
     * @throws InferenceException when it is none, or larger than any ONNX file can be
     */
    public static Path checked(Path onnx) {
        if (!Files.isRegularFile(onnx)) {
            throw new InferenceException("model " + onnx + ": expected an ONNX file, found "
                    + (Files.isDirectory(onnx) ? "a folder" : "nothing"));
        }
        try {
            long bytes = Files.size(onnx);
            if (bytes > MOST_BYTES) {
                throw new InferenceException(
                        "model " + onnx + ": expected an ONNX file, of at most " + MOST_BYTES
                                + " bytes by its format, found " + bytes
                                + "; it is damaged or another file: compare its sha256 with the model's card, or copy it again");
            }
        } catch (IOException e) {
            throw new InferenceException("model " + onnx + ": cannot be read: " + e.getMessage(), e);
        }
        return onnx;
    }
}
