package io.maskgate.daemon.cli.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.maskgate.daemon.cli.CommandException;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.Detector;
import java.io.PrintStream;

/** A JSON object per picture and line; boxes are x0, y0, x1, y1 in pixels of the picture. */
final class JsonReport implements Report {
    private static final double THOUSAND = 1000;

    private final PrintStream out;
    private final JsonMapper mapper = new JsonMapper();
    private final String model;
    private final String engine;

    JsonReport(PrintStream out, Detector detector) {
        this.out = out;
        this.model = detector.model().tag();
        this.engine = detector.engine();
    }

    @Override
    public void add(Result result) {
        var node = mapper.createObjectNode();
        node.put("source", result.source());
        node.put("frame", result.index());
        node.put("seconds", Math.round(result.seconds() * THOUSAND) / THOUSAND);
        node.put("width", result.width()).put("height", result.height());
        node.put("model", model).put("engine", engine);
        var faces = node.putArray("detections");
        for (Detection face : result.detections()) {
            var box = face.box();
            var item = faces.addObject();
            item.put("label", face.label().text());
            item.put("score", Math.round(face.score() * THOUSAND) / THOUSAND);
            ArrayNode corners = item.putArray("box");
            corners.add(tenth(box.x0()))
                    .add(tenth(box.y0()))
                    .add(tenth(box.x1()))
                    .add(tenth(box.y1()));
        }
        try {
            out.println(mapper.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
        if (out.checkError()) {
            throw CommandException.unwritten();
        }
    }

    private static double tenth(float value) {
        return Math.round(value * 10) / 10.0;
    }
}
