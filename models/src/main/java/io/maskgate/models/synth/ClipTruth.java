package io.maskgate.models.synth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.hw.inference.MaskLabel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Collects the truth of a clip, frame by frame, and writes it as JSON ({@code maskgate.truth/1}): per person the label,
 * its changes, the first and last second in which at least half of the face can be seen, and the boxes as rows {@code
 * [frame, x0, y0, x1, y1, visible]}.
 */
final class ClipTruth {
    /** Share of a face that must be seen for the face to count as there. */
    static final double SEEN = 0.5;

    private final SceneOptions options;
    private final long seed;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<Integer, Person> people = new TreeMap<>();

    private static final class Person {
        private final ObjectNode node;
        private final ArrayNode changes;
        private final ArrayNode boxes;
        private MaskLabel label;

        private Person(ObjectNode node, MaskLabel label) {
            this.node = node;
            this.changes = node.arrayNode();
            this.boxes = node.arrayNode();
            this.label = label;
        }
    }

    ClipTruth(long seed, SceneOptions options) {
        this.seed = seed;
        this.options = options;
    }

    void add(int frame, List<FaceTruth> faces) {
        for (FaceTruth face : faces) {
            if (face.visible() > 0) {
                add(frame, face);
            }
        }
    }

    private void add(int frame, FaceTruth face) {
        double time = frame / (double) options.fps();
        var person = people.get(face.person());
        if (person == null) {
            person = new Person(json.createObjectNode(), face.label());
            person.node.put("id", face.person()).put("label", face.label().text());
            people.put(face.person(), person);
        }
        if (face.label() != person.label) {
            person.label = face.label();
            person.changes.addObject().put("at", time).put("label", face.label().text());
        }
        if (face.visible() >= SEEN) {
            if (!person.node.has("first")) {
                person.node.put("first", time);
            }
            person.node.put("last", time);
        }
        var box = face.box();
        person.boxes
                .addArray()
                .add(frame)
                .add(tenth(box.x0()))
                .add(tenth(box.y0()))
                .add(tenth(box.x1()))
                .add(tenth(box.y1()))
                .add(Math.round(face.visible() * 100) / 100.0);
    }

    private static double tenth(double value) {
        return Math.round(value * 10) / 10.0;
    }

    byte[] json() {
        var head = json.createObjectNode()
                .put("schema", "maskgate.truth/1")
                .put("seed", seed)
                .put("width", options.width())
                .put("height", options.height())
                .put("fps", options.fps())
                .put("frames", options.frames())
                .put("seen", SEEN);
        // One row per line keeps the file readable and its diffs small.
        String rows = people.values().stream()
                .map(p -> {
                    String start = p.node.<ObjectNode>set("changes", p.changes).toString();
                    String boxes = StreamSupport.stream(p.boxes.spliterator(), false)
                            .map(Object::toString)
                            .collect(Collectors.joining(",\n   "));
                    return start.substring(0, start.length() - 1) + ",\"boxes\":[\n   " + boxes + "]}";
                })
                .collect(Collectors.joining(",\n  "));
        String start = head.toString();
        return (start.substring(0, start.length() - 1) + ",\"people\":[\n  " + rows + "]}\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
