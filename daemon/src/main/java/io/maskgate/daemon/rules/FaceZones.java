package io.maskgate.daemon.rules;

import io.maskgate.daemon.config.RuleKeys;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which zones each face is in. A face is in a zone when its centre is, and leaves it when its centre is out of it by more
 * than the margin: one that trembles at the edge stays.
 */
final class FaceZones {
    private final List<RuleKeys.Zone> zones;
    private final Map<String, Set<String>> memberships = new HashMap<>();

    FaceZones(List<RuleKeys.Zone> zones) {
        this.zones = zones;
    }

    /** Other zones; until the next look each face is in those it was in that still are there. */
    FaceZones changed(List<RuleKeys.Zone> next) {
        var after = new FaceZones(next);
        var there = next.stream().map(RuleKeys.Zone::name).collect(Collectors.toSet());
        memberships.forEach((track, names) -> {
            var kept = new HashSet<>(names);
            kept.retainAll(there);
            after.memberships.put(track, kept);
        });
        return after;
    }

    /** A look; faces that are not among these keep their zones until {@link #keep}. */
    void look(Collection<Sight> faces, int width, int height) {
        for (var zone : zones) {
            var corners = Geometry.scale(zone.polygon(), width, height);
            for (var face : faces) {
                var member = memberships.computeIfAbsent(face.track(), _ -> new HashSet<>());
                if (Geometry.inside(corners, face.place())) {
                    member.add(zone.name());
                } else if (member.contains(zone.name()) && Geometry.distance(corners, face.place()) > face.margin()) {
                    member.remove(zone.name());
                }
            }
        }
    }

    /** Forgets all other faces. */
    void keep(Set<String> tracks) {
        memberships.keySet().retainAll(tracks);
    }

    /** Names in order of configuration. */
    List<String> of(String track) {
        var member = memberships.getOrDefault(track, Set.of());
        return zones.stream().map(RuleKeys.Zone::name).filter(member::contains).toList();
    }
}
