package io.maskgate.models.pipeline;

import io.maskgate.models.adapt.OwnPictures;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A command line that leaves the files of its commands, and does none of their work. */
final class FakeCommands implements Commands {
    private static final String CLEAN =
            "train 2 pictures, val 1; 0 problems; 0 pictures of val look like one of train\n";

    final List<List<String>> run = new ArrayList<>();
    boolean calibrates = true;
    double int8 = 0.8;
    /** Of the adapted model on the own val. */
    double own = 0.8;
    /** Of the model as it is, there. */
    double before = 0.8;
    /** What a quantisation says of it in the card. */
    String speed = "{\"processor_ms\": {\"fp32\": 9.0, \"int8\": 5.0}}";
    /** Of the adapted model's int8 on the own val. */
    double ownInt8 = 0.8;
    /** What evaluations say of faces by size. */
    String sizes = "{}";
    /** What evaluations say of faces, and at a gateway's score, by their names. */
    Map<String, String> faces = Map.of();
    /** What an export says of the data in the card. */
    String data = "{}";
    /** Who labelled the pictures of the own val. */
    OwnPictures.Judging judging = new OwnPictures.Judging(1, 0);
    /** What trainings leave as their curves, by the step. */
    Map<String, String> curves = Map.of();
    /** What a data check finds. */
    String found = CLEAN;

    @Override
    public int run(List<String> words, PrintWriter out) {
        run.add(words);
        try {
            return execute(words, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first words of all commands. */
    List<String> names() {
        return run.stream().map(List::getFirst).toList();
    }

    /** The words of the first command of this name. */
    List<String> words(String name) {
        return run.stream()
                .filter(words -> words.getFirst().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String option(List<String> words, String name) {
        return words.get(words.indexOf(name) + 1);
    }

    private int execute(List<String> words, PrintWriter out) throws IOException {
        switch (words.getFirst()) {
            case "data" -> {
                if (words.contains("label")) {
                    label(Path.of(option(words, "--out")));
                    out.println("0 pictures with labels of their own");
                } else {
                    out.print(found);
                    return found.equals(CLEAN) ? 0 : 1;
                }
            }
            case "train", "distill" -> train(words);
            case "prune" -> TestWeights.write(new LightMask(16), Path.of(option(words, "--out")));
            case "calibrate" -> calibrate(words, out);
            case "export" -> export(Path.of(option(words, "--out")), true);
            case "quantize" -> {
                return quantize(words);
            }
            case "evaluate" -> {
                boolean eight = option(words, "--model").endsWith("int8.onnx");
                String name = Path.of(option(words, "--curves")).getFileName().toString();
                double map50 = switch (name) {
                    case "own" -> own;
                    case "own-int8" -> ownInt8;
                    case "before-own" -> before;
                    default -> eight ? int8 : 0.8;
                };
                String found = faces.getOrDefault(name, "\"faces\": {\"accuracy\": 1}");
                out.printf("{\"map50\": %s, %s, \"sizes\": %s}", map50, found, sizes);
            }
            default -> throw new IllegalArgumentException(words.toString());
        }
        return 0;
    }

    private void label(Path out) throws IOException {
        if (Files.exists(out.resolve("train"))) {
            throw new IOException(out + " is there");
        }
        TinyFaces.write(out, "train", 2);
        TinyFaces.write(out, "val", 1);
        Files.writeString(out.resolve("summary.json"), """
            {"pictures": {"given": 1, "labelled": 2}, "left_out": {"unreadable": ["7.png: broken"]},
             "judging": {"given": %d, "labelled": %d, "boxes": {"3.txt": "sums"}}, "content": {"train": "%s", "val": "%s"}}
            """.formatted(
                        judging.given(),
                        judging.labelled(),
                        FaceDataset.read(out, "train").content(),
                        FaceDataset.read(out, "val").content()));
    }

    private void train(List<String> words) throws IOException {
        var folder = Path.of(option(words, "--out"));
        TestWeights.write(Recipe.read(Path.of(option(words, "--recipe"))).build(), folder.resolve("best.safetensors"));
        Files.writeString(folder.resolve("curve.csv"), curves.getOrDefault(String.valueOf(folder.getFileName()), ""));
    }

    private void calibrate(List<String> words, PrintWriter out) throws IOException {
        var trained = Safetensors.read(Path.of(option(words, "--checkpoint")));
        var metadata = new LinkedHashMap<>(trained.metadata());
        if (calibrates) {
            metadata.put("calibration", "of both");
        }
        out.println(calibrates ? "facemask: logit * 1 +0" : "not calibrated: facemask: too few");
        new Safetensors(metadata, trained.tensors()).write(Path.of(option(words, "--out")));
    }

    private int quantize(List<String> words) throws IOException {
        boolean loses = int8 < 0.795;
        if (loses && !words.contains("--accept-loss")) {
            return 1;
        }
        var folder = Path.of(option(words, "--model"));
        Files.writeString(folder.resolve("fp16.onnx"), "fp16");
        Files.writeString(folder.resolve("int8.onnx"), "int8");
        export(folder, !loses);
        return 0;
    }

    private void export(Path folder, boolean passed) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("fp32.onnx"), "fp32");
        Files.writeString(folder.resolve("weights.safetensors"), "weights");
        Files.writeString(folder.resolve("card.json"), """
            {"fp16": {"check": {"map50": 0.8, "fp32_map50": 0.8, "allowed": -0.005, "passed": true}},
             "int8": {"check": {"map50": %s, "fp32_map50": 0.8, "allowed": -0.005, "passed": %s}},
             "speed": %s, "data": %s}
            """.formatted(int8, passed, speed, data));
    }
}
