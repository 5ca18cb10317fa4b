package io.maskgate.models.cli;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.metrics.DetectionReport;
import io.maskgate.models.train.LossMeter;
import io.maskgate.models.train.TrainingListener;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A bar with the losses for each epoch, and a line when it is over. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
    private final PrintWriter err;
    private final Map<String, Double> teachers;
    private Optional<LongWork> epoch = Optional.empty();
    private long started = System.nanoTime();

    /** @param teachers what each reaches on val, mAP50 by name */
    TrainingProgress(PrintWriter err, Map<String, Double> teachers) {
        this.err = err;
        this.teachers = teachers;
    }

    @Override
    public void step(int number, int batch, int batches, LossMeter losses) {
        if (epoch.isEmpty()) {
            started = System.nanoTime();
            epoch = Optional.of(LongWork.of("epoch " + (number + 1), batches, err));
        }
        double each = (System.nanoTime() - started) / 1e9 / Math.max(1, batch - 1);
        epoch.get()
                .done(
                        batch,
                        batch == 1
                                ? losses(losses)
                                : String.format(Locale.ROOT, "%s %.2f s/batch", losses(losses), each));
    }

    @Override
    public void epoch(int number, int epochs, LossMeter losses, Optional<DetectionReport> report) {
        close();
        err.printf(
                Locale.ROOT,
                "epoch %d/%d %.0f s %s%s%n",
                number,
                epochs,
                (System.nanoTime() - started) / 1e9,
                losses(losses),
                report.map(this::figures).orElse(""));
        err.flush();
    }

    private String losses(LossMeter losses) {
        return (teachers.isEmpty() ? "" : learnt(losses) + " | ") + labels(losses);
    }

    private static String learnt(LossMeter losses) {
        var knowledge = losses.knowledge();
        return String.format(
                Locale.ROOT,
                "hard %.3f soft %.4f box %.4f feature %.4f attention %.4f relation %.4f",
                losses.hard(),
                knowledge.soft(),
                knowledge.box(),
                knowledge.feature(),
                knowledge.attention(),
                knowledge.relation());
    }

    private static String labels(LossMeter losses) {
        return String.format(
                Locale.ROOT,
                "box %.3f class %.3f dfl %.3f positives %.0f",
                losses.box(),
                losses.classes(),
                losses.distribution(),
                losses.positives());
    }

    private String figures(DetectionReport report) {
        var text = new StringBuilder(student(report));
        teachers.forEach((name, map50) -> text.append(
                String.format(Locale.ROOT, " | teacher %s %.4f gap %.4f", name, map50, map50 - report.map50())));
        return text.toString();
    }

    private static String student(DetectionReport report) {
        return String.format(
                Locale.ROOT,
                " | mAP50 %.4f (facemask %.4f, no facemask %.4f) mAP50:95 %.4f label %.4f recall %.4f",
                report.map50(),
                report.ap50(MaskLabel.FACEMASK),
                report.ap50(MaskLabel.NO_FACEMASK),
                report.map5095(),
                report.faceAccuracy(),
                report.faceRecall());
    }

    /** Ends the bar. */
    @Override
    public void close() {
        epoch.ifPresent(LongWork::close);
        epoch = Optional.empty();
    }
}
