package io.maskgate.daemon.rules;

import static io.maskgate.daemon.rules.Scene.face;
import static io.maskgate.hw.inference.MaskLabel.FACEMASK;
import static io.maskgate.hw.inference.MaskLabel.NO_FACEMASK;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.Point;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.events.RuleNews;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a reload leaves of what was counted before. */
class ChangedRulesTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-25T00:00:00Z");
    private static final RuleKeys.Line LEFT = new RuleKeys.Line("left", new Point(0.25, 1), new Point(0.25, 0));
    private static final RuleKeys.Line TURNED = new RuleKeys.Line("middle", Scene.MIDDLE.to(), Scene.MIDDLE.from());

    private final Scene scene = new Scene(settings(Duration.ofMinutes(1), Scene.MIDDLE, LEFT));

    private static RuleSettings settings(Duration window, RuleKeys.Line... lines) {
        var usual = Scene.settings(Optional.empty(), false);
        return new RuleSettings(usual.zones(), false, List.of(lines), usual.quiet(), usual.alarm(), window);
    }

    private void change(Duration window, RuleKeys.Line... lines) {
        assertThat(scene.change(settings(window, lines))).isEmpty();
    }

    private void change(RuleKeys.Line... lines) {
        change(Duration.ofMinutes(1), lines);
    }

    /** From the left edge to the right one, over both lines. */
    private void cross(String track) {
        scene.look(List.of(face(track, 20, NO_FACEMASK)));
        scene.look(List.of(face(track, 80, NO_FACEMASK)));
        scene.look(List.of(face(track, 140, NO_FACEMASK)));
    }

    private Map<String, RuleState.Crossings> lines() {
        return scene.rules().state().lines();
    }

    /** Its directions were the wrong ones, or its place was. */
    @Test
    void aLineThatIsTurnedRoundCountsAnewAndOneThatStaysGoesOn() {
        cross("yesterday");
        scene.wait(13 * 3600);
        cross("a");
        cross("b");
        assertThat(lines()).containsEntry("middle", new RuleState.Crossings(2, 0, MIDNIGHT));

        change(TURNED, LEFT);
        var changed = scene.now();
        cross("c");
        assertThat(lines())
                .containsOnly(
                        Map.entry("middle", new RuleState.Crossings(0, 1, changed)),
                        Map.entry("left", new RuleState.Crossings(3, 0, MIDNIGHT)));
    }

    @Test
    void aLineThatIsAddedDoesNotClaimToHaveCountedSinceMidnight() {
        change(LEFT);
        cross("yesterday");
        scene.wait(13 * 3600);
        cross("a");
        change(LEFT, Scene.MIDDLE);
        var added = scene.now();
        scene.pass();
        assertThat(lines()).containsEntry("middle", new RuleState.Crossings(0, 0, added));
        change(LEFT, Scene.MIDDLE);
        cross("b");
        assertThat(lines()).containsEntry("middle", new RuleState.Crossings(1, 0, added));
    }

    /** The first look after midnight may come later. */
    @Test
    void aLineThatIsAddedBeforeTheFirstLookOfADayCountsFromThen() {
        cross("yesterday");
        scene.wait(13 * 3600);
        change(LEFT, TURNED);
        var changed = scene.now();
        scene.pass();
        assertThat(lines())
                .containsOnly(
                        Map.entry("middle", new RuleState.Crossings(0, 0, changed)),
                        Map.entry("left", new RuleState.Crossings(0, 0, MIDNIGHT)));
    }

    @Test
    void anotherWindowKnowsWhoWasSeenInTheOneBefore() {
        scene.look(List.of(face("a", 150, FACEMASK), face("b", 50, NO_FACEMASK)));
        scene.look(List.of(face("a", 150, FACEMASK)));
        assertThat(scene.rules().state().compliance()).hasValue(50);

        change(Duration.ofMinutes(2), Scene.MIDDLE, LEFT);
        assertThat(scene.pass().news()).noneMatch(RuleNews.ComplianceRate.class::isInstance);
        scene.wait(90).pass();
        assertThat(scene.rules().state().compliance()).as("by the longer one").hasValue(50);

        change(Duration.ofSeconds(93), Scene.MIDDLE, LEFT);
        scene.pass();
        assertThat(scene.rules().state().compliance())
                .as("the first is forgotten")
                .hasValue(100);
    }
}
