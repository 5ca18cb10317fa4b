package io.maskgate.daemon.contract;

import io.maskgate.daemon.config.PrivacyKeys;
import io.maskgate.daemon.rollout.Stage;

/** What a gateway is. */
record Attributes(
        @Field(doc = "Of Maskgate.") String version,

        @Field(doc = "name@sha8 of the model.", pattern = ".+@[0-9a-f]{8}")
        String model,

        @Field(doc = "Where the latest activation of another model stands.")
        Stage activation,

        @Field(doc = "Engine, device and precision, such as onnxruntime cpu int8.")
        String engine,

        @Field(doc = "Last word of the engine.") String precision,

        @Field(doc = "What may leave the gateway.") PrivacyKeys.PrivacyMode privacy) {}
