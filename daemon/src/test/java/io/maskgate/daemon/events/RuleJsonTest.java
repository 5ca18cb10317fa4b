package io.maskgate.daemon.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.MaskLabel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RuleJsonTest {
    private static final Instant AT = Instant.parse("2026-11-24T08:47:24.3119Z");
    private static final UUID ID = UUID.fromString("019ab000-0000-7000-8000-000000000001");
    private static final UUID NEXT = UUID.fromString("019ab000-0000-7000-8000-000000000002");

    private static AlarmEvent alarm(Optional<String> zone) {
        return new AlarmEvent(ID, ID, "lobby", "door", zone, 2, 3, AT.minusSeconds(10), Optional.empty(), AT);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Test
    void aCrossing() {
        var crossing = new LineCrossing(
                ID,
                "lobby",
                "door",
                "entry",
                LineCrossing.Direction.OUT,
                "06h0",
                Optional.of(MaskLabel.NO_FACEMASK),
                AT);
        assertThat(text(RuleJson.write(crossing)))
                .isEqualTo("{\"schema\":\"maskgate.line/1\",\"id\":\"019ab000-0000-7000-8000-000000000001\","
                        + "\"gateway\":\"lobby\",\"camera\":\"door\",\"line\":\"entry\",\"direction\":\"out\","
                        + "\"track\":\"06h0\",\"label\":\"no facemask\",\"at\":\"2026-11-24T08:47:24.311Z\"}");
    }

    @Test
    void aFaceWhoseLabelIsNotSettledIsUndecided() {
        var crossing =
                new LineCrossing(ID, "lobby", "door", "entry", LineCrossing.Direction.IN, "06h0", Optional.empty(), AT);
        assertThat(text(RuleJson.write(crossing))).contains("\"direction\":\"in\"", "\"label\":\"undecided\"");
    }

    @Test
    void anAlarmThatBegins() {
        assertThat(text(RuleJson.write(alarm(Optional.of("hall")))))
                .isEqualTo("{\"schema\":\"maskgate.alarm/1\",\"id\":\"019ab000-0000-7000-8000-000000000001\","
                        + "\"alarm\":\"019ab000-0000-7000-8000-000000000001\",\"state\":\"on\",\"gateway\":\"lobby\","
                        + "\"camera\":\"door\",\"zone\":\"hall\",\"above\":2,\"peak\":3,"
                        + "\"since\":\"2026-11-24T08:47:14.311Z\",\"at\":\"2026-11-24T08:47:24.311Z\"}");
    }

    @Test
    void anAlarmThatEnds() {
        var over = alarm(Optional.empty()).ended(NEXT, 5, AT, AlarmEvent.Reason.CLEARED, AT.plusSeconds(30));
        assertThat(text(RuleJson.write(over)))
                .isEqualTo("{\"schema\":\"maskgate.alarm/1\",\"id\":\"019ab000-0000-7000-8000-000000000002\","
                        + "\"alarm\":\"019ab000-0000-7000-8000-000000000001\",\"state\":\"off\",\"gateway\":\"lobby\","
                        + "\"camera\":\"door\",\"above\":2,\"peak\":5,\"since\":\"2026-11-24T08:47:14.311Z\","
                        + "\"until\":\"2026-11-24T08:47:24.311Z\",\"reason\":\"cleared\","
                        + "\"at\":\"2026-11-24T08:47:54.311Z\"}");
    }

    @Test
    void anAlarmReadsAgainAndNothingElseIsTakenForOne() {
        for (var zone : List.of(Optional.<String>empty(), Optional.of("hall"))) {
            var written = RuleJson.write(alarm(zone));
            assertThat(RuleJson.readAlarm(written).map(RuleJson::write).map(RuleJsonTest::text))
                    .contains(text(written));
        }
        for (var other :
                List.of("", "{", "[]", "{\"schema\":\"maskgate.event/1\"}", "{\"schema\":\"maskgate.alarm/1\"}")) {
            assertThat(RuleJson.readAlarm(other.getBytes(StandardCharsets.UTF_8)))
                    .as(other)
                    .isEmpty();
        }
    }
}
