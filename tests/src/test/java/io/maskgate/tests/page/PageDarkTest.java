package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.maskgate.tests.support.Chromium.Look;
import org.junit.jupiter.api.Test;

/** A camera that is dark for another reason than what went wrong with it last. */
class PageDarkTest extends BeforeCannedGateway {
    private void refusedOnceAndNow(String reason) {
        gateway.on(
                "/api/cameras",
                CannedGateway.cameras(CannedGateway.DOCK
                        .replaceFirst("\"reason\": \"[^\"]*\"", "\"reason\": \"" + reason + "\"")
                        .replaceFirst("\"retryAt\": \"[^\"]*\"", "\"retryAt\": null")));
    }

    @Test
    void aCameraThatIsSwitchedOnAgainIsNotRefused() {
        refusedOnceAndNow("connecting");
        try (var visit = visit(Look.DESK, "#camera/dock")) {
            var page = visit.page();
            for (var veil : new String[] {"[data-camera=dock] .veil", "#detail .veil"}) {
                assertThat(page.locator(veil)).containsText("connecting now");
                assertThat(page.locator(veil)).not().containsText("refuses");
            }
            assertThat(page.locator("#detail .note.past"))
                    .containsText("Last trouble: The camera refuses user or password");
            assertThat(page.locator("#detail .note.bad")).hasCount(0);
        }
    }

    @Test
    void aCameraWhoseThreadHasDiedSaysThatAndNotWhatWasBefore() {
        refusedOnceAndNow("its thread has died; starting again");
        try (var visit = visit(Look.DESK, "#camera/dock")) {
            var page = visit.page();
            for (var said : new String[] {"[data-camera=dock] .veil", "#detail .veil", "#detail .note.bad"}) {
                assertThat(page.locator(said)).containsText("its thread has died; starting again");
                assertThat(page.locator(said)).containsText("connecting now");
                assertThat(page.locator(said)).not().containsText("user");
            }
        }
    }
}
