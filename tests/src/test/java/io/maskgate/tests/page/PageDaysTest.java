package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.support.Chromium.Look;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A time without its day is read as today's. */
class PageDaysTest extends BeforeCannedGateway {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.US).withZone(ZoneId.systemDefault());
    private static final DateTimeFormatter DAY_AND_CLOCK =
            DateTimeFormatter.ofPattern("MMM d, HH:mm:ss", Locale.US).withZone(ZoneId.systemDefault());

    private static String alarm(String id, Instant at) {
        return """
                {"schema": "maskgate.alarm/1", "id": "%s", "camera": "lobby", "state": "on", "zone": "", "above": 0, "peak": 2, "at": "%s"}""".formatted(id, at);
    }

    @Test
    void anEventThatIsNotOfTodaySaysItsDayAndSoDoesTodaysOnceTodayIsOver() {
        var now = Instant.now();
        var before = now.minus(Duration.ofHours(36));
        gateway.on(
                "/api/events/recent",
                "{\"lost\": 0, \"events\": [], \"lines\": [], \"alarms\": [" + alarm("e001", before) + ","
                        + alarm("e002", now) + "]}");
        for (var look : new Look[] {Look.DESK, Look.PHONE.at(320, 640)}) {
            gateway.clock(Duration.ZERO);
            try (var visit = chromium.visit(look)) {
                var page = visit.page();
                gateway.behind(page);
                page.clock().install();
                page.navigate(CannedGateway.ADDRESS);
                var times = page.locator("#event-list time");
                assertThat(times).hasText(new String[] {CLOCK.format(now), DAY_AND_CLOCK.format(before)});
                assertThat(visit.overhang()).isZero();
                assertThat(page.evaluate("[...document.querySelectorAll('.event-list .where')]"
                                + ".every((each) => each.clientWidth > 40)"))
                        .isEqualTo(true);

                gateway.clock(Duration.ofDays(2));
                page.clock().fastForward(5000);
                assertThat(times).hasText(new String[] {DAY_AND_CLOCK.format(now), DAY_AND_CLOCK.format(before)});
            }
        }
    }

    @Test
    void anAlarmAndAModelOfAnotherDaySayIt() {
        gateway.on(
                        "/api/cameras",
                        CannedGateway.cameras(CannedGateway.alarmed(CannedGateway.LOBBY)
                                .replaceFirst(
                                        "\"on\": true, \"since\": \"[^\"]*\"",
                                        "\"on\": true, \"since\": \"2026-03-02T08:00:00Z\"")))
                .on("/api/models", CannedGateway.models("active", ""));
        try (var visit = visit(Look.DESK)) {
            String since = DateTimeFormatter.ofPattern("MMM d, HH:mm", Locale.US)
                    .withZone(ZoneId.systemDefault())
                    .format(Instant.parse("2026-03-02T08:00:00Z"));
            assertThat(visit.page().locator("#alarms")).containsText("without a mask since " + since);
            assertThat(visit.page().locator("#model-change")).containsText("serves since " + since);
        }
    }
}
