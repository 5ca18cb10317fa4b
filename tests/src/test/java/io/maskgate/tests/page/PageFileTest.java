package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.maskgate.tests.support.Chromium.Look;
import org.junit.jupiter.api.Test;

/** A camera that is a file. */
class PageFileTest extends BeforeCannedGateway {
    /** Nothing is tried again, and what went wrong last is why. */
    private static String over(String url) {
        return CannedGateway.DOCK
                .replace("rtsp://****@10.0.0.7/main", url)
                .replaceFirst("\"reason\": \"[^\"]*\"", "\"reason\": \"it is over\"")
                .replaceFirst("\"lastError\": \\{[^}]*}", """
                        "lastError": {"cause": "ended", "text": "it is over", "at": "2026-03-02T08:00:00Z"}""")
                .replaceFirst("\"retryAt\": \"[^\"]*\"", "\"retryAt\": null");
    }

    @Test
    void aFileThatHasPlayedToItsEndConnectsNoMore() {
        gateway.on("/api/cameras", CannedGateway.cameras(over("file:///clips/door.mp4")));
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            var veil = page.locator("[data-camera=dock] .veil");
            assertThat(veil).containsText("played to its end; switch it off and on, or set loop");
            assertThat(veil).not().containsText("connecting now");
            page.locator("a[href='#camera/dock']").click();
            var note = page.locator("#detail .note.bad");
            assertThat(note).containsText("played to its end");
            assertThat(note).not().containsText("connecting now");
        }
    }

    @Test
    void aFileThatIsSwitchedOnAgainConnects() {
        gateway.on(
                "/api/cameras",
                CannedGateway.cameras(over("file:///clips/door.mp4")
                        .replace("\"reason\": \"it is over\"", "\"reason\": \"connecting\"")));
        try (var visit = visit(Look.DESK)) {
            assertThat(visit.page().locator("[data-camera=dock] .veil")).containsText("connecting now");
        }
    }

    @Test
    void aCameraThatEndedItsStreamIsConnectedTo() {
        gateway.on("/api/cameras", CannedGateway.cameras(over("rtsp://10.0.0.7/main")));
        try (var visit = visit(Look.DESK)) {
            assertThat(visit.page().locator("[data-camera=dock] .veil")).containsText("connecting now");
        }
    }
}
