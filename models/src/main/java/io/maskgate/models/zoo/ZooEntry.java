package io.maskgate.models.zoo;

import io.maskgate.hw.host.Host;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.adapt.WhoLabelled;
import io.maskgate.models.curve.CurvePicture;
import io.maskgate.models.curve.Drawing;
import io.maskgate.models.curve.LearningCurve;
import io.maskgate.models.data.DataProblem;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.evaluate.Evaluation;
import io.maskgate.models.evaluate.EvaluationResult;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.files.TemporaryFolder;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.Cost;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * A model's folder in the zoo: ONNX, weights, curve, card, README.
 *
 * @param folder its name is the model's
 * @param exporter how fp32.onnx is written
 * @param isDefault whether it is the model taken when nobody names one
 */
public record ZooEntry(Path folder, OnnxExporter exporter, boolean isDefault) {
    static final String CURVE_PICTURE = "curve.png";

    static final String WEIGHTS = "weights.safetensors";
    private static final String CARD = "card.json";
    private static final String CURVE = "curve.csv";
    private static final String JUDGED = "val";

    public ZooEntry {
        String found = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        if (!found.equals(exporter.name())) {
            throw new IllegalArgumentException("folder " + folder
                    + ": in a zoo a folder has its model's name, expected " + exporter.name() + ", found " + found);
        }
    }

    /**
     * Measures and writes the folder: ONNX files of other precisions that lie there are judged too, and what quantize found
     * of them stays in the card while all three are the same.
     *
     * @param progress is told how many pictures have been judged, for each file from 1 on
     * @return what of val the figures lack, and that no curve could be drawn, a sentence each
     * @throws IOException naming the file that cannot be read or written, or that was changed while others were measured
     * @throws IllegalArgumentException when the recipe is of another network than the weights
     * @throws io.maskgate.hw.inference.InferenceException when a file breaks the contract or is of other weights
     */
    public List<String> write(Origin origin, IntConsumer progress) throws IOException {
        return write(origin, CurvePicture::draw, progress);
    }

    /** What makes the picture of a learning curve. */
    @FunctionalInterface
    interface Drawer {
        void draw(Path csv, String title, Path png) throws IOException;
    }

    List<String> write(Origin origin, Drawer drawer, IntConsumer progress) throws IOException {
        var saved = Safetensors.read(origin.weights());
        var network = Architectures.of(saved);
        var recipe = Recipe.read(origin.recipe());
        recipe.requireNetwork(origin.recipe(), network);
        String sha = Sha256.of(origin.weights());
        var began = Snapshot.of(folder, List.of(CARD, Precision.FP16.fileName(), Precision.INT8.fileName()));
        // Before anything is replaced: a folder that is refused, or not done with, stays whole.
        for (var smaller : List.of(Precision.FP16, Precision.INT8)) {
            ofTheseWeights(folder.resolve(smaller.fileName()), sha);
        }
        var before = QuantisedCard.of(folder);
        var train = FaceDataset.read(origin.data(), "train");
        var val = FaceDataset.read(origin.data(), JUDGED);
        var labels = WhoLabelled.of(origin.data(), val);
        var splits = new LinkedHashMap<String, FaceDataset>();
        splits.put("train", train);
        var added = origin.added();
        for (int i = 0; i < added.size(); i++) {
            splits.put("added" + (i == 0 ? "" : i + 1), FaceDataset.read(added.get(i), "train"));
        }
        splits.put(JUDGED, val);
        var lacking = new ArrayList<>(
                val.problems().stream().map(DataProblem::toString).toList());
        try (var work = new TemporaryFolder("maskgate-export")) {
            var fp32 = work.path().resolve(Precision.FP32.fileName());
            exporter.write(network, saved.values(), sha, fp32);
            var files = new LinkedHashMap<String, Path>();
            files.put(WEIGHTS, origin.weights());
            files.put(Precision.FP32.fileName(), fp32);
            if (origin.curve().isPresent()) {
                var curve = Files.copy(origin.curve().get(), work.path().resolve(CURVE));
                files.put(CURVE, curve);
                var picture = work.path().resolve(CURVE_PICTURE);
                Drawing.tried(() -> drawer.draw(curve, exporter.name(), picture))
                        .ifPresentOrElse(
                                why -> lacking.add(folder.resolve(CURVE_PICTURE) + ": " + why),
                                () -> files.put(CURVE_PICTURE, picture));
            }
            var results = measure(fp32, val, progress);
            lacking.addAll(results.getFirst().result().unreadable());
            // A curve that lies there is, for all that is known, of other weights.
            var gone = Stream.of(CURVE, CURVE_PICTURE)
                    .filter(name -> !files.containsKey(name))
                    .toList();
            began.requireUnchanged("export again");
            UnderWay.begin(folder, before, files, gone, List.of("metrics"));
            for (var name : gone) {
                Files.deleteIfExists(folder.resolve(name));
            }
            for (var file : files.entrySet()) {
                copy(file.getValue(), file.getKey());
            }
            var facts = new Facts(
                    exporter.name(),
                    isDefault,
                    exporter.width(),
                    exporter.height(),
                    network,
                    Cost.of(network, exporter.width(), exporter.height()),
                    Recipe.resolved(origin.recipe()),
                    epochs(origin, recipe),
                    saved.metadata(),
                    splits,
                    labels,
                    origin.provenance(),
                    origin.remains(),
                    sums(),
                    results,
                    machine());
            var card = Card.of(facts);
            before.keep(card);
            AtomicFile.write(folder.resolve("README.md"), Readme.of(card));
            AtomicFile.write(folder.resolve(CARD), Card.text(card));
        }
        // What is written must be found again as the gateway finds it, sums compared.
        new ModelZoo(List.of(folder.toAbsolutePath().normalize().getParent()))
                .resolve(exporter.name())
                .onnx();
        return lacking;
    }

    /** As many as were trained, where the curve tells: a run may have been given up, or was to have fewer than its recipe. */
    private static int epochs(Origin origin, Recipe recipe) throws IOException {
        return origin.curve().isPresent()
                ? new LearningCurve(origin.curve().get(), Integer.MAX_VALUE)
                        .lastEpoch()
                        .orElse(recipe.epochs())
                : recipe.epochs();
    }

    private static void ofTheseWeights(Path onnx, String sha) throws IOException {
        if (!Files.exists(onnx)) {
            return;
        }
        try (var detector = OnnxDetector.open(onnx, InferenceOptions.defaults().withMaxBatch(1))) {
            var found = detector.model();
            if (!found.sha().equals(sha)) {
                throw new IOException(onnx + ": expected a file of weights " + sha.substring(0, 8) + ", found "
                        + found.tag() + "; remove it, and quantize again afterwards");
            }
        }
    }

    private List<Facts.Measured> measure(Path fp32, FaceDataset val, IntConsumer progress) throws IOException {
        var results = new ArrayList<Facts.Measured>();
        for (var precision : Precision.values()) {
            var onnx = precision == Precision.FP32 ? fp32 : folder.resolve(precision.fileName());
            if (Files.exists(onnx)) {
                var result = new Evaluation(onnx, 1).run(val, JUDGED, progress);
                results.add(measured(exporter.name(), precision, result));
            }
        }
        return results;
    }

    /** A result with the command that gives it again. */
    static Facts.Measured measured(String model, Precision precision, EvaluationResult result) {
        String command = "maskgate evaluate --model %s --data DIR --split %s --precision %s --threads 1"
                .formatted(model, result.split(), precision.text());
        return new Facts.Measured(precision.text(), command, result);
    }

    private Map<String, String> sums() throws IOException {
        var sums = new LinkedHashMap<String, String>();
        for (String name : List.of(
                Precision.FP32.fileName(),
                Precision.FP16.fileName(),
                Precision.INT8.fileName(),
                WEIGHTS,
                CURVE,
                CURVE_PICTURE)) {
            var file = folder.resolve(name);
            if (Files.exists(file)) {
                sums.put(name, Sha256.of(file));
            }
        }
        return sums;
    }

    private void copy(Path from, String name) throws IOException {
        AtomicFile.write(folder.resolve(name), Files.readAllBytes(from));
    }

    static String machine() {
        var host = Host.read();
        return host.board().or(host::cpu).orElse("an unknown processor") + ", " + host.arch();
    }
}
