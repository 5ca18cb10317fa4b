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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An owner's folder of pictures, {@code *.jpg|jpeg|png} or the same in {@code images/}, with labels beside them or in
 * {@code labels/}.
 */
record PictureFolder(Path root) {
    private static final String READ = ".*\\.(jpg|jpeg|png)";
    private static final String LABELS = ".*\\.txt";
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

    /** @param byName label files the owner gave, by their names without the ending */
    record Labels(Map<String, Path> byName) {
        Optional<Path> of(Path picture) {
            return Optional.ofNullable(byName.get(base(picture)));
        }
    }

    /** Those in {@code labels/} before those beside the pictures. */
    Labels labels() throws IOException {
        var byName = new HashMap<String, Path>();
        for (var folder : List.of(root.resolve("labels"), pictureFolder())) {
            if (Files.isDirectory(folder)) {
                // Capitals come first, and small letters are what labels are named with.
                list(folder, LABELS).reversed().forEach(file -> byName.putIfAbsent(base(file), file));
            }
        }
        return new Labels(byName);
    }

    static String base(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private List<Path> files(String names) throws IOException {
        var folder = pictureFolder();
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "expected a folder of pictures");
        }
        return list(folder, names);
    }

    private Path pictureFolder() {
        var inner = root.resolve("images");
        return Files.isDirectory(inner) ? inner : root;
    }

    private static List<Path> list(Path folder, String names) throws IOException {
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
