package io.maskgate.models.curve;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.metrics.DetectionReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** The learning curve as CSV: a row per epoch; figures that were not measured are empty. One thread writes it. */
public final class LearningCurve {
    static final String HEADER = "epoch,rate,loss_box,loss_class,loss_distribution,positives,"
            + "map50,map5095,ap50_facemask,ap50_no_facemask,face_accuracy,face_recall";

    private final Path file;
    private final List<String> rows = new ArrayList<>();

    /**
     * One epoch's training figures.
     *
     * @param epoch counted from 1
     * @param rate learning rate at its end
     * @param positives mean of assigned anchors in a batch
     */
    public record Row(int epoch, double rate, double box, double classes, double distribution, double positives) {}

    /**
     * Keeps the rows of the epochs already done, so that a resumed run continues its curve.
     *
     * @throws IOException when there is a file that is no learning curve
     */
    public LearningCurve(Path file, int epochsDone) throws IOException {
        this.file = file;
        rows.add(HEADER);
        if (Files.exists(file)) {
            var found = Files.readAllLines(file);
            if (found.isEmpty() || !found.getFirst().equals(HEADER)) {
                throw new IOException(file + ":1: expected the header " + HEADER + ", found "
                        + (found.isEmpty() ? "an empty file" : found.getFirst()));
            }
            for (int i = 1; i < found.size(); i++) {
                if (epoch(found, i) <= epochsDone) {
                    rows.add(found.get(i));
                }
            }
        }
    }

    private int epoch(List<String> lines, int index) throws IOException {
        var cells = lines.get(index).split(",", -1);
        try {
            if (cells.length == HEADER.split(",").length) {
                return Integer.parseInt(cells[0]);
            }
        } catch (NumberFormatException e) {
            throw new IOException(file + ":" + (index + 1) + ": epoch: expected a number, found " + cells[0], e);
        }
        throw new IOException(file + ":" + (index + 1) + ": expected " + HEADER.split(",").length + " columns, found "
                + cells.length);
    }

    /** Adds an epoch and replaces the file. */
    public void add(Row row, Optional<DetectionReport> report) throws IOException {
        rows.add(String.format(
                Locale.ROOT,
                "%d,%.6f,%.4f,%.4f,%.4f,%.1f,%s",
                row.epoch,
                row.rate,
                row.box,
                row.classes,
                row.distribution,
                row.positives,
                report.map(LearningCurve::figures).orElse(",,,,,")));
        AtomicFile.write(file, String.join("\n", rows) + "\n");
    }

    private static String figures(DetectionReport report) {
        return String.format(
                Locale.ROOT,
                "%.4f,%.4f,%.4f,%.4f,%.4f,%.4f",
                report.map50(),
                report.map5095(),
                report.ap50(MaskLabel.FACEMASK),
                report.ap50(MaskLabel.NO_FACEMASK),
                report.faceAccuracy(),
                report.faceRecall());
    }

    /** The last epoch that has a row; empty where none has. */
    public OptionalInt lastEpoch() {
        return rows.stream()
                .skip(1)
                .mapToInt(row -> Integer.parseInt(row.split(",", -1)[0]))
                .max();
    }

    /** The points of a column, epoch and value, where it was measured. */
    List<double[]> points(String column) {
        int at = List.of(HEADER.split(",")).indexOf(column);
        return rows.stream()
                .skip(1)
                .map(row -> row.split(",", -1))
                .filter(cells -> !cells[at].isEmpty())
                .map(cells -> new double[] {Double.parseDouble(cells[0]), Double.parseDouble(cells[at])})
                .toList();
    }
}
