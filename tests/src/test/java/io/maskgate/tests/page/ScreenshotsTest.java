package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.maskgate.tests.support.Chromium;
import io.maskgate.tests.support.Chromium.Look;
import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.FreePort;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.Repository;
import io.maskgate.tests.support.RtspServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of the page that stand in the documentation: {@code -Dmaskgate.screenshots=PT15M}, so long a gateway
 * has run when they are taken. The faces are drawn, and covered all the same.
 */
@EnabledIfSystemProperty(
        named = "maskgate.screenshots",
        matches = "P.+",
        disabledReason = "takes the pictures of daemon/PAGE.md anew, with -Dmaskgate.screenshots=PT15M only")
class ScreenshotsTest {
    private static final int ALL_IN_VIEW = 300;
    private static final long MOST_BYTES = 300_000;

    @Test
    void thePageInLightAndDarkOnADeskAndAPhone(@TempDir Path folder) throws Exception {
        var ran = Duration.parse(System.getProperty("maskgate.screenshots"));
        var clip = Clip.lobby(folder);
        try (var chromium = Chromium.start();
                var broker = Mosquitto.open(folder);
                var rtsp = RtspServer.serving(folder, Map.of("lobby", clip.mp4()))) {
            var setup = new GatewaySetup(folder, "lobby-1")
                    .broker(broker.url())
                    .camera(
                            "entrance",
                            rtsp.url("lobby"),
                            "zones: [{name: door, polygon: [[0.32, 0.08], [0.68, 0.08], [0.8, 0.9], [0.2, 0.9]]}]",
                            "lines: [{name: way-in, from: [0.5, 0.95], to: [0.5, 0.1]}]",
                            "alarm: {above: 1, for: 2s, clear-after: 4s, hold-off: 10s}")
                    .camera("loading-dock", "rtsp://viewer:secret@127.0.0.1:" + FreePort.find() + "/stream1")
                    .web("preview: true");
            try (var _ = GatewayProcess.start(setup);
                    var waiting = chromium.visit(Look.DESK)) {
                waiting.page().waitForTimeout(ran.toMillis());
                shoot(chromium, setup, Look.DESK.at(1280, 1270), "light");
                shoot(chromium, setup, Look.DESK.at(1280, 1270).inTheDark(), "dark");
                shoot(chromium, setup, Look.PHONE.at(390, 1230).speaking("zh-CN"), "phone");
                camera(chromium, setup);
                upload(chromium, setup, clip.picture(ALL_IN_VIEW));
            }
        }
    }

    private static void shoot(Chromium chromium, GatewaySetup setup, Look look, String name) throws Exception {
        try (var visit = chromium.visit(look)) {
            var page = visit.page();
            page.navigate(setup.page());
            page.locator("#history-span").selectOption("15");
            assertThat(page.locator("[data-camera=entrance] img")).isVisible();
            assertThat(page.locator("#history .chart")).isVisible();
            assertThat(page.locator("#history .plot input")).hasAttribute("max", "14");
            assertThat(page.locator("#model h3")).not().isEmpty();
            assertThat(page.locator("[data-camera=entrance] [data-count=people]"))
                    .hasText(Pattern.compile("[2-9]"));
            keep(page, name);
        }
    }

    private static void camera(Chromium chromium, GatewaySetup setup) throws Exception {
        try (var visit = chromium.visit(Look.DESK.at(1280, 860))) {
            var page = visit.page();
            page.navigate(setup.page() + "#camera/entrance");
            assertThat(page.locator("#detail img")).isVisible();
            assertThat(page.locator("#detail .chart")).isVisible();
            assertThat(page.locator("[data-camera=entrance] [data-count=people]"))
                    .hasText(Pattern.compile("[2-9]"));
            keep(page, "camera");
        }
    }

    private static void upload(Chromium chromium, GatewaySetup setup, byte[] photo) throws Exception {
        try (var visit = chromium.visit(Look.DESK.at(1280, 900))) {
            var page = visit.page();
            page.navigate(setup.page());
            assertThat(page.locator("#model h3")).not().isEmpty();
            page.setInputFiles("#file", new FilePayload("lobby.jpg", "image/jpeg", photo));
            assertThat(page.locator("#detections li")).hasCount(3);
            page.locator(".pair").scrollIntoViewIfNeeded();
            keep(page, "upload");
        }
    }

    private static void keep(Page page, String name) throws Exception {
        var file = Repository.root().resolve("daemon/pictures/page-" + name + ".png");
        Files.createDirectories(file.getParent());
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
        assertThat(Files.size(file)).as(name).isLessThan(MOST_BYTES);
    }
}
