package io.maskgate.models.adapt;

import io.maskgate.models.data.DataProblem;
import io.maskgate.models.data.FaceDataset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An owner's folder of pictures, {@code *.jpg|jpeg|png} or the same in {@code images/}, with labels beside them or in
 * {@code labels/}.
 */
record PictureFolder(Path root) {
    private static final String READ = ".*\\.(jpg|jpeg|png)";
    private static final String LABELS = ".*\\.txt";
    private static final String OTHERS = ".*\\.(xml|json)";
    /** What Pascal VOC's, labelme's and Supervisely's begin with: other JSON lies beside pictures too, of a gateway's events say. */
    private static final Pattern OTHER_LABELS = Pattern.compile("<annotation\\b|\"(shapes|objects)\"\\s*:");

    private static final int BEGINNING = 1 << 14;
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
    OwnPictures.Unused unused() throws IOException {
        var unused = new ArrayList<DataProblem>();
        var names = new HashSet<String>();
        var meant = new HashMap<String, String>();
        for (var picture : pictures()) {
            String name = String.valueOf(picture.getFileName());
            String remedy = name + "; name it " + base(picture) + ".txt";
            names.add(base(picture));
            meant.putIfAbsent(small(name), remedy);
            meant.putIfAbsent(small(base(picture)), remedy);
        }
        var labels = labels().byName();
        var others = new ArrayList<Path>();
        for (var folder : labelFolders()) {
            for (var file : list(folder, LABELS)) {
                if (!names.contains(base(file)) && !FaceDataset.isNote(file)) {
                    String found = meant.getOrDefault(small(base(file)), "none");
                    unused.add(new DataProblem(file, 0, "expected a picture of this name, found " + found));
                }
            }
            for (var file : list(folder, OTHERS)) {
                if (names.contains(base(file)) && !labels.containsKey(base(file)) && isOfLabels(file)) {
                    others.add(file);
                }
            }
        }
        int files = unused.size() + others.size();
        if (!others.isEmpty()) {
            var first = others.getFirst();
            unused.add(new DataProblem(
                    first,
                    0,
                    "expected labels as rows `class cx cy w h` in " + base(first)
                            + ".txt, found another format; files of it: " + others.size()));
        }
        for (var inner : foldersOfLabels()) {
            int within = list(inner, LABELS).size();
            files += within;
            if (within > 0) {
                unused.add(new DataProblem(
                        inner, 0, "expected label files, found a folder of such, which is not looked into"));
            }
        }
        return new OwnPictures.Unused(unused, files);
    }

    private static boolean isOfLabels(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var beginning = new String(in.readNBytes(BEGINNING), StandardCharsets.ISO_8859_1);
            return OTHER_LABELS.matcher(beginning).find();
        }
    }

    private static String small(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private List<Path> labelFolders() {
        return Stream.of(root.resolve("labels"), pictureFolder())
                .filter(Files::isDirectory)
                .toList();
    }

    private List<Path> foldersOfLabels() throws IOException {
        var labels = root.resolve("labels");
        if (!Files.isDirectory(labels)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(labels)) {
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
