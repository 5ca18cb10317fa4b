package io.maskgate.models.quantise;

import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.Precision;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.evaluate.Evaluation;
import io.maskgate.models.evaluate.EvaluationResult;
import io.maskgate.models.export.Format;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.export.QuantisationPlan;
import io.maskgate.models.net.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Makes fp16.onnx and int8.onnx of a network's weights.
 *
 * @param sha sha256 of the weights' file
 */
public record Quantiser(OnnxExporter exporter, Network network, Map<String, float[]> weights, String sha) {
    private static final int COMPARED_PICTURES = 8;
    private static final int SPEED_ROUNDS = 60;
    /**
     * What alone changes the answers by more stays in float without the gate being asked: mAP50 tells the order of scores, not
     * that they still mean what a gateway's thresholds take them for. Less is left to the gate.
     */
    private static final double SENSITIVE = 0.08;
    /** Range methods count as near where they change the answers by so many times what the nearest one does. */
    private static final double NEAR = 1.25;

    /** As many operations go back to float before the gate is asked again; twice as many each further time. */
    private static final int FIRST_BACK = 2;

    /** Is told how far the work is. */
    public interface Progress {
        /** A step begins; what it returns is told how much of it is done. */
        IntConsumer step(String name, int total);

        /** Something a person should know. */
        void note(String text);
    }

    /**
     * Quantises and judges. Operations that alone change much stay in float. Where no range method is asked for, they are tried
     * in the order of {@link #ways}, until mAP50 has lost no more than the settings allow: as they are, then with more
     * operations in float, the most sensitive first, until one passes or more than half of them are, which is no int8 any more;
     * every one of them costs speed. If none passes, what loses least is taken.
     *
     * @param fp32 the model's file
     * @param calibrated pictures to measure ranges on, or a data set
     * @param judged labelled pictures that are not among those
     * @param work an empty folder; it holds fp16.onnx and int8.onnx afterwards
     * @throws IOException when pictures or faces to judge by are missing or a file cannot be written
     */
    public Quantised run(
            Path fp32,
            Path calibrated,
            FaceDataset judged,
            String split,
            Settings settings,
            Path work,
            Progress progress)
            throws IOException {
        // Without any, nothing could be lost, and every file would pass.
        if (judged.faces(0) + judged.faces(1) == 0) {
            throw new IOException("evaluation on " + split + ": expected labelled faces to judge by, found none in "
                    + judged.size() + " pictures");
        }
        checkWeights(fp32);
        var pictures = CalibrationPictures.choose(calibrated, settings.samples(), exporter.width(), exporter.height());
        var probe = work.resolve("probe.onnx");
        var step = progress.step("calibrate", pictures.files().size());
        Calibration calibration;
        CalibrationPictures.Seen seen;
        try (var run = new Calibration.Run(probe, exporter.writeProbe(network, weights, sha, probe), step)) {
            seen = pictures.each(run::add);
            calibration = run.calibration();
        }
        seen.unreadable().forEach(progress::note);
        var readable = seen.readable();
        try (var compared = pictures.hold(compared(readable));
                var timed = pictures.hold(readable.subList(0, Math.min(SPEED_ROUNDS, readable.size())))) {
            var change = OutputChange.from(fp32, compared.inputs());
            var found = new Found(calibration, readable.size(), change, timed.inputs());
            return run(fp32, found, new Judge(judged, split, progress), settings, work, progress);
        }
    }

    /**
     * What calibration pictures showed.
     *
     * @param pictures how many
     * @param timed some to measure the speed on
     */
    private record Found(Calibration calibration, int pictures, OutputChange change, List<InputImage> timed) {}

    private Quantised run(Path fp32, Found found, Judge judge, Settings settings, Path work, Progress progress)
            throws IOException {
        var calibration = found.calibration();
        var change = found.change();
        var files = new EnumMap<Precision, Path>(Precision.class);
        files.put(Precision.FP32, fp32);
        files.put(Precision.FP16, work.resolve(Precision.FP16.fileName()));
        files.put(Precision.INT8, work.resolve(Precision.INT8.fileName()));
        exporter.write(network, weights, sha, new Format.Float16(), files.get(Precision.FP16));

        var changes = settings.ranges().isPresent()
                ? Map.of(settings.ranges().get(), 0.0)
                : changes(calibration, change, work.resolve("ranges.onnx"), progress);
        var results = new EnumMap<Precision, EvaluationResult>(Precision.class);
        results.put(Precision.FP32, judge.of(fp32, "fp32"));
        results.get(Precision.FP32).unreadable().forEach(progress::note);
        results.put(Precision.FP16, judge.of(files.get(Precision.FP16), "fp16"));
        var basis = new Basis(settings, files, found, judge, results, work, progress);
        var sensitivities = new EnumMap<RangeMethod, List<Sensitivity>>(RangeMethod.class);
        return FirstPassing.of(
                ways(changes),
                way -> {
                    var planner = new Planner(calibration, way.method);
                    if (!sensitivities.containsKey(way.method)) {
                        sensitivities.put(way.method, sensitivities(planner, basis));
                    }
                    return run(planner, way, sensitivities.getOrDefault(way.method, List.of()), basis);
                },
                quantised -> quantised.passed(Precision.INT8),
                quantised -> quantised.map50(Precision.INT8));
    }

    /** @param back whether operations go back to float that are not too sensitive by themselves */
    record Way(RangeMethod method, boolean back) {}

    /**
     * What is tried, in order. Methods that change the answers hardly more than the nearest one come before any operation goes
     * back, since that costs speed; the others only after it, since the gate does not see all that a change moves.
     *
     * @param changes of the answers, by method, all in int8 as TensorRT reads it
     */
    static List<Way> ways(Map<RangeMethod, Double> changes) {
        double near = NEAR * Collections.min(changes.values());
        return Stream.of(true, false)
                .flatMap(isNear -> Stream.of(false, true)
                        .flatMap(back -> changes.entrySet().stream()
                                .filter(each -> each.getValue() <= near == isNear)
                                .sorted(Map.Entry.comparingByValue())
                                .map(each -> new Way(each.getKey(), back))))
                .toList();
    }

    /** What all ways have in common. */
    private record Basis(
            Settings settings,
            Map<Precision, Path> files,
            Found found,
            Judge judge,
            Map<Precision, EvaluationResult> floats,
            Path work,
            Progress progress) {}

    private List<Sensitivity> sensitivities(Planner planner, Basis basis) throws IOException {
        var candidates = planner.candidates();
        return Sensitivity.measure(
                candidates,
                (eightBits, file) -> write(planner.plan(eightBits), false, file),
                basis.found.change(),
                basis.work,
                basis.progress.step("sensitivity", candidates.size()));
    }

    private Quantised run(Planner planner, Way way, List<Sensitivity> sensitivities, Basis basis) throws IOException {
        var settings = basis.settings;
        var files = basis.files;
        var judge = basis.judge;
        var progress = basis.progress;
        var candidates = planner.candidates();
        var results = new EnumMap<>(basis.floats);
        double least = basis.floats.get(Precision.FP32).report().map50() - settings.mostLoss();

        var eightBits = new LinkedHashSet<>(candidates);
        var inFloat = new ArrayList<String>();
        sensitivities.stream()
                .filter(entry -> entry.change() > SENSITIVE)
                .map(Sensitivity::operation)
                .forEach(operation -> {
                    eightBits.remove(operation);
                    inFloat.add(operation);
                });
        var asStored = basis.work.resolve("signed.onnx");
        // Without any it is known not to pass.
        for (int back = way.back ? FIRST_BACK : 0; ; back *= 2) {
            sensitivities.stream()
                    .map(Sensitivity::operation)
                    .filter(eightBits::contains)
                    .limit(back)
                    .toList()
                    .forEach(operation -> {
                        progress.note("int8 with ranges by " + way.method.text() + " loses too much: " + operation
                                + " goes back to float");
                        eightBits.remove(operation);
                        inFloat.add(operation);
                    });
            var plan = planner.plan(eightBits);
            write(plan, true, files.get(Precision.INT8));
            write(plan, false, asStored);
            var result = judge.of(files.get(Precision.INT8), "int8");
            var signed = judge.of(asStored, "int8 signed");
            results.put(Precision.INT8, result);
            boolean passed = Math.min(result.report().map50(), signed.report().map50()) >= least;
            if (!passed && !way.back) {
                progress.note("int8 with ranges by " + way.method.text() + " loses too much");
            }
            if (passed || !way.back || inFloat.size() > candidates.size() / 2) {
                var speed = Speed.measure(files, basis.found.timed(), SPEED_ROUNDS);
                return new Quantised(
                        settings,
                        way.method,
                        basis.found.pictures(),
                        results,
                        signed,
                        sizes(files),
                        speed,
                        List.copyOf(eightBits),
                        inFloat,
                        sensitivities);
            }
        }
    }

    /** Those the answers are compared on. */
    static <T> List<T> compared(List<T> inputs) {
        return CalibrationPictures.spread(inputs, COMPARED_PICTURES);
    }

    /** By how much each method's network, all in int8 as TensorRT reads it, answers otherwise than the one in float32. */
    private Map<RangeMethod, Double> changes(Calibration calibration, OutputChange change, Path file, Progress progress)
            throws IOException {
        var changes = new EnumMap<RangeMethod, Double>(RangeMethod.class);
        for (var method : RangeMethod.values()) {
            var planner = new Planner(calibration, method);
            write(planner.plan(Set.copyOf(planner.candidates())), false, file);
            changes.put(method, change.of(file));
            progress.note(String.format(
                    Locale.ROOT, "ranges by %s change the answers by %.4f", method.text(), changes.get(method)));
        }
        return changes;
    }

    private void checkWeights(Path fp32) throws IOException {
        try (var detector = OnnxDetector.open(fp32, InferenceOptions.defaults().withMaxBatch(1))) {
            var found = detector.model();
            if (!found.sha().equals(sha)) {
                throw new IOException(fp32 + ": expected a file of the weights " + sha.substring(0, 8)
                        + " beside it, found " + found.tag() + "; export it again");
            }
        }
    }

    private void write(QuantisationPlan plan, boolean unsignedReading, Path file) throws IOException {
        exporter.write(network, weights, sha, new Format.Int8(plan, unsignedReading), file);
    }

    private static Map<Precision, Long> sizes(Map<Precision, Path> files) throws IOException {
        var sizes = new EnumMap<Precision, Long>(Precision.class);
        for (var entry : files.entrySet()) {
            sizes.put(entry.getKey(), Files.size(entry.getValue()));
        }
        return sizes;
    }

    private record Judge(FaceDataset data, String split, Progress progress) {
        EvaluationResult of(Path onnx, String name) throws IOException {
            return new Evaluation(onnx, 1).run(data, split, progress.step("judge " + name, data.size()));
        }
    }
}
