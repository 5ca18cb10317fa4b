package io.maskgate.daemon.samples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.video.RgbPicture;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A picture on its way to the vault. */
sealed interface Shot {
    UUID id();

    Instant at();

    RgbPicture picture();

    /**
     * Of an event: the whole frame.
     *
     * @param about what is told of it
     */
    record OfEvent(UUID id, Instant at, RgbPicture picture, ObjectNode about) implements Shot {}

    /**
     * Of a hard face, with what is around it.
     *
     * @param track of the hard face
     * @param model {@code name@sha8}
     * @param own box of the hard face, pixels of the picture
     * @param others in the picture
     * @param complete whether every other face in it is known with its label, so that it can be learnt from
     */
    record OfFace(
            UUID id,
            Instant at,
            RgbPicture picture,
            String camera,
            String track,
            String model,
            Hardness.Reason reason,
            Box own,
            List<Marked> others,
            boolean complete)
            implements Shot {
        public OfFace {
            others = List.copyOf(others);
        }

        /** What is told of it, with the label that the whole track gives it. */
        ObjectNode about(Optional<MaskLabel> label) {
            var about = Stored.json();
            about.put("schema", "maskgate.sample/1");
            about.put("camera", camera);
            about.put("track", track);
            about.put("at", at.toString());
            about.put("model", model);
            about.put("reason", reason.text());
            about.put("width", picture.width());
            about.put("height", picture.height());
            about.put("labelled", complete && label.isPresent());
            var faces = about.putArray("faces");
            faces.add(new Marked(own, label).json());
            others.forEach(other -> faces.add(other.json()));
            return about;
        }
    }

    /** A face in a picture. */
    record Marked(Box box, Optional<MaskLabel> label) {
        ObjectNode json() {
            var json = Stored.json();
            json.putArray("box").add(box.x0()).add(box.y0()).add(box.x1()).add(box.y1());
            json.put("label", label.map(MaskLabel::text).orElse(null));
            return json;
        }
    }
}
