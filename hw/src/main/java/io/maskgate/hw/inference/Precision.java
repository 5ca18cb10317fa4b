package io.maskgate.hw.inference;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The number format of a model's weights. It is a property of the file, not of the engine. */
public enum Precision {
    FP32,
    FP16,
    INT8;

    /** As it stands on the command line and in events: {@code fp32}, {@code fp16}, {@code int8}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The file of this precision in a model's folder. */
    public String fileName() {
        return text() + ".onnx";
    }

    public static Optional<Precision> of(String text) {
        return Arrays.stream(values())
                .filter(precision -> precision.text().equals(text))
                .findFirst();
    }

    /** By the file's name; {@link #FP32} for files named otherwise. */
    public static Precision ofFile(Path onnx) {
        String name = String.valueOf(onnx.getFileName());
        return Arrays.stream(values())
                .filter(precision -> name.equals(precision.fileName()))
                .findFirst()
                .orElse(FP32);
    }
}
