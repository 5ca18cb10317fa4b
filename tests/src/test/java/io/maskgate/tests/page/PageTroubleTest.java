package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import io.maskgate.tests.page.CannedGateway.Answer;
import io.maskgate.tests.support.Chromium.Look;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page where the line, the browser or the reader does what nobody planned. */
class PageTroubleTest extends BeforeCannedGateway {
    /** A browser has six connections to one gateway for all its tabs. */
    @Test
    void aTabNobodyLooksAtListensToNothingUntilSomebodyDoes() {
        try (var visit = visitWithClock("")) {
            var page = visit.page();
            assertThat(page.locator("#event-list li")).hasCount(12);
            long listened = asked("/api/events");

            page.evaluate("() => {"
                    + " const close = EventSource.prototype.close;"
                    + " EventSource.prototype.close = function () { window.letGo = true; close.call(this); };"
                    + " Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
                    + " document.dispatchEvent(new Event('visibilitychange')); }");
            assertThat(page.evaluate("() => window.letGo === true")).isEqualTo(true);
            assertThat(asked("/api/events")).isEqualTo(listened);

            gateway.on("/api/events/recent", CannedGateway.events(13));
            page.evaluate("() => { Object.defineProperty(document, 'hidden', { value: false, configurable: true });"
                    + " document.dispatchEvent(new Event('visibilitychange')); }");
            assertThat(page.locator("#event-list li")).hasCount(13);
            assertThat(asked("/api/events")).isEqualTo(listened + 1);
        }
    }

    @Test
    void aMachineThatSaysNothingMoreIsUnreachableAndItsEventsAreListenedToAnewWhenItIsBack() {
        var cut = new AtomicBoolean();
        cutBy(cut, "/api/status");
        try (var visit = visitWithClock("")) {
            var page = visit.page();
            assertThat(page.locator("#ready")).hasText("Ready");
            assertThat(page.locator("#event-list li")).hasCount(12);
            long listened = asked("/api/events");
            cut.set(true);
            long before = asked("/api/status");
            page.clock().fastForward(5000);
            page.waitForCondition(() -> asked("/api/status") > before);
            page.clock().fastForward(21_000);
            assertThat(page.locator("#ready")).hasText("Unreachable");

            page.locator("#pause").click();
            gateway.on("/api/events/recent", CannedGateway.events(13));
            cut.set(false);
            page.clock().fastForward(5000);
            assertThat(page.locator("#ready")).hasText("Ready");
            page.waitForCondition(() -> asked("/api/events") > listened);
            assertThat(page.locator("#pause")).containsText("1");
            assertThat(page.locator("#event-list li")).hasCount(12);
            page.locator("#pause").click();
            assertThat(page.locator("#event-list li")).hasCount(13);
        }
    }

    @Test
    void whoMayOperateStillMayWhenOneAnswerFails() {
        var failing = new AtomicBoolean();
        gateway.on(
                "/api/me",
                _ -> failing.get()
                        ? Answer.problem(503, "busy", "too many requests")
                        : Answer.json(CannedGateway.me("operator", "events")));
        try (var visit = visitWithClock("")) {
            var page = visit.page();
            var button = page.locator("#model-change button");
            assertThat(button).isVisible();
            failing.set(true);
            long before = asked("/api/me");
            page.clock().fastForward(31_000);
            page.waitForCondition(() -> asked("/api/me") > before);
            settle(page);
            assertThat(button).isVisible();
        }
    }

    @Test
    void whoReadsWithTheKeyboardStaysWhereHeIsAndHearsOnlyNews() {
        try (var visit = visitWithClock("")) {
            var page = visit.page();
            var summary = page.locator("#model summary");
            summary.focus();
            // How the stream goes is news too; the canned one ends at once.
            assertThat(page.locator("#feed")).hasText("connection lost, trying again");
            page.evaluate("""
                    window.news = 0;
                    new MutationObserver((list) => { window.news += list.length; }).observe(feed, { childList: true })""");
            long before = asked("/api/me");
            page.clock().fastForward(31_000);
            page.waitForCondition(() -> asked("/api/me") > before);
            settle(page);
            assertThat(summary).isFocused();
            assertThat(page.evaluate("window.news")).isEqualTo(0);
        }
    }

    @Test
    void whatDoesNotChangeStaysSoThatItCanBeSelected() {
        var decoded = new AtomicInteger(9000);
        gateway.on(
                "/api/cameras",
                _ -> Answer.json(CannedGateway.cameras(
                        CannedGateway.LOBBY.replace("9000", Integer.toString(decoded.getAndIncrement())))));
        try (var visit = visitWithClock("#camera/lobby")) {
            var page = visit.page();
            var facts = page.locator("#detail .facts");
            assertThat(facts).containsText("rtsp://****@10.0.0.7/main");
            page.evaluate("() => {"
                    + " window.address = detail.querySelector('.facts code').firstChild;"
                    + " window.advice = detail.querySelector('.note.warn strong').firstChild; }");
            String first = facts.textContent();
            int before = decoded.get();
            page.clock().runFor(2100);
            page.waitForCondition(() -> decoded.get() > before);
            assertThat(facts).not().hasText(first);
            assertThat(page.evaluate("[address, advice].map((each) => each.isConnected)"))
                    .isEqualTo(List.of(true, true));
        }
    }

    @Test
    void anAddressThatIsNoneChangesNothing() {
        try (var visit = visitWithClock("#camera/%")) {
            var page = visit.page();
            assertThat(page.locator("#camera-list .camera:not(.ghost)")).hasCount(3);
            assertThat(page.locator("#camera-sum")).hasText("1 of 3 online");
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void fromOneCameraTheAddressLeadsToAnother() {
        try (var visit = visitWithClock("#camera/lobby")) {
            var page = visit.page();
            assertThat(page.locator("#detail-title")).hasText("lobby");
            page.evaluate("location.hash = '#camera/dock'");
            assertThat(page.locator("#detail-title")).hasText("dock");
            settle(page);
            assertThat(page.locator("#detail")).isVisible();
            page.keyboard().press("Escape");
            assertThat(page.locator("#detail")).isHidden();
        }
    }

    @Test
    void aCameraThatIsConfiguredNoMoreLeavesNothingToActOn() {
        var lobby = CannedGateway.LOBBY.replace("\"width\": 1920", "\"mainStream\": true, \"width\": 1920");
        var gone = new AtomicBoolean();
        gateway.on("/api/me", CannedGateway.me("operator", "events"));
        gateway.on(
                "/api/cameras",
                _ -> Answer.json(
                        gone.get()
                                ? CannedGateway.cameras(CannedGateway.DOCK)
                                : CannedGateway.cameras(lobby, CannedGateway.DOCK)));
        try (var visit = visitWithClock("#camera/lobby")) {
            var page = visit.page();
            var detail = page.locator("#detail");
            assertThat(detail.locator("[data-slot=switch]")).hasText("Switch off");
            assertThat(detail.locator("[data-slot=main]")).isVisible();
            assertThat(detail.locator(".marks")).isVisible();
            gone.set(true);
            page.clock().runFor(2100);
            assertThat(detail.locator(".veil-title")).hasText("This camera is configured no more.");
            for (var part : List.of("[data-slot=switch]", "[data-slot=main]", ".state", ".marks", ".view img")) {
                assertThat(detail.locator(part)).isHidden();
            }
            assertThat(detail.locator(".facts")).isEmpty();
            assertThat(visit.barriers()).isEmpty();

            gone.set(false);
            page.clock().runFor(2100);
            assertThat(detail.locator(".state")).hasText("online");
            assertThat(detail.locator("[data-slot=switch]")).hasText("Switch off");
        }
    }

    @Test
    void theLoginCannotBeEscapedFrom() {
        gateway.on("/api/me", _ -> Answer.problem(401, "who", "expected a token"));
        try (var visit = visitWithClock("")) {
            var page = visit.page();
            assertThat(page.locator("#login")).isVisible();
            for (int i = 0; i < 3; i++) {
                page.keyboard().press("Escape");
            }
            settle(page);
            assertThat(page.locator("#login")).isVisible();
        }
    }

    /** The session of a display on a wall is over at some time; whoever passes by then reads nothing more of it. */
    @Test
    void behindTheLoginNothingIsSeenAndNoPictureAskedFor() {
        var over = new AtomicBoolean();
        var open = new CannedGateway();
        for (var path : List.of("/api/me", "/api/status", "/api/cameras", "/api/cameras/lobby/snapshot.jpg")) {
            gateway.on(
                    path,
                    request -> over.get()
                            ? Answer.problem(401, "token", "expected a token")
                            : open.answerTo(path, request));
        }
        String preview = "/api/cameras/lobby/preview.mjpeg";
        gateway.on(
                preview,
                _ -> over.get()
                        ? Answer.problem(401, "token", "expected a token")
                        : Answer.problem(503, "viewers", "as many people watch as may"));
        try (var visit = visitWithClock("")) {
            var page = visit.page();
            assertThat(page.locator("[data-camera=lobby] .view img")).isVisible();
            over.set(true);
            page.clock().runFor(5000);
            assertThat(page.locator("#login")).isVisible();
            assertThat(page.locator("#token")).isVisible();
            assertThat(page.locator("[data-camera=lobby]")).isHidden();
            assertThat(page.locator("#event-list")).isHidden();
            settle(page);
            long before = asked(preview);
            for (int i = 0; i < 4; i++) {
                page.clock().runFor(6000);
                settle(page);
            }
            assertThat(asked(preview)).isLessThanOrEqualTo(before + 1);
        }
    }

    @Test
    void aBrowserThatKeepsNothingShowsThePageAllTheSame() {
        try (var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            gateway.behind(page);
            page.addInitScript(
                    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
                            + "window.BroadcastChannel = class { constructor() { throw new DOMException('no', 'SecurityError'); } };");
            page.navigate(CannedGateway.ADDRESS);
            assertThat(page.locator("#camera-list .camera:not(.ghost)")).hasCount(3);
            page.locator("#language").click();
            assertThat(page.locator("#cameras-title")).hasText("摄像机");
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void wordsThatDoNotComeAreAskedForAgain() {
        var busy = new AtomicBoolean(true);
        var open = new CannedGateway();
        try (var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            page.route("**/*", route -> {
                if (busy.get() && route.request().url().endsWith("/page/words-en.json")) {
                    route.fulfill(new Route.FulfillOptions()
                            .setStatus(503)
                            .setContentType("application/problem+json")
                            .setBody("{}"));
                    busy.set(false);
                } else {
                    open.answer(route);
                }
            });
            page.navigate(CannedGateway.ADDRESS);
            assertThat(page.locator("#camera-list .camera:not(.ghost)")).hasCount(3);
        }
    }

    @Test
    void aClockThatIsSetRightIsBelieved() {
        gateway.clock(Duration.ofHours(2));
        try (var visit = visitWithClock("")) {
            var title = visit.page().locator("[data-camera=dock] .veil-title");
            assertThat(title).containsText("2 hr");
            gateway.clock(Duration.ZERO);
            visit.page().clock().fastForward(3000);
            // Three, and as many as the class has been running.
            assertThat(title).containsText(Pattern.compile("\\b\\d+ min"));
            assertThat(title).not().containsText("hr");
        }
    }

    /** A browser shows three live at once; the fourth is a still every three seconds, however often it was out of sight. */
    @Test
    void aCameraOutOfSightForAMomentIsNotAskedForTwice() {
        var ids = List.of("a", "b", "c", "d");
        gateway.on(
                "/api/cameras",
                CannedGateway.cameras(ids.stream()
                        .map(id -> CannedGateway.LOBBY.replace("\"lobby\"", '"' + id + '"'))
                        .toArray(String[]::new)));
        for (var id : ids) {
            gateway.on(
                    "/api/cameras/" + id + "/preview.mjpeg",
                    _ -> new Answer(200, "image/jpeg", CannedGateway.picture()));
            gateway.on(
                    "/api/cameras/" + id + "/snapshot.jpg",
                    _ -> new Answer(200, "image/jpeg", CannedGateway.picture()));
        }
        var held = new ArrayList<Route>();
        var holding = new AtomicBoolean(true);
        try (var visit = chromium.visit(Look.DESK.at(1600, 2000))) {
            var page = visit.page();
            page.clock().install();
            page.route("**/*", route -> {
                if (holding.get() && route.request().url().endsWith("/d/snapshot.jpg")) {
                    held.add(route);
                } else {
                    gateway.answer(route);
                }
            });
            page.navigate(CannedGateway.ADDRESS);
            page.waitForCondition(() -> held.size() == 1);
            page.evaluate("location.hash = '#camera/a'");
            assertThat(page.locator("#detail")).isVisible();
            page.keyboard().press("Escape");
            page.waitForCondition(() -> held.size() == 2);
            holding.set(false);
            held.forEach(gateway::answer);
            assertThat(page.locator("[data-camera=d] .view img")).isVisible();
            settle(page);

            long before = asked("/api/cameras/d/snapshot.jpg");
            for (int i = 1; i <= 3; i++) {
                long next = before + i;
                page.clock().runFor(3100);
                page.waitForCondition(() -> asked("/api/cameras/d/snapshot.jpg") >= next);
                settle(page);
            }
            assertThat(asked("/api/cameras/d/snapshot.jpg")).isEqualTo(before + 3);
        }
    }
}
