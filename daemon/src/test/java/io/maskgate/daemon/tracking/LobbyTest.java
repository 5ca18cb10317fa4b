package io.maskgate.daemon.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How often names are mixed up in a lobby whose truth is known. */
class LobbyTest {
    private final Map<Integer, Integer> seen = new HashMap<>();
    private final Map<Integer, MaskLabel> labels = new HashMap<>();
    private final Map<Integer, Set<String>> tracksOf = new HashMap<>();
    private final Map<String, Set<Integer>> peopleOf = new HashMap<>();
    private final Map<Integer, String> current = new HashMap<>();
    private int switches;
    private int people;
    private int fragments;
    private int shared;
    private int news;
    private int wrong;

    @Test
    void report() {
        for (double arrivals : new double[] {0.1, 0.3, 0.6}) {
            for (long seed = 1; seed <= 5; seed++) {
                watch(arrivals, seed);
                System.out.println(arrivals + " seed " + seed + " people " + people + " switches " + switches
                        + " tracks " + fragments + " shared " + shared + " news " + news + " wrong " + wrong);
            }
        }
        assertThat(people).isPositive();
    }

    private void watch(double arrivals, long seed) {
        seen.clear();
        labels.clear();
        tracksOf.clear();
        peopleOf.clear();
        current.clear();
        switches = 0;
        wrong = 0;
        var lobby = new Lobby(new Random(seed), arrivals);
        var camera = new Looks();
        for (int i = 0; i < 1500; i++) {
            Update update = camera.look(lobby.next().toArray(new Detection[0]));
            var views = new ArrayList<>(update.tracks());
            for (Lobby.Person person : lobby.present()) {
                seen.put(person.id, person.seen);
                labels.put(person.id, person.label);
                views.stream()
                        .filter(view -> !person.hidden && view.box().iou(person.box()) > 0.5)
                        .max((a, b) ->
                                Float.compare(a.box().iou(person.box()), b.box().iou(person.box())))
                        .ifPresent(view -> {
                            views.remove(view);
                            match(person, view.id());
                        });
            }
        }
        camera.finish();
        people = (int) seen.values().stream().filter(times -> times >= 6).count();
        fragments = tracksOf.values().stream().mapToInt(Set::size).sum();
        shared = (int) peopleOf.values().stream().filter(set -> set.size() > 1).count();
        news = camera.of(MaskEvent.Type.NEW).size();
        for (MaskEvent event : camera.of(MaskEvent.Type.NEW)) {
            Set<Integer> who = peopleOf.getOrDefault(event.track(), new HashSet<>());
            if (who.stream().noneMatch(id -> labels.get(id) == event.label())) {
                wrong++;
            }
        }
    }

    private void match(Lobby.Person person, String track) {
        String before = current.put(person.id, track);
        if (before != null && !before.equals(track)) {
            switches++;
        }
        tracksOf.computeIfAbsent(person.id, _ -> new HashSet<>()).add(track);
        peopleOf.computeIfAbsent(track, _ -> new HashSet<>()).add(person.id);
    }
}
