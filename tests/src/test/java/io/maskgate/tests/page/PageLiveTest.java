package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import io.maskgate.daemon.access.NewToken;
import io.maskgate.tests.support.Chromium;
import io.maskgate.tests.support.Chromium.Look;
import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.RtspServer;
import io.maskgate.tests.support.Visit;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page before running gateways with a real camera: one that asks for tokens, and one that only counts. */
class PageLiveTest {
    private static final NewToken VIEWER = NewToken.make(new SecureRandom());
    private static final NewToken OPERATOR = NewToken.make(new SecureRandom());
    /** Three faces, one of them with a mask. */
    private static final int CROWD = 300;

    @TempDir
    static Path folder;

    private static Clip clip;
    private static Chromium chromium;
    private static Mosquitto broker;
    private static RtspServer rtsp;
    private static GatewaySetup setup;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        clip = Clip.lobby(folder);
        chromium = Chromium.start();
        broker = Mosquitto.open(folder);
        rtsp = RtspServer.serving(folder, Map.of("lobby", clip.mp4()));
        setup = new GatewaySetup(folder, "gate")
                .broker(broker.url())
                .camera(
                        "lobby",
                        rtsp.url("lobby"),
                        "stall-after: 2s",
                        "connect-timeout: 3s",
                        "zones: [{name: door, polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}]",
                        "lines: [{name: entry, from: [0.5, 1], to: [0.5, 0]}]",
                        "alarm: {above: 0, for: 1s, clear-after: 1s, hold-off: 0s, zone: door}")
                .web(
                        "preview: true",
                        "access:",
                        "  tokens:",
                        "    - {name: reception, role: viewer, cameras: \"*\", hash: \"" + VIEWER.hash() + "\"}",
                        "    - {name: desk, role: operator, cameras: \"*\", hash: \"" + OPERATOR.hash() + "\"}");
        gateway = GatewayProcess.start(setup);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable each : new AutoCloseable[] {gateway, rtsp, broker, chromium}) {
            if (each != null) {
                try {
                    each.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static Visit visit(Look look, NewToken token) {
        var visit = chromium.visit(look);
        visit.page().navigate(setup.page());
        visit.page().locator("#token").fill(token.value());
        visit.page().keyboard().press("Enter");
        assertThat(visit.page().locator("#reader")).isVisible();
        return visit;
    }

    private static Locator card(Page page) {
        return page.locator("[data-camera=lobby]");
    }

    private static void assertLive(Locator picture) {
        assertThat(picture).isVisible();
        assertThat((Integer) picture.evaluate("image => image.naturalWidth")).isGreaterThan(300);
    }

    /** Without a token the browser notes that it was refused. */
    private static List<String> complaints(Visit visit) {
        return visit.complaints().stream()
                .filter(text -> !text.contains("401 (Unauthorized)"))
                .toList();
    }

    @Test
    void picturesEventsAlarmsAndCrossingsComeAsTheyHappen() {
        try (var visit = visit(Look.DESK, VIEWER)) {
            var page = visit.page();
            assertThat(card(page).locator(".state")).containsText("online");
            assertThat(page.locator("#ready")).hasText("Ready");
            assertLive(card(page).locator("img"));

            assertThat(page.locator("#feed")).hasText("live");
            assertThat(page.locator("#event-list li.fresh:not(:has(.badge.alarm))")
                            .first())
                    .containsText("lobby");
            assertThat(page.locator("#event-list .badge.alarm").first()).isVisible();
            assertThat(page.locator("#event-list")).containsText(Pattern.compile("(in|out) across entry"));
            assertThat(page.locator("#history figcaption")).containsText("in 1 min");

            card(page).locator("a").click();
            assertLive(page.locator("#detail img"));
            assertThat(page.locator("#detail .marks polygon.stroke")).hasCount(1);
            assertThat(page.locator("#detail .facts")).containsText(Pattern.compile("\\d+ in, \\d+ out since"));
            assertThat(page.locator("#detail [data-slot=switch]")).isHidden();
            assertThat(complaints(visit)).isEmpty();
        }
    }

    @Test
    void aPictureThatIsChosenOrDroppedIsAnnotated() throws Exception {
        byte[] photo = clip.picture(CROWD);
        try (var visit = visit(Look.DESK, VIEWER)) {
            var page = visit.page();
            page.setInputFiles("#file", new FilePayload("chosen.jpg", "image/jpeg", photo));
            assertAnnotated(page, "chosen.jpg");

            var files = page.evaluateHandle("""
                    text => {
                      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
                      const files = new DataTransfer();
                      files.items.add(new File([bytes], 'dropped.jpg', { type: 'image/jpeg' }));
                      return files;
                    }""", Base64.getEncoder().encodeToString(photo));
            page.locator("#drop").dispatchEvent("dragover", Map.of("dataTransfer", files));
            assertThat(page.locator("#drop.hot")).isVisible();
            page.locator("#drop").dispatchEvent("drop", Map.of("dataTransfer", files));
            assertAnnotated(page, "dropped.jpg");

            page.setInputFiles("#file", new FilePayload("notes.txt", "text/plain", new byte[] {65}));
            assertThat(page.locator("#found")).containsText("This is no picture");
        }
    }

    private static void assertAnnotated(Page page, String name) {
        assertThat(page.locator("#canvas")).hasAttribute("aria-label", Pattern.compile(name + ".*3 faces found.*"));
        assertThat(page.locator("#found")).hasText(Pattern.compile("3 faces found in [\\d,]+ ms"));
        assertThat(page.locator("#detections .badge.good")).hasText(Pattern.compile("\\d · facemask \\d+ %"));
        assertThat(page.locator("#detections .badge.bad")).hasCount(2);
        // Something of the boxes' colours was drawn.
        assertThat((Boolean) page.evaluate("""
                () => {
                  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                  const has = (r, g, b) => { for (let i = 0; i < data.length; i += 4) if (data[i] === r && data[i + 1] === g && data[i + 2] === b) return true; return false; };
                  return has(0x0b, 0x7f, 0x6d) && has(0xc2, 0x41, 0x0c);
                }""")).isTrue();
    }

    @Test
    void aCameraThatDiesSaysWhyAndReturns() {
        try (var visit = visit(Look.PHONE.speaking("zh-CN"), VIEWER)) {
            var page = visit.page();
            assertThat(card(page).locator(".state")).containsText("在线");
            rtsp.kill();
            assertThat(card(page).locator(".veil")).containsText("离线");
            assertThat(card(page).locator(".veil")).containsText("无法连接到摄像机");
            card(page).locator("a").click();
            assertThat(page.locator("#detail .note.bad")).containsText("请检查电源和网线");
            rtsp.restart();
            // It waits longer after each attempt that failed.
            assertThat(page.locator("#detail .state"))
                    .containsText("在线", new LocatorAssertions.ContainsTextOptions().setTimeout(90_000));
            assertLive(page.locator("#detail img"));
            assertThat(page.locator("#detail .note.past")).containsText("上次故障");
            page.keyboard().press("Escape");
            assertLive(card(page).locator("img"));
            assertThat(complaints(visit)).noneMatch(text -> text.contains("/page/"));
        }
    }

    @Test
    void anOperatorSwitchesTheCameraByKeyboardAndLogsOut() {
        try (var visit = visit(Look.DESK, OPERATOR)) {
            var page = visit.page();
            assertThat(page.locator("#reader")).containsText("desk, operator");
            assertThat(card(page).locator(".state")).containsText("online");
            card(page).locator("a").focus();
            page.keyboard().press("Enter");
            var button = page.locator("#detail [data-slot=switch]");
            assertThat(button).hasText("Switch off");
            button.focus();
            page.keyboard().press("Enter");
            assertThat(page.locator("#detail .state")).hasText("switched off");
            assertThat(button).hasText("Switch on");
            page.keyboard().press("Enter");
            assertThat(page.locator("#detail .state")).hasText("online");
            page.keyboard().press("Escape");
            assertThat(card(page).locator("a")).isFocused();

            page.locator("#logout").focus();
            page.keyboard().press("Enter");
            assertThat(page.locator("#login")).isVisible();
            page.reload();
            assertThat(page.locator("#login")).isVisible();
        }
    }

    @Test
    void nobodyIsKeptFromReadingItInAnyLight() {
        try (var visit = visit(Look.DESK, OPERATOR)) {
            var page = visit.page();
            assertLive(card(page).locator("img"));
            assertThat(page.locator("#model h3")).not().isEmpty();
            assertThat(page.locator("#event-list li").first()).isVisible();
            for (var light : ColorScheme.values()) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(light));
                assertThat(visit.barriers()).as("%s", light).isEmpty();
            }
            page.setViewportSize(Look.PHONE.width(), Look.PHONE.height());
            assertThat(visit.barriers()).isEmpty();
            assertThat(visit.overhang()).isZero();
        }
    }

    @Test
    void whereOnlyIntervalsMayLeaveNoPictureEventOrFaceReachesTheBrowser(@TempDir Path other) throws Exception {
        var counting = new GatewaySetup(other, "counting")
                .broker(broker.url())
                .camera("lobby", rtsp.url("lobby"))
                .with("privacy:", "  mode: aggregate");
        try (var _ = GatewayProcess.start(counting);
                var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            var asked = new CopyOnWriteArrayList<String>();
            page.onRequest(request -> asked.add(request.url()));
            page.navigate(counting.page());
            assertThat(card(page).locator(".state")).containsText("online");
            assertThat(card(page).locator(".veil")).containsText("This gateway only counts");
            assertThat(page.locator("#privacy")).hasText("Counts only");
            assertThat(page.locator("#history")).containsText("only counts whole intervals");
            assertThat(page.locator("img:not(.logo):visible")).hasCount(0);
            assertThat(asked).noneMatch(url -> url.matches(".*/api/.*(preview|snapshot|events|history|main).*"));
            for (var path : List.of("cameras/lobby/snapshot.jpg", "cameras/lobby/preview.mjpeg", "events", "history")) {
                assertThat((Integer) page.evaluate("async path => (await fetch(`/api/${path}`)).status", path))
                        .as(path)
                        .isEqualTo(403);
            }
            assertThat(visit.barriers()).isEmpty();
        }
    }
}
