package io.maskgate.models.adapt;

import io.maskgate.models.export.OracleModel;
import io.maskgate.models.fixtures.TinyFaces;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An owner with four labelled pictures of 64 x 64, and a model that sees the same face in every picture. */
abstract class BeforeOwnPictures {
    static final float[] BOX = {16, 8, 48, 40};

    @TempDir
    Path folder;

    Path pictures = Path.of("");

    @BeforeEach
    void pictures() throws IOException {
        TinyFaces.write(folder, "some", 4);
        pictures = folder.resolve("some");
    }

    /** Makes a data set of them in {@code own}. */
    final OwnPictures.Summary write(float score) throws IOException {
        return write("own", score, 0.25);
    }

    final OwnPictures.Summary write(String name, float score, double val) throws IOException {
        return write(name, score, val, (_, _) -> _ -> {});
    }

    final OwnPictures.Summary write(String name, float score, double val, OwnPictures.Progress progress)
            throws IOException {
        var onnx = folder.resolve("oracle.onnx");
        OracleModel.write(onnx, 64, 64, BOX, new float[] {0, score});
        try (var labels = PseudoLabels.open(onnx, 0.7f, 0.2f)) {
            return new OwnPictures(pictures, val).write(folder.resolve(name), labels, progress);
        }
    }
}
