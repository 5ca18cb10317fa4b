package io.maskgate.daemon.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ComplianceWindowTest {
    private ComplianceWindow window = new ComplianceWindow(Duration.ofSeconds(60));

    private void see(int second, String track, Optional<MaskLabel> label) {
        window.look(List.of(new TrackView(track, Scene.box(50), label, 0.9, Scene.NOON)), second * 1_000_000_000L);
    }

    @Test
    void aFaceCountsOnceHoweverLongItStays() {
        for (int second = 0; second < 50; second++) {
            see(second, "long", Optional.of(MaskLabel.FACEMASK));
        }
        see(50, "short", Optional.of(MaskLabel.NO_FACEMASK));
        assertThat(window.percent()).hasValue(50);
    }

    @Test
    void itsLastLabelCountsAndUndecidedOnesDoNot() {
        see(0, "a", Optional.of(MaskLabel.NO_FACEMASK));
        see(1, "a", Optional.of(MaskLabel.FACEMASK));
        see(2, "b", Optional.empty());
        assertThat(window.percent()).hasValue(100);
    }

    @Test
    void whoWasLastSeenBeforeTheWindowIsForgotten() {
        see(0, "a", Optional.of(MaskLabel.NO_FACEMASK));
        see(60, "b", Optional.of(MaskLabel.FACEMASK));
        assertThat(window.percent()).hasValue(50);
        window.look(List.of(), 61_000_000_000L);
        assertThat(window.percent()).hasValue(100);
        window.look(List.of(), 121_000_000_000L);
        assertThat(window.percent()).isEmpty();
    }

    @Test
    void allAreHundredAndNoneIsNoughtOnlyWhereThatIsTrue() {
        assertThat(ComplianceWindow.percent(999, 1000)).hasValue(99);
        assertThat(ComplianceWindow.percent(1, 1000)).hasValue(1);
        assertThat(ComplianceWindow.percent(2, 3)).hasValue(67);
        assertThat(ComplianceWindow.percent(0, 0)).isEqualTo(OptionalInt.empty());
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < ComplianceWindow.MOST + 10; i++) {
            see(0, "t" + i, Optional.of(i < 10 ? MaskLabel.NO_FACEMASK : MaskLabel.FACEMASK));
        }
        assertThat(window.percent()).hasValue(100);
    }

    /** Against counting everything anew from the whole past. */
    @Property(tries = 200)
    void theRateIsThatOfThePastWithinTheWindow(
            @ForAll @Size(max = 80) List<@IntRange(max = 5) Integer> tracks,
            @ForAll @Size(min = 80, max = 80) List<Boolean> masks,
            @ForAll @Size(min = 80, max = 80) List<@IntRange(max = 20) Integer> pauses) {
        window = new ComplianceWindow(Duration.ofSeconds(60));
        Map<String, Integer> seenAt = new HashMap<>();
        Map<String, Boolean> mask = new HashMap<>();
        int second = 0;
        for (int i = 0; i < tracks.size(); i++) {
            second += pauses.get(i);
            String track = "t" + tracks.get(i);
            see(second, track, Optional.of(masks.get(i) ? MaskLabel.FACEMASK : MaskLabel.NO_FACEMASK));
            seenAt.put(track, second);
            mask.put(track, masks.get(i));
            var counted = new ArrayList<String>();
            for (var each : seenAt.entrySet()) {
                if (second - each.getValue() <= 60) {
                    counted.add(each.getKey());
                }
            }
            int with = (int) counted.stream().filter(mask::get).count();
            assertThat(window.percent()).isEqualTo(ComplianceWindow.percent(with, counted.size()));
        }
    }
}
