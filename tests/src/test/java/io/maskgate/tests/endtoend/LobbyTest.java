package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.MqttRecorder;
import io.maskgate.tests.support.RtspServer;
import io.maskgate.tests.support.SeenEvent;
import io.maskgate.tests.support.Tracks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clip whose every face is known, from a camera over the wire to a subscriber. */
class LobbyTest {
    /** Between the clip's time and the frame time the gateway gives it. */
    private static final double SLACK = 1;

    @Test
    void everyFaceYieldsOneNewWithTheRightLabelAndOneEnd(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder);
        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var rtsp = RtspServer.serving(folder, Map.of("lobby", clip.mp4()));
                var gateway = GatewayProcess.start(
                        new GatewaySetup(folder, "gate").broker(broker.url()).camera("lobby", rtsp.url("lobby")))) {
            gateway.awaitCamera("lobby", "online");
            var start = rtsp.started("lobby").orElseThrow();
            var over = start.plus(clip.length());

            await("the end of every face of the first round")
                    .atMost(clip.length().plusSeconds(20))
                    .until(() -> Instant.now().isAfter(over)
                            && firstRound(clip, start, recorder.events()).stream()
                                    .allMatch(Tracks::ended));

            var tracks = firstRound(clip, start, recorder.events());
            assertThat(gateway.metric("maskgate_tracks_undecided_total")).isZero();
            assertTruth(clip, start, tracks);
        }
    }

    private static void assertTruth(Clip clip, Instant start, List<List<SeenEvent>> tracks) {
        var byPerson = new LinkedHashMap<Clip.Person, List<List<SeenEvent>>>();
        clip.people().forEach(person -> byPerson.put(person, new ArrayList<>()));
        for (var track : tracks) {
            var first = track.getFirst();
            double second = second(start, first.at());
            var person = clip.whose(first.box(), second, SLACK);
            assertThat(person)
                    .as("whose face is %s, at second %.2f", first, second)
                    .isPresent();
            byPerson.get(person.orElseThrow()).add(track);
        }
        assertThat(byPerson).allSatisfy((person, theirs) -> {
            assertThat(theirs).as("tracks of %s", person).hasSize(1);
            var track = theirs.getFirst();
            double second = second(start, track.getFirst().at());
            assertThat(track.getFirst().label())
                    .as("label of %s at second %.2f", person, second)
                    .isIn(person.labelAt(second), person.labelAt(second - SLACK));
            // A label that changes needs sightings to settle: what is new in the last moments may not come to that.
            assertThat(track.getLast().label())
                    .as("label of %s at the end", person)
                    .isIn(person.labelAt(person.last()), person.labelAt(person.last() - 2 * SLACK));
            assertThat(track).filteredOn(event -> event.type().equals("end")).hasSize(1);
            assertThat(track.getLast().json().get("duration_s").doubleValue())
                    .as("seconds %s was seen", person)
                    .isBetween((person.last() - person.first()) * 0.5, person.last() - person.first() + 2 * SLACK);
        });
    }

    /** The tracks that began before the clip came round again. */
    private static List<List<SeenEvent>> firstRound(Clip clip, Instant start, List<SeenEvent> events) {
        double latest =
                clip.people().stream().mapToDouble(Clip.Person::first).max().orElseThrow();
        double earliest =
                clip.people().stream().mapToDouble(Clip.Person::first).min().orElseThrow();
        double middle = (latest + clip.length().toSeconds() + earliest) / 2;
        var boundary = start.plus(Duration.ofMillis(Math.round(middle * 1000)));
        return Tracks.of(events).all().stream()
                .filter(track -> track.getFirst().since().isBefore(boundary))
                .toList();
    }

    private static double second(Instant start, Instant at) {
        return Duration.between(start, at).toMillis() / 1000.0;
    }
}
