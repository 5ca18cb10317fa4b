package io.maskgate.models.adapt;

import io.maskgate.models.data.DataProblem;
import io.maskgate.models.data.FaceDataset;
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
    /** Pascal VOC's and labelme's. */
    private static final String OTHER_LABELS = ".*\\.(xml|json)";
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
        for (var folder : labelFolders()) {
            // Capitals come first, and small letters are what labels are named with.
            list(folder, LABELS).reversed().forEach(file -> byName.putIfAbsent(base(file), file));
        }
        return new Labels(byName);
    }

    /** Labels that belong to no picture: somebody took them for a picture's, and a model would label it in their place. */
    List<DataProblem> unused() throws IOException {
        var unused = new ArrayList<DataProblem>();
        var byName = new HashMap<String, Path>();
        pictures().forEach(picture -> byName.putIfAbsent(base(picture), picture));
        var others = new ArrayList<Path>();
        for (var folder : labelFolders()) {
            for (var file : list(folder, LABELS)) {
                if (!byName.containsKey(base(file)) && !FaceDataset.isNote(file)) {
                    unused.add(new DataProblem(file, 0, "expected a picture of this name, found " + meant(file)));
                }
            }
            list(folder, OTHER_LABELS).stream()
                    .filter(file -> byName.containsKey(base(file)))
                    .forEach(others::add);
        }
        var labels = labels().byName();
        others.removeIf(file -> labels.containsKey(base(file)));
        if (!others.isEmpty()) {
            var first = others.getFirst();
            unused.add(new DataProblem(
                    first,
                    0,
                    "expected labels as rows `class cx cy w h` in " + base(first)
                            + ".txt, found another format; files of it: " + others.size()));
        }
        unused.addAll(foldersOfLabels());
        return unused;
    }

    /** The picture whose labels they seem to be. */
    private String meant(Path labels) throws IOException {
        String name = base(labels);
        return pictures().stream()
                .filter(picture ->
                        name.equalsIgnoreCase(picture.getFileName().toString()) || name.equalsIgnoreCase(base(picture)))
                .findFirst()
                .map(picture -> picture.getFileName() + "; name it " + base(picture) + ".txt")
                .orElse("none");
    }

    private List<DataProblem> foldersOfLabels() throws IOException {
        var folders = new ArrayList<DataProblem>();
        var labels = root.resolve("labels");
        if (Files.isDirectory(labels)) {
            for (var inner : directories(labels)) {
                if (!list(inner, LABELS).isEmpty()) {
                    folders.add(new DataProblem(
                            inner, 0, "expected label files, found a folder of such, which is not looked into"));
                }
            }
        }
        return folders;
    }

    private List<Path> labelFolders() {
        return Stream.of(root.resolve("labels"), pictureFolder())
                .filter(Files::isDirectory)
                .toList();
    }

    private static List<Path> directories(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory).sorted().toList();
        }
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
