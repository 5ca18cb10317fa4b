package io.maskgate.daemon.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.hw.inference.Detection;

/** The JSON of the API's values; {@code config/schema/openapi.yaml} describes it. */
final class ApiJson {
    private ApiJson() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode camera(CameraStatus status) {
        var json = object();
        json.put("id", status.id());
        json.put("state", status.state().text());
        json.put("reason", status.reason());
        json.put("since", status.since().toString());
        json.put("lastFrame", status.lastFrame().map(Object::toString).orElse(null));
        json.put("url", status.url());
        json.put("codec", status.codec());
        json.put("width", status.width());
        json.put("height", status.height());
        json.put("framesPerSecond", Math.round(status.framesPerSecond() * 10) / 10.0);
        json.putObject("frames")
                .put("decoded", status.framesDecoded())
                .put("dropped", status.framesDropped())
                .put("inferred", status.framesInferred());
        json.putObject("decoding")
                .put("attention", status.decoding().attention())
                .put("decoder", status.decoding().decoder())
                .put("cores", Math.round(status.decoding().cores() * 1000) / 1000.0)
                .put("advice", status.decoding().advice());
        var trouble = status.trouble();
        trouble.last()
                .ifPresentOrElse(
                        fault -> json.putObject("lastError")
                                .put("cause", fault.cause())
                                .put("text", fault.text())
                                .put("at", fault.at().toString()),
                        () -> json.putNull("lastError"));
        json.put("retryAt", trouble.retryAt().map(Object::toString).orElse(null));
        json.put("reconnects", status.reconnects());
        json.putObject("faces")
                .put("people", status.faces().people())
                .put("facemask", status.faces().facemask())
                .put("noFacemask", status.faces().noFacemask());
        return json;
    }

    static ObjectNode detections(StillDetector.Found found) {
        var json = object();
        json.put("width", found.width());
        json.put("height", found.height());
        json.put("millis", Math.round(found.millis() * 10) / 10.0);
        var list = json.putArray("detections");
        for (Detection detection : found.detections()) {
            var box = detection.box();
            list.addObject()
                    .put("label", detection.label().text())
                    .put("score", Math.round(detection.score() * 1000) / 1000.0)
                    .putArray("box")
                    .add(tenth(box.x0()))
                    .add(tenth(box.y0()))
                    .add(tenth(box.x1()))
                    .add(tenth(box.y1()));
        }
        return json;
    }

    private static double tenth(float value) {
        return Math.round(value * 10) / 10.0;
    }
}
