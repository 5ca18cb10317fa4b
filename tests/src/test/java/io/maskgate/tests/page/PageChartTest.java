package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import io.maskgate.tests.page.CannedGateway.Answer;
import io.maskgate.tests.support.Chromium.Look;
import io.maskgate.tests.support.Visit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart of counts says of shares, of lengths of time, and of the time of which nothing is known. */
class PageChartTest extends BeforeCannedGateway {
    private static Locator open(Visit visit) {
        var chart = visit.page().locator("#history");
        chart.locator("summary").click();
        return chart;
    }

    private static Locator share(Locator chart) {
        return chart.locator("tbody tr").first().locator("td:last-child");
    }

    private static String lines(int masked, int bare) {
        return "{\"people\": [%d], \"facemask\": [%d], \"no_facemask\": [%d], \"compliance\": [%s]}"
                .formatted(masked + bare, masked, bare, (double) masked / (masked + bare));
    }

    /** 199 of 200 and 398 of 400 are 99.5 %, 1 of 200 and 1 of 400 half a percent and less: none is all or none. */
    @ParameterizedTest
    @CsvSource({"199, 1, 398, 2, 99 %", "1, 199, 1, 399, 1 %", "199, 0, 398, 0, 100 %", "0, 199, 0, 398, 0 %"})
    void allIsSaidOfAllAndNoneOfNone(int masked, int bare, int otherMasked, int otherBare, String share) {
        gateway.on("/api/history", """
                {"from": "2026-03-02T08:00:00Z", "step": "PT1M", "cameras": {"lobby": %s, "dock": %s}}""".formatted(lines(masked, bare), lines(otherMasked, otherBare)));
        try (var visit = visit(Look.DESK)) {
            var chart = open(visit);
            assertThat(chart.locator("figcaption"))
                    .containsText("; " + share + " with a mask, each face counted once a minute.");
            assertThat(share(chart)).hasText(share);
        }
    }

    private static String interval(String from, String to, int masked, int bare, String rate) {
        return """
                {"from": "%s", "to": "%s", "k": 0, "cameras": [
                  {"camera": "lobby", "online_s": 1200, "passages": %d, "facemask": %d, "no_facemask": %d, "undecided": 0, "rate": %s, "suppressed": false}]}""".formatted(from, to, masked + bare, masked, bare, rate);
    }

    private void aggregates(String... intervals) {
        gateway.on("/api/me", CannedGateway.me("viewer", "aggregate"));
        gateway.on("/api/aggregates", "{\"intervals\": [" + String.join(", ", intervals) + "]}");
    }

    /** The rate of 2999 and one is told as 1.000, since it has three digits. */
    @Test
    void aRateThatWasRoundedToAllIsNotAll() {
        aggregates(interval("2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z", 2999, 1, "1.000"));
        try (var visit = visit(Look.DESK)) {
            assertThat(share(open(visit))).hasText("99 %");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10:05, 12:00, 115 min",
        "10:30, 12:00, 90 min",
        "10:40, 12:00, 80 min",
        "10:00, 12:00, 2 hr",
        "11:40, 12:00, 20 min"
    })
    void aCountIsOfTheWholeTimeItWasCountedIn(String from, String to, String length) {
        aggregates(
                interval("2026-03-02T" + from + ":00Z", "2026-03-02T" + to + ":00Z", 70, 0, "1"),
                interval("2026-03-02T12:00:00Z", "2026-03-02T12:20:00Z", 10, 0, "1"));
        try (var visit = visit(Look.DESK)) {
            visit.page().locator("#history-span").selectOption("360");
            assertThat(visit.page().locator("#history figcaption"))
                    .containsText("At most 70 people in " + length + ";");
        }
    }

    /** Minutes up to now: so many of which there is nothing, and 2 people in each of the others. */
    private static String since(int minutes, int... dark) {
        var none = IntStream.of(dark).boxed().toList();
        var counts = IntStream.range(0, minutes)
                .mapToObj(i -> none.contains(i) ? "null" : "2")
                .collect(Collectors.joining(",", "[", "]"));
        var from = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(minutes - 1L, ChronoUnit.MINUTES);
        return "{\"from\": \"%s\", \"step\": \"PT1M\", \"cameras\": {\"lobby\": {\"people\": %s, \"facemask\": %s, \"no_facemask\": %s, \"compliance\": %s}}}"
                .formatted(from, counts, counts, counts.replace("2", "0"), counts.replace("2", "1"));
    }

    private void runsFor(int seconds) {
        var open = new CannedGateway();
        gateway.on("/api/status", request -> {
            var answer = new String(open.answerTo("/api/status", request).body(), StandardCharsets.UTF_8);
            return Answer.json(answer.replace("\"uptimeSeconds\": 3723", "\"uptimeSeconds\": " + seconds));
        });
    }

    private static int[] first(int count) {
        return IntStream.range(0, count).toArray();
    }

    /** Started ten minutes ago: in the minutes before, cameras may well have looked. */
    @Test
    void beforeTheGatewaysStartNothingIsSaidOfItsCameras() {
        runsFor(600);
        gateway.on("/api/history", since(60, first(49)));
        try (var visit = visit(Look.DESK)) {
            var caption = visit.page().locator("#history figcaption");
            assertThat(caption).containsText("Grey on the left: nothing is kept of the time before ");
            assertThat(caption).not().containsText("no camera looked");
        }
    }

    @Test
    void aDarkTimeAfterTheStartIsSaidBesideTheTimeBeforeIt() {
        runsFor(1200);
        gateway.on(
                "/api/history",
                since(
                        60,
                        IntStream.concat(IntStream.range(0, 39), IntStream.of(50, 51))
                                .toArray()));
        try (var visit = visit(Look.DESK)) {
            var caption = visit.page().locator("#history figcaption");
            assertThat(caption).containsText("Other grey: no camera looked.");
            assertThat(caption).containsText("nothing is kept of the time before ");
        }
    }

    @Test
    void camerasThatWereDarkWhileTheGatewayRanDidNotLook() {
        runsFor(7200);
        gateway.on("/api/history", since(60, first(49)));
        try (var visit = visit(Look.DESK)) {
            var caption = visit.page().locator("#history figcaption");
            assertThat(caption).containsText(" Grey: no camera looked.");
            assertThat(caption).not().containsText("nothing is kept");
        }
    }

    /** The browser chooses the sum, and says nothing of it. */
    @Test
    void ofAChosenCameraThatIsConfiguredNoMoreTheSumIsAskedForAtOnce() {
        var asked = new ArrayList<String>();
        gateway.on("/api/history", request -> {
            asked.add(request.url());
            return Answer.json(CannedGateway.history(60));
        });
        var gone = new AtomicBoolean();
        gateway.on(
                "/api/cameras",
                _ -> Answer.json(
                        gone.get()
                                ? CannedGateway.cameras(CannedGateway.LOBBY, CannedGateway.MEETING)
                                : CannedGateway.cameras(
                                        CannedGateway.LOBBY, CannedGateway.DOCK, CannedGateway.MEETING)));
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            page.locator("#history-camera").selectOption("dock");
            page.waitForCondition(() -> asked.getLast().endsWith("camera=dock"));
            gone.set(true);
            // The usual turn is after 30 s; the test waits for 20.
            page.waitForCondition(() -> !asked.getLast().contains("camera="));
            assertThat(page.locator("#history-camera")).hasValue("");
        }
    }
}
