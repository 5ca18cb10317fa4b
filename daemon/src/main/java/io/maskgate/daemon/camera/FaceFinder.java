package io.maskgate.daemon.camera;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InputImage;
import java.util.List;

/** What looking at frames needs of a detector. Called by one thread at a time. */
public interface FaceFinder {
    /** The detections of each image, as {@link io.maskgate.hw.inference.Detector#detect} has it. */
    List<List<Detection>> find(List<InputImage> images, float minScore);

    /** How many images are worth waiting for each other; from any thread. */
    default int batch() {
        return 1;
    }

    /** Whether it looks only until another engine is ready, which may be far quicker; from any thread. */
    default boolean standsIn() {
        return false;
    }

    static FaceFinder of(Detector detector) {
        return new FaceFinder() {
            @Override
            public List<List<Detection>> find(List<InputImage> images, float minScore) {
                return detector.detect(images, minScore);
            }

            @Override
            public int batch() {
                return detector.batch();
            }

            @Override
            public boolean standsIn() {
                return detector.status().state() == EngineStatus.State.PREPARING;
            }
        };
    }
}
