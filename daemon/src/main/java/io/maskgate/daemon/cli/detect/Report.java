package io.maskgate.daemon.cli.detect;

import io.maskgate.hw.inference.Detection;
import java.util.List;

/** Where results go. */
sealed interface Report permits TextReport, JsonReport {
    /**
     * One picture's result.
     *
     * @param source shown name, without secrets
     * @param index from 0 within the source
     * @param seconds since the source's first picture
     * @param width of the picture, pixels
     */
    record Result(String source, long index, double seconds, int width, int height, List<Detection> detections) {
        public Result {
            detections = List.copyOf(detections);
        }
    }

    /**
     * Reports it, or ends the command: a stream of a camera would be read for ever for nobody.
     *
     * @throws io.maskgate.daemon.cli.CommandException when it does not come out
     */
    void add(Result result);
}
