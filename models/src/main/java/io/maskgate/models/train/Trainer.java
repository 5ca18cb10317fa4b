package io.maskgate.models.train;

import io.maskgate.models.calibrate.CalibratedWeights;
import io.maskgate.models.curve.CurvePicture;
import io.maskgate.models.curve.Drawing;
import io.maskgate.models.curve.KnowledgeCurve;
import io.maskgate.models.curve.LearningCurve;
import io.maskgate.models.data.TrainingLoader;
import io.maskgate.models.distil.Distiller;
import io.maskgate.models.distil.Share;
import io.maskgate.models.files.FileFault;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Network;
import io.maskgate.models.teacher.Classroom;
import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.TorchBackend;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Trains one network by one recipe into one run folder. One thread uses it; libtorch's threads work for it. */
public final class Trainer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Trainer.class.getName());
    private static final String CURVE = "curve.csv";

    private final Recipe recipe;
    private final Network network;
    private final TrainingLoader loader;
    private final Validation validation;
    private final Classroom classroom;
    private final Path folder;
    private final Given given;
    private final TrainingListener listener;
    private final ParameterStore current;
    private final ParameterStore average;
    private final AdamW optimiser;
    private final Distiller distiller;
    private final Optional<Checkpoint.Aligned> aligned;
    private final ScalarType type;

    /**
     * What a run is by besides its recipe.
     *
     * @param folder the run's
     * @param data digest of train and val: a run goes on with the same only; empty: with any
     * @param told what {@code best.safetensors} is to tell besides
     */
    public record Given(Path folder, String data, Map<String, String> told) {
        public Given {
            told = Map.copyOf(told);
        }
    }

    /**
     * Learns from labels and teachers.
     *
     * @param activations their format, see {@link Activations}
     * @param loader with the classroom's onlookers
     * @param classroom of the recipe's teachers; it stays the caller's
     */
    public Trainer(
            Recipe recipe,
            Network network,
            ScalarType activations,
            TrainingLoader loader,
            Validation validation,
            Classroom classroom,
            Given given,
            TrainingListener listener) {
        this.recipe = recipe;
        this.network = network;
        this.loader = loader;
        this.validation = validation;
        this.classroom = classroom;
        this.folder = given.folder();
        this.given = given;
        this.listener = listener;
        torch.set_num_threads(recipe.threads());
        var cost = Cost.of(network, 320, 320);
        current = new ParameterStore(cost, recipe.seed());
        average = new ParameterStore(cost, recipe.seed());
        optimiser = optimiser(current);
        distiller = new Distiller(
                recipe.distillation(),
                network.bins(),
                Cost.featureChannels(network),
                classroom.sources(),
                recipe.seed());
        aligned = distiller.parameters().map(store -> new Checkpoint.Aligned(store, optimiser(store)));
        type = activations;
    }

    private AdamW optimiser(ParameterStore parameters) {
        return new AdamW(
                parameters, recipe.optimiser().weightDecay(), recipe.optimiser().maxNorm());
    }

    /** Where the parameters of the best epoch are. */
    public static Path best(Path folder) {
        return folder.resolve("best.safetensors");
    }

    /** What a run goes on from. */
    static Path checkpoint(Path folder) {
        return folder.resolve("checkpoint.safetensors");
    }

    /**
     * Trains to the recipe's end, or goes on from the folder's checkpoint.
     *
     * @param resume whether a run may be there; without it an existing one is refused, not overwritten
     * @param lastEpoch the run pauses after this epoch, counted from 1, if the recipe has not ended before; its schedule
     *     is the whole recipe's all the same
     */
    public void run(boolean resume, int lastEpoch) throws IOException {
        Files.createDirectories(folder);
        var checkpoint = new Checkpoint(checkpoint(folder));
        var state = new Checkpoint.State(current, average, optimiser, aligned);
        var origins = new Origins(recipe, classroom.digest(), given.data());
        Checkpoint.Progress progress;
        if (!resume && (Files.exists(checkpoint.file()) || Files.exists(best(folder)))) {
            throw new IOException(folder + " holds a run already: add --resume to go on, or choose another folder");
        }
        if (Files.exists(checkpoint.file())) {
            progress = origins.goOn(checkpoint.file(), checkpoint.load(state));
            if (progress.best() >= 0) {
                requireBest(progress.best());
            }
        } else {
            requireNothingToLose();
            if (!recipe.start().isEmpty()) {
                start(Path.of(recipe.start()));
            }
            progress = new Checkpoint.Progress(0, 0, -1, origins.now());
        }
        var curve = new LearningCurve(folder.resolve(CURVE), progress.epoch());
        var knowledge = new KnowledgeCurve(folder.resolve("knowledge.csv"), progress.epoch());
        int perEpoch = loader.epochBatches();
        var rate = recipe.optimiser();
        int cosine = rate.cosineEpochs() == 0 ? recipe.epochs() : rate.cosineEpochs();
        var schedule =
                new Schedule(rate.learningRate(), rate.finalRate(), rate.warmupSteps(), (long) perEpoch * cosine);
        var mean = new MovingAverage(average, rate.average(), recipe.start().isEmpty() ? 2000 : 100);
        int end = Math.min(recipe.epochs(), lastEpoch);
        int first = progress.epoch();
        for (int epoch = first; epoch < end; epoch++) {
            var augment = recipe.phase(epoch).augment();
            boolean change =
                    epoch == first || !augment.equals(recipe.phase(epoch - 1).augment());
            if (change) {
                loader.recipe(augment);
                loader.startAt(epoch);
            }
            var backend = new TorchBackend(current, true, type);
            var step = TrainingStep.of(recipe, network, backend, classroom, distiller, augment);
            var epochLoss = epoch(epoch, perEpoch, schedule, mean, step);
            progress = evaluate(epoch, epochLoss, schedule, progress, curve);
            if (!classroom.teachers().isEmpty()) {
                knowledge.add(epoch + 1, epochLoss.hard(), epochLoss.knowledge());
            }
            checkpoint.save(progress, state);
        }
    }

    /**
     * Without a checkpoint a run begins anew, and its weights take the place of those that are there. A kill leaves such of
     * the first evaluation; others are of a run whose checkpoint somebody cleared away.
     */
    private void requireNothingToLose() throws IOException {
        int first = Math.min(recipe.evaluation().every(), recipe.epochs());
        if (Files.exists(best(folder))) {
            var metadata = Safetensors.read(best(folder), _ -> false).metadata();
            String found = metadata.getOrDefault("epoch", "unknown");
            if (!found.equals(Integer.toString(first))) {
                throw new IOException(best(folder) + ": expected a checkpoint beside it to go on from, found none, and"
                        + " the weights, of epoch " + found + ", would be replaced; choose another folder");
            }
        }
        var forgotten = new KeptEpochs(folder, recipe.evaluation().keep()).ofAnotherRun(first);
        if (forgotten.isPresent()) {
            throw new IOException(forgotten.get() + ": expected a checkpoint beside it to go on from, found none, and"
                    + " the epochs of a new run would be held against it; move it away, or choose another folder");
        }
    }

    /**
     * Where no later epoch is better, the run would end without the weights it is for, or with some that nothing can read.
     *
     * @param map50 theirs
     */
    private void requireBest(double map50) throws IOException {
        var best = best(folder);
        try {
            Safetensors.read(best);
        } catch (IOException e) {
            var kept = new KeptEpochs(folder, recipe.evaluation().keep()).best(map50);
            if (kept.isEmpty()) {
                String found = e instanceof NoSuchFileException ? "none" : FileFault.words(e);
                throw new IOException(
                        best + ": expected the weights of the run's best epoch so far, found " + found
                                + "; put them back, or remove what is there of best.safetensors, epoch-*.safetensors and"
                                + " checkpoint.safetensors, and the training begins anew",
                        e);
            }
            Safetensors.read(kept.get()).write(best);
            LOG.log(Level.WARNING, "{0}: gone or damaged, put back from {1}", best, kept.get());
        }
    }

    private void start(Path file) throws IOException {
        var weights = CalibratedWeights.asTrained(Safetensors.read(file));
        try {
            Cost.of(network, 320, 320).checkShapes(weights.shapes());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("start: " + file + ": " + e.getMessage(), e);
        }
        current.load(weights.values());
        average.copyFrom(current);
    }

    private LossMeter epoch(int epoch, int batches, Schedule schedule, MovingAverage mean, TrainingStep step)
            throws IOException {
        var meter = new LossMeter();
        for (int i = 0; i < batches; i++) {
            var batch = loader.next();
            double done = (double) optimiser.steps() / ((long) batches * recipe.epochs());
            var losses = step.backward(batch, new Share.Moment(epoch, recipe.epochs(), done));
            double rate = schedule.at(optimiser.steps());
            boolean finite = Double.isFinite(optimiser.step(rate));
            if (aligned.isPresent()) {
                finite &= Double.isFinite(aligned.get().optimiser().step(rate));
            }
            if (!finite) {
                var saved = new BatchDump(folder.resolve("not-finite"), step.views()).write(batch);
                throw new IOException("loss is not finite in epoch " + (batch.epoch() + 1) + ", batch " + batch.index()
                        + " (" + losses.text() + "; the batch is in " + saved + "): " + another());
            }
            meter.add(losses.labels(), losses.hard(), losses.knowledge());
            mean.update(current, optimiser.steps());
            listener.step(epoch, i + 1, batches, meter);
        }
        return meter;
    }

    /** The same recipe would meet the same batch again, and another does not go on in this folder. */
    private String another() {
        return "lower the learning rate, or train in float32 (bfloat16: false), in another folder"
                + (recipe.start().isEmpty() && Files.exists(best(folder))
                        ? ", with start: " + best(folder) + " to go on from there"
                        : "");
    }

    private Checkpoint.Progress evaluate(
            int epoch, LossMeter meter, Schedule schedule, Checkpoint.Progress before, LearningCurve curve)
            throws IOException {
        boolean due = (epoch + 1) % recipe.evaluation().every() == 0 || epoch + 1 == recipe.epochs();
        double best = before.best();
        var report = due
                ? Optional.of(validation.of(network, average, type))
                : Optional.<io.maskgate.models.metrics.DetectionReport>empty();
        if (report.isPresent()) {
            double map50 = report.get().map50();
            var weights = weights(epoch + 1, map50);
            if (map50 > best) {
                best = map50;
                weights.write(best(folder));
            }
            new KeptEpochs(folder, recipe.evaluation().keep()).offer(epoch + 1, weights);
        }
        var row = new LearningCurve.Row(
                epoch + 1,
                schedule.at(optimiser.steps()),
                meter.box(),
                meter.classes(),
                meter.distribution(),
                meter.positives());
        curve.add(row, report);
        draw();
        listener.epoch(epoch + 1, recipe.epochs(), meter, report);
        return new Checkpoint.Progress(epoch + 1, optimiser.steps(), best, before.from());
    }

    /** What keeps a picture from being drawn keeps no training from going on. */
    private void draw() {
        var picture = folder.resolve("curve.png");
        try {
            var why = Drawing.tried(() -> CurvePicture.draw(folder.resolve(CURVE), recipe.name(), picture));
            if (why.isPresent()) {
                LOG.log(Level.WARNING, "learning curve {0}", why.get());
                // One of an earlier epoch would pass for the whole.
                Files.deleteIfExists(picture);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "learning curve not drawn: {0}", e.toString());
        }
    }

    /** The moving average as a file of weights. */
    private Safetensors weights(int epoch, double map50) {
        var tensors = new LinkedHashMap<String, Safetensors.Entry>();
        var values = average.toMap();
        average.specs()
                .forEach(spec -> tensors.put(
                        spec.name(),
                        new Safetensors.Entry(
                                spec.shape(), java.util.Objects.requireNonNull(values.get(spec.name())))));
        // Sorted, since equal runs make equal files.
        var metadata = new TreeMap<>(given.told());
        metadata.putAll(Map.of(
                "architecture",
                network.architecture(),
                "name",
                recipe.name(),
                "epoch",
                Integer.toString(epoch),
                "map50",
                Double.toString(map50)));
        return new Safetensors(metadata, tensors);
    }

    @Override
    public void close() {
        loader.close();
        aligned.ifPresent(align -> align.optimiser().close());
        distiller.close();
        optimiser.close();
        average.close();
        current.close();
    }
}
