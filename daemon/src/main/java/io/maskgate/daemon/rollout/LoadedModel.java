package io.maskgate.daemon.rollout;

import io.maskgate.daemon.camera.FaceFinder;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InferenceStats;
import io.maskgate.hw.inference.ModelInfo;

/** A model on its engine. Whoever loaded it closes it, when nobody looks with it any more. */
public interface LoadedModel extends AutoCloseable {
    ModelInfo info();

    /** One thread at a time. */
    FaceFinder finder();

    /** From any thread. */
    InferenceStats stats();

    /** From any thread. */
    EngineStatus status();

    /** Frees native memory. */
    @Override
    void close();

    static LoadedModel of(Detector detector) {
        return new LoadedModel() {
            @Override
            public ModelInfo info() {
                return detector.model();
            }

            @Override
            public FaceFinder finder() {
                return FaceFinder.of(detector);
            }

            @Override
            public InferenceStats stats() {
                return detector.stats();
            }

            @Override
            public EngineStatus status() {
                return detector.status();
            }

            @Override
            public void close() {
                detector.close();
            }
        };
    }
}
