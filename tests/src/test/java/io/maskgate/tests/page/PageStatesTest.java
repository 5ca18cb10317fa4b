package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import io.maskgate.tests.page.CannedGateway.Answer;
import io.maskgate.tests.support.Chromium.Look;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page shows of everything a gateway can say. */
class PageStatesTest extends BeforeCannedGateway {
    @Test
    void aDarkCameraSaysWhyAndWhatToDo() {
        try (var visit = visit(Look.DESK, "#camera/dock")) {
            var note = visit.page().locator("#detail .note.bad");
            assertThat(note).containsText("The camera refuses user or password");
            assertThat(note).containsText("camera answered 401 Unauthorized");
            assertThat(note).containsText("Correct user and password in its url");
            assertThat(note).containsText("next try in");
            // All that were made since the gateway's start are no tries of this outage.
            assertThat(note).not().containsText("2 tries");
        }
    }

    @Test
    void anAlarmStandsAboveEverythingUntilItIsOver() {
        var on = new AtomicBoolean(true);
        gateway.on(
                "/api/cameras",
                _ -> Answer.json(CannedGateway.cameras(
                        on.get() ? CannedGateway.alarmed(CannedGateway.LOBBY) : CannedGateway.LOBBY)));
        try (var visit = visit(Look.PHONE)) {
            var page = visit.page();
            assertThat(page.locator("#alarms")).containsText("lobby · Alarm: up to 2 without a mask since");
            assertThat(page.locator("#alarms")).containsText("(zone door)");
            assertThat(page.locator("[data-camera=lobby] .alarm-sign")).hasText("Alarm");
            assertThat(visit.barriers()).isEmpty();
            page.locator("#alarms a").click();
            assertThat(page.locator("#detail .note.bad")).containsText("up to 2 without a mask since");
            assertThat(visit.barriers()).isEmpty();
            page.keyboard().press("Escape");
            on.set(false);
            assertThat(page.locator("#alarms")).isHidden();
            assertThat(page.locator("[data-camera=lobby] .alarm-sign")).isHidden();
        }
    }

    @Test
    void zonesAndLinesAreDrawnOverThePictureAndCrossingsCounted() {
        try (var visit = visit(Look.DESK, "#camera/lobby")) {
            var detail = visit.page().locator("#detail");
            assertThat(detail.locator(".marks polygon.stroke"))
                    .hasAttribute("points", "576,216 1344,216 1728,1026 192,1026");
            assertThat(detail.locator(".marks text.fill")).hasText(new String[] {"door", "entry"});
            assertThat(detail.locator(".facts")).containsText("41 in, 38 out since");
            assertThat(detail.locator(".facts")).containsText("93 %");
            // The picture and what is drawn over it have the same place.
            assertThat((Boolean) visit.page().evaluate("""
                    () => {
                      const [picture, marks] = ['img', '.marks'].map((each) => detail.querySelector(`.view ${each}`).getBoundingClientRect());
                      return ['left', 'top', 'width', 'height'].every((side) => Math.abs(picture[side] - marks[side]) < 1);
                    }""")).isTrue();
        }
    }

    /** A recorder's 704 x 288 is shown as 4:3. */
    @Test
    void zonesLieOverThePictureWhereTheCamerasPixelsAreNotSquare() {
        var narrow =
                CannedGateway.LOBBY.replace("\"width\": 1920, \"height\": 1080", "\"width\": 704, \"height\": 288");
        gateway.on("/api/cameras", CannedGateway.cameras(narrow));
        gateway.on(
                "/api/cameras/lobby/preview.mjpeg",
                _ -> new Answer(200, "image/jpeg", CannedGateway.picture(640, 480)));
        try (var visit = visit(Look.DESK, "#camera/lobby")) {
            var marks = visit.page().locator("#detail .marks");
            assertThat(marks).hasAttribute("viewBox", "0 0 704 528");
            // Corners at 0.3 and 0.7 of the width, 0.2 of the height, and so on.
            assertThat(marks.locator("polygon.stroke"))
                    .hasAttribute(
                            "points",
                            Pattern.compile("^211\\.2\\d*,105\\.6\\d* 492\\.\\d+,105\\.6\\d* 633\\.6\\d*,501\\.\\d+ "));
        }
    }

    @Test
    void crossingsAndAlarmsStandAmongTheEventsInTheirOrder() {
        gateway.on("/api/events/recent", """
                {"lost": 0, "events": [%s],
                 "lines": [{"schema": "maskgate.line/1", "id": "e002", "camera": "lobby", "line": "entry", "direction": "in", "track": "t0", "label": "undecided", "at": "2026-03-02T08:00:02Z"}],
                 "alarms": [{"schema": "maskgate.alarm/1", "id": "e001", "camera": "lobby", "state": "on", "zone": "door", "above": 0, "peak": 2, "at": "2026-03-02T08:00:01Z"}]}""".formatted(CannedGateway.event(0, Instant.parse("2026-03-02T08:00:00Z"))));
        try (var visit = visit(Look.DESK)) {
            var rows = visit.page().locator("#event-list li");
            assertThat(rows).hasCount(3);
            assertThat(rows.nth(0)).containsText(Pattern.compile("undecided.*lobby.*in across entry"));
            assertThat(rows.nth(1))
                    .containsText(Pattern.compile("Alarm.*lobby.*begins with 2 without a mask .zone door"));
            assertThat(rows.nth(2)).containsText(Pattern.compile("facemask.*lobby.*seen"));
            assertThat(visit.barriers()).isEmpty();
        }
    }

    @Test
    void aFilterThatLeavesNoEventSaysSoAndReadsItOut() {
        // The only one of the first is with a mask, the second of the two without.
        gateway.on("/api/events/recent", CannedGateway.events(1));
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            var empty = page.locator("#event-empty[role=status]");
            assertThat(page.locator("#event-list li")).hasCount(1);
            assertThat(empty).isEmpty();
            page.locator("#only-bare").check();
            assertThat(empty).containsText("No event here is without a mask");
            assertThat(visit.barriers()).isEmpty();
            page.locator("#only-bare").uncheck();
            assertThat(empty).isEmpty();
        }
        gateway.on("/api/events/recent", CannedGateway.events(2));
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            assertThat(page.locator("#event-list li")).hasCount(2);
            page.locator("#only-bare").check();
            assertThat(page.locator("#event-empty")).isEmpty();
        }
    }

    @Test
    void dearDecodingComesWithAdvice() {
        try (var visit = visit(Look.DESK, "#camera/lobby")) {
            assertThat(visit.page().locator("#detail .note.warn")).containsText("31 % of a core");
            assertThat(visit.page().locator("#detail .note.warn")).containsText("detect-url");
        }
    }

    @Test
    void whoComesTooLateToWatchSeesAPictureNowAndThen() {
        var streams = new AtomicInteger();
        gateway.on("/api/cameras/lobby/preview.mjpeg", _ -> {
            streams.incrementAndGet();
            return Answer.problem(503, "viewers", "as many people watch as may");
        });
        try (var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            gateway.behind(page);
            page.clock().install();
            page.navigate(CannedGateway.ADDRESS);
            var image = page.locator("[data-camera=lobby] .view img");
            assertThat(image).isVisible();
            assertThat(image).hasAttribute("src", Pattern.compile("blob:.*"));
            assertThat(page.locator("[data-camera=lobby] .veil")).isHidden();

            page.clock().fastForward(6000);
            page.waitForCondition(() -> streams.get() > 1);
            assertThat(image).isVisible();
        }
    }

    @Test
    void whoComesTooLateToListenSeesTheLastEventsAllTheSame() {
        gateway.on("/api/events", _ -> Answer.problem(503, "listeners", "as many listen to events as may"));
        try (var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            gateway.behind(page);
            page.clock().install();
            page.navigate(CannedGateway.ADDRESS);
            assertThat(page.locator("#feed")).hasText("connection lost, trying again");
            page.clock().fastForward(6000);
            assertThat(page.locator("#event-list li")).hasCount(12);
        }
    }

    @Test
    void inAggregateModeThereIsNoPictureNoBoxAndNoEvent() {
        gateway.on("/api/me", CannedGateway.me("operator", "aggregate"));
        gateway.on("/api/aggregates", """
                {"intervals": [
                  {"from": "2026-03-02T08:00:00.000Z", "to": "2026-03-02T08:20:00.000Z", "k": 5, "cameras": [
                    {"camera": "lobby", "online_s": 1200, "passages": 40, "facemask": 30, "no_facemask": 10, "undecided": 0, "rate": 0.75, "suppressed": false}]},
                  {"from": "2026-03-02T08:40:00.000Z", "to": "2026-03-02T09:00:00.000Z", "k": 5, "cameras": [
                    {"camera": "lobby", "online_s": 1200, "passages": null, "facemask": null, "no_facemask": 0, "undecided": 0, "rate": null, "suppressed": true}]}]}""");
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            assertThat(page.locator("[data-camera=lobby] .veil")).containsText("only counts");
            assertThat(page.locator("#event-empty")).containsText("only counts");
            assertThat(page.locator("#privacy")).hasText("Counts only");
            assertThat(page.locator("#history figcaption"))
                    .hasText("At most 40 people in 20 min; 75 % of the faces with a mask, where both counts are told."
                            + " Grey: no camera looked. Counts below 5 are left out.");
            assertThat(page.locator("#upload-none")).containsText("looks at no single picture");
            assertThat(page.locator("#upload")).isHidden();
            assertThat(page.locator("[data-camera=lobby] .counts")).isHidden();

            page.locator("a[href='#camera/lobby']").click();
            assertThat(page.locator("#detail .veil")).containsText("only counts");
            assertThat(page.locator("img[src*=preview], img[src^=blob]")).hasCount(0);
        }
        assertThat(gateway.asked()).noneMatch(path -> path.matches("/api/.*(preview|snapshot|events|history).*"));
    }

    private static String interval(String from, String to, int passages) {
        return """
                {"from": "2026-03-02T%s:00.000Z", "to": "2026-03-02T%s:00.000Z", "k": 0, "cameras": [
                  {"camera": "lobby", "online_s": 1200, "passages": %d, "facemask": %d, "no_facemask": 0, "undecided": 0, "rate": 1, "suppressed": false}]}""".formatted(from, to, passages, passages);
    }

    /** The first one after a start is longer than the others, as is one in which the gateway was off. */
    @Test
    void anIntervalThatWasLongerThanOthersFillsItsTime() {
        gateway.on("/api/me", CannedGateway.me("viewer", "aggregate"));
        gateway.on(
                "/api/aggregates",
                "{\"intervals\": [%s, %s]}".formatted(interval("10:05", "10:40", 70), interval("10:40", "11:00", 10)));
        try (var visit = visit(Look.DESK)) {
            var chart = visit.page().locator("#history");
            assertThat(chart.locator("figcaption"))
                    .hasText("At most 70 people in 35 min; 100 % of the faces with a mask.");
            assertThat(chart.locator("rect.dark")).hasCount(0);
            chart.locator("summary").click();
            assertThat(chart.locator("tbody td:nth-child(4)")).hasText(new String[] {"10", "70", "0"});
        }
    }

    @Test
    void noIntervalIsMissedBesideALongerOne() {
        gateway.on("/api/me", CannedGateway.me("viewer", "aggregate"));
        gateway.on(
                "/api/aggregates",
                "{\"intervals\": [%s, %s, %s, %s, %s]}"
                        .formatted(
                                interval("09:05", "09:25", 20),
                                interval("09:25", "09:45", 21),
                                interval("09:45", "10:05", 22),
                                interval("10:05", "10:25", 23),
                                interval("10:25", "11:00", 24)));
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            page.locator("#history-span").selectOption("360");
            page.locator("#history summary").click();
            // Six hours in steps of 20 minutes; 12 of them were before the first interval.
            var people = page.locator("#history tbody td:nth-child(4)");
            assertThat(people).hasCount(18);
            var counted = people.allInnerTexts().stream()
                    .filter(text -> !text.equals("–"))
                    .map(Integer::valueOf)
                    .toList();
            assertThat(counted).containsExactly(24, 0, 23, 22, 21, 20);
        }
    }

    @Test
    void theChartHasATableAndCountsTogether() {
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            assertThat(page.locator("#history figcaption"))
                    .hasText("At most 10 people in 1 min; 80 % with a mask, each face counted once a minute.");
            page.locator("#history summary").click();
            assertThat(page.locator("#history tbody tr")).hasCount(60);
            assertThat(page.locator("#history tbody tr").first().locator("td").nth(3))
                    .hasText("10");

            page.locator("#history-camera").selectOption("lobby");
            assertThat(page.locator("#history tbody tr").first().locator("td").nth(3))
                    .hasText("5");
        }
    }

    @Test
    void minutesInWhichNoCameraLookedAreNotMinutesWithoutPeople() {
        gateway.on("/api/history", """
                {"from": "2026-03-02T08:00:00Z", "step": "PT1M", "cameras": {"lobby": {
                  "people": [2, null, null, 0, 2], "facemask": [1, null, null, 0, 1], "no_facemask": [1, null, null, 0, 1],
                  "compliance": [0.5, null, null, null, 0.5]}}}""");
        try (var visit = visit(Look.DESK)) {
            var chart = visit.page().locator("#history");
            assertThat(chart.locator("figcaption")).containsText("Grey: no camera looked.");
            assertThat(chart.locator("rect.dark")).hasCount(1);
            chart.locator("summary").click();
            assertThat(chart.locator("tbody tr").nth(1).locator("td").nth(3)).hasText("0");
            assertThat(chart.locator("tbody tr").nth(2).locator("td").nth(3)).hasText("–");
        }
    }

    /** The first answer is still on its way. */
    @Test
    void anotherSpanThatIsChosenAtOnceIsAskedFor() {
        gateway.on(
                "/api/history",
                request -> Answer.json(
                        CannedGateway.history(Integer.parseInt(request.url().replaceAll(".*minutes=(\\d+).*", "$1")))));
        try (var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            var held = new AtomicReference<Route>();
            page.route("**/*", route -> {
                if (route.request().url().contains("/api/history") && held.compareAndSet(null, route)) {
                    return;
                }
                gateway.answer(route);
            });
            page.navigate(CannedGateway.ADDRESS);
            page.waitForCondition(() -> held.get() != null);
            page.locator("#history-span").selectOption("15");
            gateway.answer(held.get());
            assertThat(page.locator("#history .plot input")).hasAttribute("max", "14");
        }
    }

    @Test
    void whatIsNotThereYetIsSaid() {
        gateway.on("/api/cameras", CannedGateway.cameras())
                .on("/api/events", _ -> Answer.NEVER)
                .on("/api/events/recent", CannedGateway.events(0))
                .on("/api/history", "{\"from\": \"2026-03-02T08:00:00Z\", \"step\": \"PT1M\", \"cameras\": {}}");
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            assertThat(page.locator("#camera-none")).containsText("No cameras yet");
            assertThat(page.locator("#history")).containsText("No history yet");
            assertThat(page.locator("#event-empty")).containsText("No events yet");
            assertThat(visit.barriers()).isEmpty();
        }
    }

    @Test
    void aGatewayThatStopsAnsweringIsSaidToAndWhatWasKnownStays() {
        var gone = new AtomicBoolean();
        var open = new CannedGateway();
        gateway.on(
                "/api/status",
                request -> gone.get()
                        ? Answer.problem(503, "stopping", "the gateway stops")
                        : open.answerTo("/api/status", request));
        gateway.on(
                "/api/cameras",
                request -> gone.get()
                        ? Answer.problem(503, "stopping", "the gateway stops")
                        : open.answerTo("/api/cameras", request));
        try (var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            gateway.behind(page);
            page.clock().install();
            page.navigate(CannedGateway.ADDRESS);
            assertThat(page.locator("#ready")).hasText("Ready");
            gone.set(true);
            page.clock().fastForward(5000);
            assertThat(page.locator("#ready")).hasText("Unreachable");
            assertThat(page.locator("#trouble")).containsText("the gateway stops");
            assertThat(page.locator("#camera-sum")).hasText("last known state");
            assertThat(page.locator("#camera-list .camera")).hasCount(3);
            gone.set(false);
            page.clock().fastForward(5000);
            assertThat(page.locator("#ready")).hasText("Ready");
            assertThat(page.locator("#trouble")).isHidden();
        }
    }

    @Test
    void aRefusedPictureSaysWhy() {
        gateway.on("/api/detect", _ -> Answer.problem(415, "not-a-picture", "expected a JPEG"));
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            page.setInputFiles("#file", new FilePayload("notes.txt", "text/plain", new byte[] {65}));
            assertThat(page.locator("#found")).hasText("This is no picture that can be read. expected a JPEG");
        }
    }

    @Test
    void theLanguageIsTheBrowsersUntilAnotherIsChosen() {
        try (var visit = visit(Look.DESK.speaking("zh-CN"))) {
            var page = visit.page();
            assertThat(page.locator("#cameras-title")).hasText("摄像机");
            assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
            assertThat(page.locator("[data-camera=dock] .veil")).containsText("摄像机拒绝了用户名或密码");

            page.locator("#language").click();
            assertThat(page.locator("#cameras-title")).hasText("Cameras");
            assertThat(page.locator("[data-camera=dock] .veil")).containsText("The camera refuses user or password");
            page.reload();
            assertThat(page.locator("#cameras-title")).hasText("Cameras");
            assertThat(page.locator("html")).hasAttribute("lang", "en");
        }
    }
}
