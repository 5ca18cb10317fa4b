package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.maskgate.tests.page.CannedGateway.Answer;
import io.maskgate.tests.support.Chromium.Look;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which events the page's list keeps, and in which order. */
class PageEventsTest extends BeforeCannedGateway {
    private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
    private static final String ALARM = """
            {"schema": "maskgate.alarm/1", "id": "d", "camera": "lobby", "state": "on", "zone": "", "above": 0, "peak": 2, "at": "2026-03-02T08:59:00Z"}""";

    /** Asked for anew each time it ends, and again soon. */
    private void stream(Supplier<String> sent) {
        gateway.on(
                "/api/events",
                _ -> new Answer(
                        200, "text/event-stream", ("retry: 300\n\n" + sent.get()).getBytes(StandardCharsets.UTF_8)));
    }

    private static String sent(String kind, String event) {
        return "event: " + kind + "\ndata: " + event + "\n\n";
    }

    private static String recent(String events, String alarms) {
        return "{\"lost\": 0, \"events\": [" + events + "], \"lines\": [], \"alarms\": [" + alarms + "]}";
    }

    /** Faces e000 and so on, one a second. */
    private static String crowd(Instant from) {
        return IntStream.range(0, 100)
                .mapToObj(n -> CannedGateway.event(n, from.plusSeconds(n)))
                .collect(Collectors.joining(","));
    }

    /** As it happens in a gateway that runs on, and in one that was started anew. */
    @ParameterizedTest
    @ValueSource(strings = {"e100", "d"})
    void anEventAfterTheGatewaysClockWasPutBackStandsOnTop(String id) {
        var crowd = recent(crowd(NINE), "");
        var event = CannedGateway.event(100, NINE.minusSeconds(3600)).replace("e100", id);
        var later = new AtomicBoolean();
        gateway.on("/api/events/recent", _ -> Answer.json(later.get() ? recent(event, "") : crowd));
        stream(() -> later.get() ? sent("mask", event) : "");
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            var rows = page.locator("#event-list li");
            assertThat(rows).hasCount(100);
            later.set(true);
            assertThat(rows.first().locator("time")).hasAttribute("datetime", "2026-03-02T08:00:00Z");
            assertThat(rows).hasCount(100);
            page.locator("#language").click();
            assertThat(page.locator("#cameras-title")).hasText("摄像机");
            assertThat(rows.first().locator("time")).hasAttribute("datetime", "2026-03-02T08:00:00Z");
        }
    }

    @Test
    void aCrowdPushesOutNoAlarm() {
        gateway.on("/api/events/recent", recent(crowd(NINE), ALARM));
        try (var visit = visit(Look.DESK)) {
            var rows = visit.page().locator("#event-list li");
            assertThat(rows).hasCount(101);
            assertThat(rows.last()).containsText("begins with 2 without a mask");
        }
    }

    @Test
    void aCrowdPushesOutNoAlarmWhileThePageIsPaused() {
        var later = new AtomicBoolean();
        gateway.on("/api/events/recent", recent("", ""));
        var crowd = IntStream.range(0, 101)
                .mapToObj(n -> sent("mask", CannedGateway.event(n, NINE.plusSeconds(n))))
                .collect(Collectors.joining());
        stream(() -> later.get() ? sent("alarm", ALARM) + crowd : "");
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            assertThat(page.locator("#event-empty")).containsText("No events yet");
            page.locator("#pause").click();
            later.set(true);
            assertThat(page.locator("#pause")).hasText("Resume (101 new)");
            page.locator("#pause").click();
            var rows = page.locator("#event-list li");
            assertThat(rows).hasCount(101);
            assertThat(rows.last()).containsText("begins with 2 without a mask");
        }
    }

    /** Browsers put the state of a form's fields back at a reload and say nothing of it. */
    @Test
    void aFilterThatIsTickedFromTheBeginningFilters() {
        gateway.on("/", request -> {
            var page = new String(new CannedGateway().answerTo("/", request).body(), StandardCharsets.UTF_8);
            return new Answer(
                    200,
                    "text/html",
                    page.replace("id=\"only-bare\"", "id=\"only-bare\" checked").getBytes(StandardCharsets.UTF_8));
        });
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            assertThat(page.locator("#event-list li")).hasCount(12);
            assertThat(page.locator("#only-bare")).isChecked();
            // Every fourth, from the second on.
            assertThat(page.locator("#event-list li:visible")).hasCount(3);
            assertThat(page.locator("#only-bare")).hasAttribute("autocomplete", "off");
        }
    }

    private static final String LOST = "event: lost\ndata: {\"lost\": 3}\n\n";

    /** The list holds the last of each kind again then, and never more. */
    @Test
    void whatWasMissedIsMissedUntilTheEventsAreHeardAnew() {
        var later = new AtomicBoolean();
        gateway.on(
                "/api/events/recent",
                _ -> later.get() ? Answer.json(recent("", "")) : Answer.problem(503, "busy", "later"));
        stream(() -> later.get() ? "" : LOST);
        try (var visit = visit(Look.DESK)) {
            var feed = visit.page().locator("#feed");
            assertThat(feed).containsText("3 missed");
            later.set(true);
            assertThat(feed).not().containsText("missed");
        }
    }

    @Test
    void whatWasMissedIsFetchedSoon() {
        var later = new AtomicBoolean();
        gateway.on(
                "/api/events/recent",
                _ -> later.get()
                        ? Answer.json(recent(CannedGateway.event(7, NINE), ""))
                        : Answer.problem(503, "busy", "later"));
        gateway.on(
                "/api/events",
                _ -> new Answer(
                        200, "text/event-stream", ("retry: 600000\n\n" + LOST).getBytes(StandardCharsets.UTF_8)));
        try (var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            gateway.behind(page);
            page.clock().install();
            page.navigate(CannedGateway.ADDRESS);
            assertThat(page.locator("#feed")).containsText("3 missed");
            later.set(true);
            page.clock().fastForward(6000);
            assertThat(page.locator("#event-list li")).hasCount(1);
            assertThat(page.locator("#feed")).not().containsText("missed");
        }
    }

    /** The gateway counts those of a connection: of one more it said 38. */
    @Test
    void whatIsMissedAfterThatIsCountedFromThere() {
        var later = new AtomicBoolean();
        gateway.on(
                "/api/events/recent",
                _ -> later.get()
                        ? Answer.json(recent(CannedGateway.event(7, NINE), ""))
                        : Answer.problem(503, "busy", "later"));
        try (var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            gateway.behind(page);
            page.clock().install();
            page.addInitScript("""
                    window.EventSource = class extends EventTarget {
                      static CLOSED = 2;
                      constructor() {
                        super();
                        window.stream = this;
                        setTimeout(() => this.onopen());
                      }
                      close() {}
                      lose(lost) {
                        this.dispatchEvent(new MessageEvent('lost', { data: JSON.stringify({ lost }) }));
                      }
                    };""");
            page.navigate(CannedGateway.ADDRESS);
            var feed = page.locator("#feed");
            assertThat(feed).containsText("live");
            page.evaluate("() => window.stream.lose(37)");
            assertThat(feed).containsText("37 missed");
            later.set(true);
            page.clock().fastForward(6000);
            assertThat(feed).not().containsText("missed");
            later.set(false);
            page.evaluate("() => window.stream.lose(38)");
            assertThat(feed).containsText(" 1 missed");
        }
    }
}
