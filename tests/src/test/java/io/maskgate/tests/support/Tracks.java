package io.maskgate.tests.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Events by track, as a subscriber keeps them who drops repeats by their id. */
public record Tracks(Map<String, List<SeenEvent>> byTrack) {
    /**
     * Sorts events into tracks and checks what holds for every delivery: a repeat is the same event again, each track
     * begins with its only {@code new}, counts on without a gap in order of arrival, and nothing follows its {@code end}.
     */
    public static Tracks of(List<SeenEvent> events) {
        var byId = new LinkedHashMap<String, SeenEvent>();
        var tracks = new LinkedHashMap<String, List<SeenEvent>>();
        for (var event : events) {
            var before = byId.putIfAbsent(event.id(), event);
            if (before == null) {
                tracks.computeIfAbsent(event.track(), _ -> new ArrayList<>()).add(event);
            } else {
                assertThat(event.json()).as("repeat of %s", event.id()).isEqualTo(before.json());
            }
        }
        tracks.values().forEach(Tracks::check);
        return new Tracks(tracks);
    }

    private static void check(List<SeenEvent> track) {
        assertThat(track)
                .as("seq of %s", track)
                .extracting(SeenEvent::seq)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, track.size()).boxed().toList());
        for (int i = 0; i < track.size(); i++) {
            var type = track.get(i).type();
            assertThat(type.equals("new")).as("%s as number %d", type, i + 1).isEqualTo(i == 0);
            if (i < track.size() - 1) {
                assertThat(type).as("before the last of %s", track).isNotEqualTo("end");
            }
        }
    }

    /** Different events, repeats not counted. */
    public long events() {
        return byTrack.values().stream().mapToLong(List::size).sum();
    }

    public List<List<SeenEvent>> all() {
        return List.copyOf(byTrack.values());
    }

    /** Tracks that have no {@code end} yet. */
    public List<List<SeenEvent>> open() {
        return all().stream().filter(track -> !ended(track)).toList();
    }

    public static boolean ended(List<SeenEvent> track) {
        return track.getLast().type().equals("end");
    }
}
