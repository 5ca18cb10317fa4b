package io.maskgate.models.data;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A photograph and its faces.
 *
 * @param image the picture's file
 * @param labels its label file
 * @param width width in pixels
 * @param height height in pixels
 * @param faces boxes as fractions of width and height, all within 0..1
 */
public record LabelledImage(Path image, Path labels, int width, int height, List<Face> faces) {
    private static final Pattern NAME = Pattern.compile("(.+)_[0-9]+\\.[^.]+");

    public LabelledImage {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException(image + " is " + width + "x" + height + ", expected a picture");
        }
        faces = List.copyOf(faces);
    }

    /** The faces in pixels of this picture. */
    public List<Face> facesInPixels() {
        return faces.stream().map(face -> face.scaled(width, height)).toList();
    }

    /** Where it is from, by the name of its file: {@code <source>_<number>}; empty where that is no such name. */
    public String source() {
        var match = NAME.matcher(image.getFileName().toString());
        return match.matches() ? match.group(1) : "";
    }
}
