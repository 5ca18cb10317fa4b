package io.maskgate.hw.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A model on disk.
 *
 * @param name the card's, or the file's where there is no card
 * @param dir the folder it lies in
 * @param files the ONNX file of each precision there is; at least one
 * @param card absent for a file or folder that came without
 */
public record ZooModel(String name, Path dir, Map<Precision, Path> files, Optional<ModelCard> card) {
    public ZooModel {
        files = Map.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("model " + name + " in " + dir + " has no ONNX file");
        }
    }

    /** The folder's model, as its card and its files tell. */
    static ZooModel ofFolder(Path dir) {
        var files = new EnumMap<Precision, Path>(Precision.class);
        for (var precision : Precision.values()) {
            var file = dir.resolve(precision.fileName());
            if (Files.isRegularFile(file)) {
                files.put(precision, file);
            }
        }
        if (files.isEmpty()) {
            throw new InferenceException(
                    "model folder " + dir + ": expected fp32.onnx, fp16.onnx or int8.onnx, found none of them");
        }
        var card = cardIn(dir);
        return new ZooModel(card.map(ModelCard::name).orElse(String.valueOf(dir.getFileName())), dir, files, card);
    }

    /** A single file; a card beside it that knows the file counts for it. */
    static ZooModel ofFile(Path onnx) {
        var dir = onnx.toAbsolutePath().normalize().getParent();
        String file = String.valueOf(onnx.getFileName());
        var card = cardIn(dir).filter(found -> found.sha256().containsKey(file));
        String name = card.map(ModelCard::name).orElse(file.substring(0, file.length() - ".onnx".length()));
        return new ZooModel(name, dir, Map.of(Precision.ofFile(onnx), onnx), card);
    }

    /** The precision taken when nobody asks for one: fp32, or what there is. */
    public Precision precision() {
        return new TreeMap<>(files).firstKey();
    }

    /** The file of {@link #precision()}, checked as by {@link #onnx(Precision)}. */
    public Path onnx() {
        return onnx(precision());
    }

    /**
     * The file, after comparing its sha256 with the card's where that has one.
     *
     * @throws InferenceException when there is no such file or its sum differs
     */
    public Path onnx(Precision precision) {
        var file = files.get(precision);
        if (file == null) {
            throw new InferenceException("model " + name + " in " + dir + ": expected " + precision.fileName()
                    + ", found only "
                    + String.join(
                            ", ",
                            new TreeMap<>(files)
                                    .keySet().stream().map(Precision::fileName).toList()));
        }
        sum(file).ifPresent(expected -> compare(file, expected));
        return file;
    }

    /** Whether the card has a sum for this precision, so that {@link #onnx(Precision)} can tell a damaged file. */
    public boolean hasSum(Precision precision) {
        var file = files.get(precision);
        return file != null && sum(file).isPresent();
    }

    private Optional<String> sum(Path file) {
        return card.map(ModelCard::sha256).map(sums -> sums.get(String.valueOf(file.getFileName())));
    }

    private static void compare(Path file, String expected) {
        String found;
        try {
            found = Sha256.of(file);
        } catch (IOException e) {
            throw new InferenceException("model " + file + ": cannot be read: " + e.getMessage(), e);
        }
        if (!found.equals(expected)) {
            throw new InferenceException("model " + file + ": expected sha256 " + expected + " as its card says, found "
                    + found + "; the file is damaged or was exchanged: install it again");
        }
    }

    private static Optional<ModelCard> cardIn(Path dir) {
        var file = dir.resolve(ModelCard.FILE);
        return Files.exists(file) ? Optional.of(ModelCard.read(file)) : Optional.empty();
    }
}
