package io.maskgate.models.train;

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

/** The learning curve as CSV: a row per epoch; figures that were not measured are empty. */
final class LearningCurve {
    static final String HEADER = "epoch,rate,loss_box,loss_class,loss_distribution,positives,"
            + "map50,map5095,ap50_facemask,ap50_no_facemask,face_accuracy,face_recall";

    private final Path file;
    private final List<String> rows = new ArrayList<>();

    /** Keeps the rows of the epochs already done, so that a resumed run continues its curve. */
    LearningCurve(Path file, int epochsDone) throws IOException {
        this.file = file;
        rows.add(HEADER);
        if (Files.exists(file)) {
            Files.readAllLines(file).stream()
                    .skip(1)
                    .filter(row -> Integer.parseInt(row.substring(0, row.indexOf(','))) <= epochsDone)
                    .forEach(rows::add);
        }
    }

    void add(int epoch, LossMeter losses, double rate, Optional<DetectionReport> report) throws IOException {
        rows.add(String.format(
                Locale.ROOT,
                "%d,%.6f,%.4f,%.4f,%.4f,%.1f,%s",
                epoch,
                rate,
                losses.box(),
                losses.classes(),
                losses.distribution(),
                losses.positives(),
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
}
