package io.maskgate.daemon.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.maskgate.daemon.rollout.Stage;

/** What a gateway is, as the retained topic {@code …/attributes} tells it. */
final class Attributes {
    private Attributes() {}

    /**
     * @param model {@code name@sha8}
     * @param activation of another model
     * @param engine such as {@code onnxruntime cpu int8}; its last word is the precision
     * @param privacy mode
     */
    static String json(String version, String model, Stage activation, String engine, String privacy) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("version", version)
                .put("model", model)
                .put("activation", activation.text())
                .put("engine", engine)
                .put("precision", engine.substring(engine.lastIndexOf(' ') + 1))
                .put("privacy", privacy)
                .toString();
    }
}
