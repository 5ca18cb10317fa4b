package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.FilePayload;
import io.maskgate.tests.support.Chromium;
import io.maskgate.tests.support.Chromium.Look;
import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.RtspServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page before a running gateway with a real camera. */
class PageLiveTest {
    @Test
    void picturesEventsAnUploadAndACameraThatDiesAndReturns(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder);
        try (var chromium = Chromium.start();
                var broker = Mosquitto.open(folder);
                var rtsp = RtspServer.serving(folder, Map.of("lobby", clip.mp4()))) {
            var setup = new GatewaySetup(folder, "gate")
                    .broker(broker.url())
                    .camera("lobby", rtsp.url("lobby"), "stall-after: 2s", "connect-timeout: 3s")
                    .web("preview: true");
            try (var _ = GatewayProcess.start(setup);
                    var visit = chromium.visit(Look.DESK)) {
                var page = visit.page();
                var canned = new CannedGateway();
                page.route("**/api/me", canned::answer);
                page.navigate(setup.page());
                var card = page.locator("[data-camera=lobby]");

                assertThat(card.locator(".state")).containsText("online");
                var picture = card.locator("img");
                assertThat(picture).isVisible();
                assertThat((Integer) picture.evaluate("image => image.naturalWidth"))
                        .isGreaterThan(300);
                assertThat(page.locator("#event-list li").first()).containsText("lobby");
                assertThat(page.locator("#ready")).hasText("Ready");

                var shot = picture.screenshot();
                page.setInputFiles("#file", new FilePayload("lobby.png", "image/png", shot));
                assertThat(page.locator("#found")).hasText(Pattern.compile("\\d+ faces? found in [\\d,]+ ms"));
                assertThat(page.locator("#canvas")).isVisible();

                rtsp.kill();
                assertThat(card.locator(".veil")).containsText("offline for");
                assertThat(card.locator(".veil")).containsText("The camera cannot be reached");
                rtsp.restart();
                assertThat(card.locator(".state")).containsText("online");
                assertThat(picture).isVisible();
                card.locator("a").click();
                assertThat(page.locator("#detail .note.past")).containsText("Last trouble:");
                assertThat(visit.complaints()).isEmpty();
            }
        }
    }
}
