package io.maskgate.daemon.rules;

import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.events.LineCrossing.Direction;
import io.maskgate.daemon.rules.Geometry.Vector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts who crosses a line. A face is on a side of it when its centre is farther than the margin from the line; it has
 * crossed when it is on the other side and passed between the line's ends on its way. Trembling on the line counts nothing,
 * and who crosses twice in the same direction went back around an end.
 *
 * <p>A face is followed from its first look on, since who comes in at a door soon crosses the line behind it; its crossings
 * are told when it is sure to be a face. Who is first seen on the line or beyond it has not crossed it.
 */
final class LineCounter {
    private final RuleKeys.Line line;
    private final Map<String, Passage> passages = new HashMap<>();

    /** @param at when the face was first seen beyond the line */
    record Crossed(Sight face, Direction direction, Instant at) {}

    private record Untold(Direction direction, Instant at) {}

    /** Where a face was: as fractions of the picture, so that another resolution does not matter. */
    private static final class Passage {
        /** -1 on the left, 1 on the right, 0 while not known. */
        int side;

        double x;
        double y;
        boolean between;

        @Nullable
        Instant passedAt;

        final List<Untold> untold = new ArrayList<>();
    }

    LineCounter(RuleKeys.Line line) {
        this.line = line;
    }

    RuleKeys.Line line() {
        return line;
    }

    String name() {
        return line.name();
    }

    /** A look at faces in a picture of this size. */
    List<Crossed> look(Collection<Sight> faces, int width, int height, Instant wall) {
        var crossed = new ArrayList<Crossed>();
        Vector from = Geometry.scale(line.from(), width, height);
        Vector along = Geometry.scale(line.to(), width, height).minus(from);
        for (var face : faces) {
            var passage = passages.get(face.track());
            if (passage == null) {
                passage = new Passage();
                passages.put(face.track(), passage);
            } else {
                pass(passage, new Vector(passage.x * width, passage.y * height), face.place(), from, along, wall);
            }
            passage.x = face.place().x() / width;
            passage.y = face.place().y() / height;
            double distance = along.cross(face.place().minus(from)) / along.length();
            if (Math.abs(distance) > face.margin()) {
                int side = distance > 0 ? 1 : -1;
                if (passage.side == -side && passage.between && passage.passedAt != null) {
                    passage.untold.add(new Untold(side > 0 ? Direction.IN : Direction.OUT, passage.passedAt));
                }
                passage.side = side;
            }
            if (face.sure()) {
                passage.untold.forEach(it -> crossed.add(new Crossed(face, it.direction, it.at)));
                passage.untold.clear();
            }
        }
        return crossed;
    }

    /** Notes where the way from one place to the next passes the line, or the line drawn on beyond its ends. */
    private static void pass(Passage passage, Vector before, Vector now, Vector from, Vector along, Instant wall) {
        double left = along.cross(before.minus(from));
        double right = along.cross(now.minus(from));
        if (left < 0 == right < 0) {
            return;
        }
        Vector at = before.plus(now.minus(before), left / (left - right));
        double share = at.minus(from).dot(along) / along.dot(along);
        passage.between = share >= 0 && share <= 1;
        passage.passedAt = wall;
    }

    /** Forgets all other faces. */
    void keep(Set<String> tracks) {
        passages.keySet().retainAll(tracks);
    }
}
