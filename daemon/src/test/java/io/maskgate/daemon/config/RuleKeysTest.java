package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleKeysTest {
    private static final String RULES = Refused.BASE + """
                zones:
                  - name: door
                    polygon: [[0.2, 0], [0.8, 0], [1, 1], [0, 1]]
                only-zones: true
                lines:
                  - {name: entry, from: [0.5, 1], to: [0.5, 0]}
                quiet-hours:
                  - {days: "fri-mon, wed", from: "22:00", to: "06:00", events: false}
                alarm: {above: 2, for: 20s, zone: door}
                compliance: {window: 1h}
            time-zone: Europe/Paris
            """;

    @TempDir
    Path folder;

    private GatewayConfig read(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("rules.yaml"), yaml);
        var result = ConfigReader.read(file, new SecretSources(Map.of()));
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result).config();
    }

    @Test
    void whatACameraWatchesForIsBound() throws Exception {
        var config = read(RULES);
        var camera = config.cameras().getFirst();
        assertThat(config.timeZone()).contains(ZoneId.of("Europe/Paris"));
        assertThat(camera.zones()).hasSize(1);
        assertThat(camera.zones().getFirst().polygon().corners())
                .containsExactly(new Point(0.2, 0), new Point(0.8, 0), new Point(1, 1), new Point(0, 1));
        assertThat(camera.onlyZones()).isTrue();
        assertThat(camera.lines()).containsExactly(new RuleKeys.Line("entry", new Point(0.5, 1), new Point(0.5, 0)));
        assertThat(camera.quietHours())
                .containsExactly(new RuleKeys.QuietHours(
                        new Days(Set.of(
                                DayOfWeek.FRIDAY,
                                DayOfWeek.SATURDAY,
                                DayOfWeek.SUNDAY,
                                DayOfWeek.MONDAY,
                                DayOfWeek.WEDNESDAY)),
                        LocalTime.of(22, 0),
                        LocalTime.of(6, 0),
                        false));
        assertThat(camera.alarm())
                .contains(new RuleKeys.Alarm(
                        2, Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofMinutes(5), Optional.of("door")));
        assertThat(camera.compliance().window()).isEqualTo(Duration.ofHours(1));
        assertThat(ConfigSchemaTest.complaints(RULES)).isEmpty();
    }

    @Test
    void aCameraThatWatchesForNothingNeedsNoWord() throws Exception {
        var camera = read(Refused.BASE).cameras().getFirst();
        assertThat(camera.zones()).isEmpty();
        assertThat(camera.lines()).isEmpty();
        assertThat(camera.quietHours()).isEmpty();
        assertThat(camera.alarm()).isEmpty();
        assertThat(camera.compliance().window()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void whatIsPrintedReadsAgain() throws Exception {
        for (String yaml : List.of(RULES, Refused.BASE)) {
            var config = read(yaml);
            var again = read(ConfigPrinter.yaml(config).replaceAll("url: .*\\*\\*\\*\\*.*", "url: rtsp://192.0.2.1/s"));
            assertThat(again.cameras().getFirst().zones())
                    .isEqualTo(config.cameras().getFirst().zones());
            assertThat(again.cameras().getFirst().quietHours())
                    .isEqualTo(config.cameras().getFirst().quietHours());
            assertThat(again.cameras().getFirst().alarm())
                    .isEqualTo(config.cameras().getFirst().alarm());
            assertThat(again.timeZone()).isEqualTo(config.timeZone());
        }
    }

    @Property
    void daysReadAgainFromTheirText(@ForAll @NotEmpty Set<DayOfWeek> days) {
        String text = new Days(days).toString();
        assertThat(text).matches(Days.PATTERN);
        assertThat(Days.parse(text).days()).isEqualTo(days);
    }
}
