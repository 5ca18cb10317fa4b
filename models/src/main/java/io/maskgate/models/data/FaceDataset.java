package io.maskgate.models.data;

import io.maskgate.hw.inference.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.CRC32;

/**
 * A folder of photographs with YOLO labels, sorted by name: {@code <split>/images/*.jpg|jpeg|png} and
 * {@code <split>/labels/*.txt}. Whatever is broken is left out and listed in {@link #problems()}; a broken row takes its
 * whole picture along, since a face without a label teaches that it is none. Immutable.
 */
public final class FaceDataset {
    /** Pixels a side of the largest picture that is read. */
    public static final int MOST_SIDE = PictureDecoder.MAX_SIDE;

    private static final Set<String> NOTES = Set.of("classes.txt", "predefined_classes.txt", "notes.txt");

    private final List<LabelledImage> images;
    private final List<DataProblem> problems;
    private final String sha256;

    FaceDataset(List<LabelledImage> images, List<DataProblem> problems, String sha256) {
        this.images = List.copyOf(images);
        this.problems = List.copyOf(problems);
        this.sha256 = sha256;
    }

    /**
     * Reads one split: all labels, and of each picture the header; pixels are {@link PixelStore}'s.
     *
     * @throws IOException when a folder is missing or cannot be listed
     */
    public static FaceDataset read(Path root, String split) throws IOException {
        var problems = new ArrayList<DataProblem>();
        var pictures = new TreeMap<String, Path>();
        for (Path file : files(root.resolve(split).resolve("images"), ".jpg", ".jpeg", ".png")) {
            Path first = pictures.putIfAbsent(baseName(file), file);
            if (first != null) {
                problems.add(new DataProblem(
                        file, 0, "expected one picture of this name, found also " + first.getFileName()));
            }
        }
        var labels = new TreeMap<String, Path>();
        for (Path file : files(root.resolve(split).resolve("labels"), ".txt")) {
            labels.put(baseName(file), file);
            if (!pictures.containsKey(baseName(file)) && !isNote(file)) {
                problems.add(new DataProblem(file, 0, "expected a picture of this name in images, found none"));
            }
        }
        var digest = Sha256.digest();
        var images = new ArrayList<LabelledImage>();
        pictures.forEach((name, picture) -> {
            Path label = labels.get(name);
            if (label == null) {
                problems.add(
                        new DataProblem(picture, 0, "expected the label file labels/" + name + ".txt, found none"));
            } else {
                add(picture, label, images, problems, digest);
            }
        });
        return new FaceDataset(images, problems, HexFormat.of().formatHex(digest.digest()));
    }

    private static void add(
            Path picture, Path label, List<LabelledImage> images, List<DataProblem> problems, MessageDigest digest) {
        byte[] content;
        try {
            content = Files.readAllBytes(label);
        } catch (IOException e) {
            problems.add(new DataProblem(label, 0, "expected a readable label file, found " + e));
            return;
        }
        digest.update((picture.getFileName() + "\n" + content.length + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(content);
        int before = problems.size();
        var faces = new LabelReader(label, problems).read(content);
        if (problems.size() > before) {
            return;
        }
        try {
            var size = PictureDecoder.size(picture);
            images.add(new LabelledImage(picture, label, size.width(), size.height(), faces));
        } catch (IOException e) {
            problems.add(PictureDecoder.problem(picture, e));
        }
    }

    private static List<Path> files(Path folder, String... endings) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "expected a folder of the data set here");
        }
        try (var list = Files.list(folder)) {
            return list.filter(file -> {
                        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                        return List.of(endings).stream().anyMatch(name::endsWith);
                    })
                    .sorted()
                    .toList();
        }
    }

    /** What label programs and people put beside labels: the names of the classes, and a note. */
    public static boolean isNote(Path file) {
        return NOTES.contains(file.getFileName().toString().toLowerCase(Locale.ROOT));
    }

    private static String baseName(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** Both data sets as one, this one's pictures first. */
    public FaceDataset plus(FaceDataset other) {
        var allImages = new ArrayList<>(images);
        allImages.addAll(other.images);
        var allProblems = new ArrayList<>(problems);
        allProblems.addAll(other.problems);
        return new FaceDataset(allImages, allProblems, Sha256.hex(sha256 + other.sha256));
    }

    /** The same data set without the pictures for which keep is false, with more problems. */
    FaceDataset without(List<DataProblem> more, Predicate<LabelledImage> keep) {
        var all = new ArrayList<>(problems);
        all.addAll(more);
        return new FaceDataset(images.stream().filter(keep).toList(), all, sha256);
    }

    /**
     * SHA-256, in hex, over the pictures that stay: name, size and CRC-32 of the file, size in pixels, faces. Unlike
     * {@link #sha256()} it tells apart whatever makes views differ. Reads every file.
     *
     * @throws IOException naming the file that cannot be read
     */
    public String content() throws IOException {
        var digest = Sha256.digest();
        for (var image : images) {
            byte[] file = Files.readAllBytes(image.image());
            var crc = new CRC32();
            crc.update(file);
            var row = image.image().getFileName() + " " + file.length + " " + crc.getValue() + " " + image.width() + "x"
                    + image.height() + " " + image.faces() + "\n";
            digest.update(row.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    public int size() {
        return images.size();
    }

    public LabelledImage image(int index) {
        return images.get(index);
    }

    public List<LabelledImage> images() {
        return images;
    }

    /** Number of faces of a class, 0 facemask, 1 no facemask. */
    public long faces(int label) {
        return images.stream()
                .flatMap(image -> image.faces().stream())
                .filter(face -> face.label() == label)
                .count();
    }

    /** Everything that was left out and why. */
    public List<DataProblem> problems() {
        return problems;
    }

    /** SHA-256, in hex, over picture names and label contents in order: which data this was. */
    public String sha256() {
        return sha256;
    }
}
