package io.maskgate.models.cli;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.PixelStore;
import io.maskgate.models.data.TrainingLoader;
import io.maskgate.models.metrics.DetectionReport;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.torch.NativeTuning;
import io.maskgate.models.train.LossMeter;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.train.Trainer;
import io.maskgate.models.train.TrainingListener;
import io.maskgate.models.train.Validation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code maskgate train}. */
@Command(name = "train", description = "Trains a detector by a recipe; --resume goes on after a kill.")
final class TrainCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, description = "Data set folder with train/ and val/.")
    private Path data = Path.of("");

    @Option(names = "--recipe", required = true, description = "YAML file.")
    private Path recipeFile = Path.of("");

    @Option(names = "--out", required = true, description = "Run folder.")
    private Path out = Path.of("");

    @Option(names = "--resume", description = "Go on from the run folder's checkpoint.")
    private boolean resume;

    private final PrintStream log = System.err;

    @Override
    public Integer call() throws IOException {
        NativeTuning.apply();
        var recipe = Recipe.read(recipeFile);
        var network = new LightMask(recipe.neck());
        var cost = Cost.of(
                network, recipe.evaluation().width(), recipe.evaluation().height());
        log.printf(
                "%s: %,d parameters (%.2f MB in float32), %.3f GFLOPs%n",
                network.architecture(), cost.parameters(), cost.parameters() * 4 / 1e6, cost.gflops());
        var train = read("train");
        var val = read("val");
        int decoders = recipe.threads();
        var trainPictures = PixelStore.decode(train, decoders);
        var valPictures = PixelStore.decode(val, decoders);
        log.printf("%d train and %d val pictures in memory%n", trainPictures.size(), valPictures.size());
        var loader = new TrainingLoader(
                trainPictures.dataset(),
                trainPictures,
                recipe.phase(0).augment(),
                recipe.batch(),
                recipe.seed(),
                recipe.workers());
        var validation = new Validation(
                valPictures, recipe.evaluation().width(), recipe.evaluation().height());
        try (var trainer = new Trainer(recipe, network, loader, validation, out, new Progress(log))) {
            trainer.run(resume);
        }
        return 0;
    }

    private FaceDataset read(String split) throws IOException {
        var dataset = FaceDataset.read(data, split);
        dataset.problems().forEach(problem -> log.println(problem));
        return dataset;
    }

    /** A line per epoch, and one now and then within it. */
    private static final class Progress implements TrainingListener {
        private static final int EVERY = 50;
        private final PrintStream log;
        private long started = System.nanoTime();

        private Progress(PrintStream log) {
            this.log = log;
        }

        @Override
        public void step(int epoch, int batch, int batches, LossMeter losses) {
            if (batch % EVERY == 0) {
                log.printf(
                        "epoch %d %d/%d box %.3f class %.3f dfl %.3f positives %.0f %.2f s/batch%n",
                        epoch + 1,
                        batch,
                        batches,
                        losses.box(),
                        losses.classes(),
                        losses.distribution(),
                        losses.positives(),
                        (System.nanoTime() - started) / 1e9 / batch);
            }
        }

        @Override
        public void epoch(int epoch, int epochs, LossMeter losses, Optional<DetectionReport> report) {
            log.printf(
                    "epoch %d/%d %.0f s box %.3f class %.3f dfl %.3f%s%n",
                    epoch,
                    epochs,
                    (System.nanoTime() - started) / 1e9,
                    losses.box(),
                    losses.classes(),
                    losses.distribution(),
                    report.map(Progress::figures).orElse(""));
            started = System.nanoTime();
        }

        private static String figures(DetectionReport report) {
            return String.format(
                    " | mAP50 %.4f (facemask %.4f, no facemask %.4f) mAP50:95 %.4f label %.4f recall %.4f",
                    report.map50(),
                    report.ap50(MaskLabel.FACEMASK),
                    report.ap50(MaskLabel.NO_FACEMASK),
                    report.map5095(),
                    report.faceAccuracy(),
                    report.faceRecall());
        }
    }
}
