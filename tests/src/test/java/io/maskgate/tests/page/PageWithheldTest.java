package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import io.maskgate.tests.support.Chromium.Look;
import io.maskgate.tests.support.Visit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** In privacy mode aggregate, counts from 1 to below k are left out; of them nothing is said but that. */
class PageWithheldTest extends BeforeCannedGateway {
    private static final String TELLS_ALL = row("dock", "40", "30", "10", "0.75", false);

    private static String row(
            String camera, String passages, String masked, String bare, String rate, boolean suppressed) {
        return """
                {"camera": "%s", "online_s": 1200, "passages": %s, "facemask": %s, "no_facemask": %s, "undecided": 0, "rate": %s, "suppressed": %s}""".formatted(camera, passages, masked, bare, rate, suppressed);
    }

    /** The last 20 minutes of an hour, of which nothing is kept before them. */
    private Visit visit(String... rows) {
        gateway.on("/api/me", CannedGateway.me("viewer", "aggregate"));
        gateway.on("/api/aggregates", """
                {"intervals": [{"from": "2026-03-02T08:00:00.000Z", "to": "2026-03-02T08:20:00.000Z", "k": 5, "cameras": [%s]}]}""".formatted(String.join(",", rows)));
        return visit(Look.DESK);
    }

    private static Locator chart(Visit visit) {
        var chart = visit.page().locator("#history");
        chart.locator("summary").click();
        return chart;
    }

    private static Locator counts(Locator chart) {
        return chart.locator("tbody tr").first().locator("td:not(:first-child)");
    }

    /** 40 with a mask and three without. */
    @Test
    void aCountThatIsLeftOutIsNotNobody() {
        try (var visit = visit(row("lobby", "null", "40", "null", "null", true))) {
            var chart = chart(visit);
            assertThat(chart.locator("figcaption"))
                    .hasText(Pattern.compile(
                            "At least 40 people in the busiest 20 min; the share of masks is not told\\."
                                    + " Grey on the left: nothing is kept of the time before [^.]+\\."
                                    + " Counts below 5 are left out\\."));
            assertThat(counts(chart)).hasText(new String[] {"40", "–", "≥ 40", "–"});
        }
    }

    @Test
    void whereAllCountsAreLeftOutSomebodyWasSeen() {
        try (var visit = visit(row("lobby", "null", "null", "0", "null", true))) {
            var chart = chart(visit);
            assertThat(chart.locator("figcaption"))
                    .hasText(Pattern.compile("Too few people were seen for a number to be told\\."
                            + " Grey on the left: nothing is kept of the time before [^.]+\\."
                            + " Counts below 5 are left out\\."));
            assertThat(counts(chart)).hasText(new String[] {"–", "0", "–", "–"});
        }
    }

    @Test
    void noRateOfAllCamerasIsMadeWithoutWhatOneLeavesOut() {
        try (var visit = visit(row("lobby", "null", "40", "null", "null", true), TELLS_ALL)) {
            var chart = chart(visit);
            assertThat(chart.locator("figcaption"))
                    .containsText("At least 80 people in the busiest 20 min; the share of masks is not told.");
            assertThat(counts(chart)).hasText(new String[] {"70", "≥ 10", "≥ 80", "–"});
            assertThat(chart.locator("path.rate")).hasAttribute("d", "");

            visit.page().locator("#history-camera").selectOption("dock");
            assertThat(chart.locator("figcaption"))
                    .containsText("At most 40 people in 20 min; 75 % of the faces with a mask.");
            assertThat(counts(chart)).hasText(new String[] {"30", "10", "40", "75 %"});
        }
    }

    /** Of many intervals with 40 masks and too few bare faces, the one that tells both counts is the one with many. */
    @Test
    void aShareThatIsNotOfAllIntervalsSaysSo() {
        gateway.on("/api/me", CannedGateway.me("viewer", "aggregate"));
        gateway.on("/api/aggregates", """
                {"intervals": [{"from": "2026-03-02T07:40:00.000Z", "to": "2026-03-02T08:00:00.000Z", "k": 5, "cameras": [%s]},
                 {"from": "2026-03-02T08:00:00.000Z", "to": "2026-03-02T08:20:00.000Z", "k": 5, "cameras": [%s]}]}""".formatted(
                row("lobby", "null", "40", "null", "null", true), row("lobby", "15", "5", "10", "0.33", false)));
        try (var visit = visit(Look.DESK)) {
            assertThat(chart(visit).locator("figcaption"))
                    .containsText("At least 40 people in the busiest 20 min; 33 % of the faces with a mask, where both"
                            + " counts are told.");
        }
    }
}
