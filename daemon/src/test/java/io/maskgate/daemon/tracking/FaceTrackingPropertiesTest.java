package io.maskgate.daemon.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.MaskEvent.Type;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What holds for the events of a camera whatever it sees. */
class FaceTrackingPropertiesTest {
    @Property(tries = 150)
    void everyTrackThatSpeaksHasOneNewThenUpdatesThenOneEnd(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int confirm,
            @ForAll @DoubleRange(min = 0.5, max = 1) double share) {
        Looks camera = watch(seed, confirm, share);

        Map<String, List<MaskEvent>> tracks = camera.events.stream()
                .collect(Collectors.groupingBy(MaskEvent::track, LinkedHashMap::new, Collectors.toList()));
        assertThat(tracks.values()).allSatisfy(events -> {
            assertThat(events.getFirst().type()).isEqualTo(Type.NEW);
            assertThat(events.getLast().type()).isEqualTo(Type.END);
            assertThat(events.subList(1, events.size() - 1)).allMatch(event -> event.type() == Type.UPDATE);
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i).seq()).isEqualTo(i + 1);
                boolean changed =
                        i > 0 && events.get(i).label() != events.get(i - 1).label();
                assertThat(changed).isEqualTo(events.get(i).type() == Type.UPDATE);
                assertThat(events.get(i).since())
                        .isBeforeOrEqualTo(events.get(i).at());
            }
            assertThat(events).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
        });
        assertThat(camera.events).extracting(MaskEvent::id).doesNotHaveDuplicates();
        assertThat(camera.events).allSatisfy(event -> {
            byte[] json = EventJson.write(event);
            assertThat(EventJson.write(EventJson.read(json))).isEqualTo(json);
        });
    }

    @Property(tries = 50)
    void countsAreWhatTheEventsSay(@ForAll long seed) {
        var camera = new Looks();
        var random = new Random(seed);
        var open = new HashMap<String, MaskLabel>();
        var scene = new Scene(random);
        for (int i = 0; i < 100; i++) {
            Update update = scene.next(camera);
            for (MaskEvent event : update.events()) {
                if (event.type() == Type.END) {
                    open.remove(event.track());
                } else {
                    open.put(event.track(), event.label());
                }
            }
            FaceCounts counts = update.counts();
            assertThat(counts.facemask()).isEqualTo(count(open, MaskLabel.FACEMASK));
            assertThat(counts.noFacemask()).isEqualTo(count(open, MaskLabel.NO_FACEMASK));
            assertThat(counts.people()).isGreaterThanOrEqualTo(open.size());
            assertThat(update.tracks()).hasSizeLessThanOrEqualTo(counts.people());
        }
        assertThat(camera.finish().counts()).isEqualTo(FaceCounts.NONE);
    }

    @Property(tries = 10)
    void theSameInputGivesTheSameEvents(@ForAll long seed) {
        assertThat(watch(seed, 3, 0.8).events).isEqualTo(watch(seed, 3, 0.8).events);
    }

    private static Looks watch(long seed, int confirm, double share) {
        var camera =
                new Looks(new GatewayConfig.Tracking(confirm, share, Duration.ofMillis(900), Duration.ofSeconds(2)));
        var scene = new Scene(new Random(seed));
        for (int i = 0; i < 100; i++) {
            scene.next(camera);
        }
        camera.finish();
        return camera;
    }

    private static int count(Map<String, MaskLabel> open, MaskLabel label) {
        return (int) open.values().stream().filter(label::equals).count();
    }

    /** A few spots where faces jitter, flicker and vanish at random, and clutter anywhere; time jitters and stops. */
    private record Scene(Random random) {
        Update next(Looks camera) {
            if (random.nextInt(20) == 0) {
                return camera.silence(random.nextDouble() * 2);
            }
            var detections = new Detection[random.nextInt(6)];
            for (int i = 0; i < detections.length; i++) {
                boolean clutter = random.nextInt(5) == 0;
                double x = clutter ? random.nextDouble() * 1280 : 200 * i + random.nextGaussian() * 10;
                var label = random.nextInt(6) == 0 || i % 2 == 0 ? MaskLabel.FACEMASK : MaskLabel.NO_FACEMASK;
                double score = random.nextInt(4) == 0 ? random.nextDouble() : 0.6 + 0.4 * random.nextDouble();
                detections[i] = Looks.detection(x, 300 + random.nextGaussian() * 5, 50, label, score);
            }
            return camera.after(Math.max(0, random.nextDouble() * 0.4 - 0.02), detections);
        }
    }
}
