package io.maskgate.daemon.rules;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.tracking.TrackView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Which faces are told of. A face that is told of once is told of to its end, so that nobody waits for one; a face that
 * is not, because it is outside every zone or it is a silent hour, begins with {@code new} when that changes. Events keep
 * their numbers without gaps: they count what was told.
 */
final class EventFilter {
    private final Supplier<UUID> ids;
    private final Map<String, Telling> tellings = new HashMap<>();

    /** Why a face is not told of. */
    enum Reason {
        ZONE,
        QUIET
    }

    /** Whether a face may begin to be told of; empty when it may. */
    interface Gate {
        Optional<Reason> shut(String track);
    }

    /**
     * What of a track was told.
     *
     * @param latest the last event that was not
     * @param hidden events that were not told before the first that was
     */
    private record Telling(boolean told, MaskEvent latest, int hidden) {}

    EventFilter(Supplier<UUID> ids) {
        this.ids = ids;
    }

    /** Events to be told, and how many are not. */
    record Filtered(List<MaskEvent> told, Map<Reason, Integer> suppressed) {}

    /**
     * @param events of this look, with their zones
     * @param faces in view, in pixels of a frame of this width and height
     * @param zones of a track now
     */
    Filtered filter(
            List<MaskEvent> events,
            List<TrackView> faces,
            Function<String, List<String>> zones,
            Gate gate,
            int width,
            int height) {
        var told = new ArrayList<MaskEvent>();
        var suppressed = new HashMap<Reason, Integer>();
        for (var event : events) {
            var telling = tellings.get(event.track());
            boolean going = telling != null && telling.told;
            var shut = going ? Optional.<Reason>empty() : gate.shut(event.track());
            if (going || shut.isEmpty() && event.type() != MaskEvent.Type.END) {
                told.add(going ? renumber(event, telling.hidden) : begin(event));
            } else {
                suppressed.merge(shut.orElse(Reason.ZONE), 1, Integer::sum);
                tellings.put(event.track(), new Telling(false, event, event.seq()));
            }
            if (event.type() == MaskEvent.Type.END) {
                tellings.remove(event.track());
            }
        }
        for (var face : faces) {
            var telling = tellings.get(face.id());
            if (telling != null && !telling.told && gate.shut(face.id()).isEmpty()) {
                told.add(begin(now(telling.latest, face, zones.apply(face.id()), width, height)));
            }
        }
        return new Filtered(told, suppressed);
    }

    /** Forgets all other faces. */
    void keep(Set<String> tracks) {
        tellings.keySet().retainAll(tracks);
    }

    private MaskEvent begin(MaskEvent event) {
        tellings.put(event.track(), new Telling(true, event, event.seq() - 1));
        return with(event, event.id(), MaskEvent.Type.NEW, 1);
    }

    private static MaskEvent renumber(MaskEvent event, int hidden) {
        return hidden == 0 ? event : with(event, event.id(), event.type(), event.seq() - hidden);
    }

    /**
     * What a face was like when it was last seen, in place of the latest event that was not told; it takes that one's
     * number, so that the tracker's next follows it.
     */
    private MaskEvent now(MaskEvent latest, TrackView face, List<String> zones, int width, int height) {
        return new MaskEvent(
                ids.get(),
                MaskEvent.Type.NEW,
                latest.gateway(),
                latest.camera(),
                latest.track(),
                latest.seq(),
                face.label().orElse(latest.label()),
                face.score(),
                face.box().clip(width, height),
                width,
                height,
                zones,
                face.seen(),
                latest.since(),
                latest.model(),
                Optional.empty());
    }

    private static MaskEvent with(MaskEvent event, UUID id, MaskEvent.Type type, int seq) {
        return new MaskEvent(
                id,
                type,
                event.gateway(),
                event.camera(),
                event.track(),
                seq,
                event.label(),
                event.score(),
                event.box(),
                event.frameWidth(),
                event.frameHeight(),
                event.zones(),
                event.at(),
                event.since(),
                event.model(),
                event.summary());
    }
}
