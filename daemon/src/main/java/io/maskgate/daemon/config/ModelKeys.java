package io.maskgate.daemon.config;

import java.time.Duration;
import java.util.Optional;

/** The keys of the detector, and of going over to another. */
public final class ModelKeys {
    /** Default of {@code model.threshold}, and of whatever else looks at a picture as the gateway would. */
    public static final String THRESHOLD = "0.7";

    private ModelKeys() {}

    /** The detector. */
    public record Model(
            @Key(doc = "Name in the model zoo, or a path; the zoo's default when absent.")
            Optional<String> name,

            @Key(doc = "auto, tensorrt (refused where it is missing) or cpu.", def = "auto")
            Engine engine,

            @Key(doc = "auto (the fastest whose accuracy was checked), fp32, fp16 or int8.", def = "auto")
            Precision precision,

            @Key(doc = "Inference threads; 0 leaves one core to decoding.", def = "0", min = "0", max = "64")
            int threads,

            @Key(doc = "Score from which a detection counts as a face.", def = THRESHOLD, min = "0.05", max = "0.99")
            double threshold,

            @Key(doc = "Going over to another model while running.")
            Rollout rollout) {}

    /** What a new model must keep to, so that it may stay. */
    public record Rollout(
            @Key(
                    doc = "How long the old model stays ready to come back by itself.",
                    def = "5m",
                    min = "10s",
                    max = "1d")
            Duration probation,

            @Key(
                    doc = "Share of faces both models must see alike for the new one to take over; 0 asks for none.",
                    def = "0.5",
                    min = "0",
                    max = "1")
            double agreement,

            @Key(
                    doc =
                            "Go back to the old model when a picture takes more than this many times the expected time: the old model's, scaled up where the new one costs more by its card.",
                    def = "4",
                    min = "1",
                    max = "100")
            double slower) {}

    /** Engines. */
    public enum Engine {
        AUTO,
        TENSORRT,
        CPU
    }

    /** Number formats of the model. */
    public enum Precision {
        AUTO,
        FP32,
        FP16,
        INT8
    }
}
