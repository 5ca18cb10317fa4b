package io.maskgate.daemon.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.Days;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.MaskEvent.Type;
import io.maskgate.daemon.events.Uuid7;
import io.maskgate.daemon.tracking.FaceTracking;
import io.maskgate.daemon.tracking.Update;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What a subscriber may rely on, whatever faces do, zones hide, silent hours keep back and reloads change. */
class ToldEventsPropertiesTest {
    private long nanos;
    private int times = 1;

    private Instant wall() {
        return Scene.NOON.plusNanos(nanos);
    }

    @Property(tries = 40)
    void whatIsToldOfAFaceBeginsOnceEndsOnceAndGoesForward(@ForAll Random random) {
        nanos = 0;
        times = 1;
        var tracking = new FaceTracking(
                new FaceTracking.Source("gate", "door", "m@00000000"),
                new GatewayConfig.Tracking(3, 0.8, Duration.ofSeconds(2), Duration.ofSeconds(5)),
                0.5,
                new Uuid7(this::wall, random),
                Duration.ofMillis(200));
        var rules = new CameraRules("gate", "door", settings(random), new Uuid7(this::wall, random));
        var told = new ArrayList<MaskEvent>();
        double[] places = {20, 100, 180};
        for (int i = 0; i < 250; i++) {
            nanos += 50_000_000 + random.nextInt(300_000_000);
            if (random.nextInt(40) == 0) {
                rules.change(settings(random), nanos, wall());
            }
            if (random.nextInt(50) == 0) {
                times = 3 - times;
            }
            told.addAll(outcome(tracking, rules, places, random).events());
        }
        told.addAll(rules.pass(tracking.finish(), nanos, wall()).events());

        Map<String, List<MaskEvent>> faces =
                told.stream().collect(Collectors.groupingBy(MaskEvent::track, LinkedHashMap::new, Collectors.toList()));
        assertThat(told).extracting(MaskEvent::id).doesNotHaveDuplicates();
        assertThat(faces.values()).allSatisfy(events -> {
            for (int i = 0; i < events.size(); i++) {
                var event = events.get(i);
                assertThat(event.seq()).isEqualTo(i + 1);
                assertThat(event.type() == Type.NEW).isEqualTo(i == 0);
                assertThat(event.type() == Type.END).isEqualTo(i == events.size() - 1);
                assertThat(event.since()).isBeforeOrEqualTo(event.at());
                assertThat(event.box()).isEqualTo(event.box().clip(event.frameWidth(), event.frameHeight()));
                if (i > 0) {
                    assertThat(event.at()).isAfterOrEqualTo(events.get(i - 1).at());
                    assertThat(event.type() == Type.UPDATE)
                            .isEqualTo(event.label() != events.get(i - 1).label());
                }
            }
        });
    }

    /** A look at three faces that wander and hide, or time that passes without one. */
    private Outcome outcome(FaceTracking tracking, CameraRules rules, double[] places, Random random) {
        if (random.nextInt(4) == 0) {
            return rules.pass(tracking.tick(nanos), nanos, wall());
        }
        int width = times * Scene.WIDTH;
        int height = times * Scene.HEIGHT;
        var seen = new ArrayList<Detection>();
        for (int i = 0; i < places.length; i++) {
            places[i] = Math.clamp(places[i] + random.nextGaussian() * 5, 0, Scene.WIDTH);
            if (random.nextInt(100) < 80) {
                var label = random.nextInt(100) < 85 == (i == 1) ? MaskLabel.FACEMASK : MaskLabel.NO_FACEMASK;
                Box box = Scene.box(places[i]);
                var scaled = new Box(box.x0() * times, box.y0() * times, box.x1() * times, box.y1() * times);
                seen.add(new Detection(scaled, label, 0.4f + random.nextFloat() * 0.6f));
            }
        }
        Update update = tracking.update(seen, nanos, wall(), width, height);
        return rules.look(update, width, height, nanos, wall());
    }

    private static RuleSettings settings(Random random) {
        var days = new Days(EnumSet.allOf(DayOfWeek.class));
        var silent = new RuleKeys.QuietHours(
                days, LocalTime.of(11, 0), LocalTime.of(12, 0).plusSeconds(15), false);
        return new RuleSettings(
                List.of(Scene.RIGHT),
                random.nextBoolean(),
                List.of(Scene.MIDDLE),
                new QuietTimes(random.nextBoolean() ? List.of(silent) : List.of(), ZoneOffset.UTC),
                Optional.of(Scene.alarm(Optional.empty())),
                Duration.ofMinutes(1));
    }
}
