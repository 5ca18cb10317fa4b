package io.maskgate.models.distil;

import io.maskgate.models.recipe.Default;

/**
 * Who teaches. Either {@code weights} or {@code recipe}; paths are those of the working folder.
 *
 * @param name in progress lines and stored answers
 * @param weights {@code .safetensors} of a network whose architecture its metadata name, or any detector as {@code .onnx}
 * @param adapter for an {@code .onnx}: the file that says how to ask it
 * @param recipe an assistant that is trained first, by this recipe, in the run's folder
 * @param share its part among the teachers
 * @param confidence for an {@code .onnx}: the least probability of a face that is taught
 * @param enlarge for a network: how many times larger than the student it sees the views, 1 or 2. Its strides count in the student's
 *     pixels: enlarged twice, a network of strides 8, 16 and 32 teaches one of 4, 8 and 16
 */
public record TeacherFile(
        String name,
        @Default("''") String weights,
        @Default("''") String adapter,
        @Default("''") String recipe,
        @Default("1") double share,
        @Default("0.3") double confidence,
        @Default("1") int enlarge) {
    private static final String ONNX = ".onnx";
    private static final double CONFIDENCE = 0.3;

    public TeacherFile {
        // It names a folder in the run's: points alone would name that one, or the one around it.
        Share.require(
                name.matches("[A-Za-z0-9._-]+") && !name.matches("\\.+"),
                "name",
                "'" + name + "'",
                "letters, digits, '.', '_', '-', not '.' alone");
        Share.require(weights.isEmpty() != recipe.isEmpty(), "weights", both(weights, recipe), "weights or recipe");
        boolean onnx = weights.endsWith(ONNX);
        boolean known = weights.isEmpty() || onnx || weights.endsWith(".safetensors");
        Share.require(known, "weights", weights, "a file .safetensors or .onnx");
        Share.require(!onnx || !adapter.isEmpty(), "adapter", "none", "the file that says how to ask " + weights);
        Share.require(onnx || adapter.isEmpty(), "adapter", adapter, "one only beside an .onnx file");
        Share.require(share > 0, "share", share, "above 0");
        Share.require(confidence > 0 && confidence < 1, "confidence", confidence, "between 0 and 1");
        boolean of = onnx || confidence == CONFIDENCE;
        Share.require(
                of, "confidence", confidence, "one only beside an .onnx file: a network is listened to everywhere");
        Share.require(enlarge == 1 || enlarge == 2, "enlarge", enlarge, "1 or 2");
        Share.require(
                !onnx || enlarge == 1, "enlarge", enlarge, "none beside an .onnx file: the adapter says its size");
    }

    /** The same once its recipe has been carried out. */
    public TeacherFile withWeights(String file) {
        return new TeacherFile(name, file, adapter, "", share, confidence, enlarge);
    }

    /** How it teaches, without where it lies: two spellings of one path are one teacher. */
    String manner() {
        return name + " " + share + " " + confidence + (enlarge == 1 ? "" : " x" + enlarge);
    }

    private static String both(String weights, String recipe) {
        return weights.isEmpty() && recipe.isEmpty() ? "neither" : "both";
    }

    /** Whether its inside can be seen. */
    public boolean isNetwork() {
        return !weights.endsWith(ONNX);
    }
}
