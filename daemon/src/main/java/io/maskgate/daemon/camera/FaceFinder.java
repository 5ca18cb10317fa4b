package io.maskgate.daemon.camera;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.InputImage;
import java.util.List;

/** What looking at frames needs of a detector. Called by one thread at a time. */
public interface FaceFinder {
    /** The detections of each image, as {@link io.maskgate.hw.inference.Detector#detect} has it. */
    List<List<Detection>> find(List<InputImage> images, float minScore);
}
