package io.maskgate.daemon.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** What a gateway is, as the retained topic {@code …/attributes} tells it. */
final class Attributes {
    private Attributes() {}

    /**
     * @param model {@code name@sha8}
     * @param engine such as {@code onnxruntime cpu int8}; its last word is the precision
     * @param privacy mode
     */
    static String json(String version, String model, String engine, String privacy) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("version", version)
                .put("model", model)
                .put("engine", engine)
                .put("precision", engine.substring(engine.lastIndexOf(' ') + 1))
                .put("privacy", privacy)
                .toString();
    }
}
