package io.maskgate.daemon.gateway;

import io.maskgate.daemon.rollout.LoadedModel;
import io.maskgate.daemon.rollout.ModelChoice;
import io.maskgate.daemon.rollout.ModelLoader;
import io.maskgate.daemon.rollout.Serving;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.ZooModel;
import io.maskgate.hw.inference.tensorrt.Engines;
import java.nio.file.Path;

/**
 * Loads models of the zoo on this host's engines.
 *
 * @param options but for the threads, which a choice names
 * @param cache folder of built engines
 */
record EngineLoader(ModelZoo zoo, Engines engines, InferenceOptions options, Path cache) implements ModelLoader {
    @Override
    public ZooModel find(ModelChoice choice) {
        return choice.name().map(zoo::resolve).orElseGet(zoo::defaultModel);
    }

    @Override
    public LoadedModel load(ZooModel model, ModelChoice choice) {
        var wish = EngineChoice.of(choice.engine(), choice.precision());
        var threads = choice.threads() > 0 ? options.withThreads(choice.threads()) : options;
        return LoadedModel.of(engines.open(model, wish, threads, cache));
    }

    /**
     * For single pictures, with the file that the cameras' detector has on the CPU.
     *
     * @throws InferenceException also when that file is of another model by now, as only a card's sum or this can tell
     */
    Detector again(Serving model) {
        boolean gpuPresent = model.loaded().status().state() != EngineStatus.State.CPU;
        var wish = EngineChoice.of(model.choice().engine(), model.choice().precision());
        var file = engines.cpuFile(model.zoo(), wish, gpuPresent);
        var detector =
                OnnxDetector.open(file, options.withThreads(1).withMaxBatch(1).withAcrossLabels(true));
        String serves = model.loaded().info().tag();
        if (!detector.model().tag().equals(serves)) {
            try (detector) {
                throw new InferenceException("model " + file + ": expected " + serves
                        + ", which serves the cameras, found "
                        + detector.model().tag() + ": the file was exchanged");
            }
        }
        return detector;
    }

    /** A file or folder that was configured by its path may come without a card; its metadata must do then. */
    @Override
    public void check(ZooModel model, ModelChoice choice) {
        model.card()
                .map(card -> card.labels())
                .filter(labels -> !labels.isEmpty())
                .ifPresent(labels -> {
                    if (!labels.equals(MaskLabel.texts())) {
                        throw new InferenceException("model card of " + model.name() + ": labels: expected "
                                + MaskLabel.texts() + ", found " + labels);
                    }
                });
        engines.check(model, EngineChoice.of(choice.engine(), choice.precision()));
    }
}
