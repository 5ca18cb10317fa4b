package io.maskgate.models.evaluate;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.hw.video.DecodedFrame;
import java.util.List;

/** Who finds the faces of a picture and is judged by them. One thread uses it; whoever opened it closes it. */
public interface Finder extends AutoCloseable {
    ModelInfo model();

    /** The engine, and how it is asked where that is not the gateway's way; as a person reads it. */
    String engine();

    /** Finds the faces of a picture, which stays the caller's. */
    Found find(DecodedFrame picture);

    @Override
    void close();

    /**
     * What it found, and how long each step took.
     *
     * @param detections in pixels of the picture
     * @param scaling nanoseconds from the picture to the model's input
     * @param engine nanoseconds of the network itself
     * @param selection nanoseconds from the network's numbers to faces
     * @param processor processor time of the calling thread for the last two, nanoseconds
     */
    record Found(List<Detection> detections, long scaling, long engine, long selection, long processor) {
        public Found {
            detections = List.copyOf(detections);
        }
    }
}
