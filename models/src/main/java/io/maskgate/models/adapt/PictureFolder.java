package io.maskgate.models.adapt;

import io.maskgate.models.data.DataProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An owner's folder of pictures, {@code *.jpg|jpeg|png} or the same in {@code images/}, with labels beside them or in
 * {@code labels/}.
 */
record PictureFolder(Path root) {
    private static final String READ = ".*\\.(jpg|jpeg|png)";
    /** What cameras, telephones and browsers make besides. */
    private static final String PASSED_OVER = ".*\\.(heic|heif|avif|webp|bmp|tif|tiff|gif|jfif|jp2|dng)";

    /** All pictures by name, readable or not. */
    List<Path> pictures() throws IOException {
        return files(READ);
    }

    /** Those of other formats, which are not looked at. */
    List<DataProblem> passedOver() throws IOException {
        return files(PASSED_OVER).stream()
                .map(file -> new DataProblem(
                        file, 0, "expected a JPEG or PNG, found another format; convert it (mogrify -format png FILE)"))
                .toList();
    }

    /** Pictures that share a name, and with it their labels: all but the first of each. */
    List<DataProblem> twins() throws IOException {
        var first = new HashMap<String, Path>();
        var twins = new ArrayList<DataProblem>();
        for (var picture : pictures()) {
            var other = first.putIfAbsent(base(picture), picture);
            if (other != null) {
                twins.add(new DataProblem(
                        picture, 0, "expected one picture of this name, found also " + other.getFileName()));
            }
        }
        return twins;
    }

    /** The label file the owner gave a picture. */
    Optional<Path> labels(Path picture) {
        String name = base(picture) + ".txt";
        return Stream.of(root.resolve("labels").resolve(name), picture.resolveSibling(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    static String base(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private List<Path> files(String names) throws IOException {
        var inner = root.resolve("images");
        var folder = Files.isDirectory(inner) ? inner : root;
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "expected a folder of pictures");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .filter(file -> file.getFileName()
                            .toString()
                            .toLowerCase(Locale.ROOT)
                            .matches(names))
                    .sorted()
                    .toList();
        }
    }
}
