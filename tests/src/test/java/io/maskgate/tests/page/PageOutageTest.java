package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.maskgate.tests.page.CannedGateway.Answer;
import io.maskgate.tests.support.Chromium.Look;
import io.maskgate.tests.support.Visit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page while the gateway, or the line to it, is away, and when it is back. */
class PageOutageTest extends BeforeCannedGateway {
    private static final String PREVIEW = "/api/cameras/lobby/preview.mjpeg";

    private void untilUnreachable(Page page, AtomicBoolean cut) {
        assertThat(page.locator("#ready")).hasText("Ready");
        cut.set(true);
        long before = asked("/api/status");
        page.clock().fastForward(5000);
        page.waitForCondition(() -> asked("/api/status") > before);
        page.clock().fastForward(21_000);
        assertThat(page.locator("#ready")).hasText("Unreachable");
    }

    /** A stream whose line is cut looks like one of a scene in which nothing moves. */
    @ParameterizedTest
    @ValueSource(strings = {"", "#camera/lobby"})
    void aLivePictureIsAskedForAnewWhenTheGatewayIsBack(String rest) {
        var cut = new AtomicBoolean();
        cutBy(cut, "/api/status");
        try (var visit = visitWithClock(rest)) {
            var page = visit.page();
            var image = page.locator((rest.isEmpty() ? "[data-camera=lobby]" : "#detail") + " .view img");
            assertThat(image).isVisible();
            untilUnreachable(page, cut);
            long before = asked(PREVIEW);
            cut.set(false);
            page.clock().fastForward(5000);
            assertThat(page.locator("#ready")).hasText("Ready");
            page.waitForCondition(() -> asked(PREVIEW) > before);
            assertThat(image).isVisible();
            settle(page);
            assertThat(asked(PREVIEW)).isEqualTo(before + 1);
        }
    }

    /** The dialog of one camera takes everything else out of reach. */
    @Test
    void whoLooksAtOneCameraIsToldToo() {
        var cut = new AtomicBoolean();
        cutBy(cut, "/api/status");
        try (var visit = visitWithClock("#camera/lobby")) {
            var page = visit.page();
            assertThat(page.locator("#detail-title")).hasText("lobby");
            untilUnreachable(page, cut);
            assertThat(page.locator("#detail")).containsText("What is shown is the last known state");
            assertThat(visit.barriers()).isEmpty();
            page.locator("#detail [data-slot=close]").click();
            assertThat(page.locator("body > #trouble")).containsText("What is shown is the last known state");
        }
    }

    /** nginx has a page of its own for a gateway that is being started. */
    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void aProxyThatAnswersForAGatewayIsNotTheGateway(int status) {
        var cut = new AtomicBoolean();
        var open = new CannedGateway();
        var theirs = new Answer(status, "text/html", "<h1>Bad Gateway</h1>".getBytes(StandardCharsets.UTF_8));
        for (var path : List.of("/api/status", "/api/cameras")) {
            gateway.on(path, request -> cut.get() ? theirs : open.answerTo(path, request));
        }
        try (var visit = visitWithClock("")) {
            var page = visit.page();
            assertThat(page.locator("#ready")).hasText("Ready");
            assertThat(page.locator("#event-list li")).hasCount(12);
            long listened = asked("/api/events");
            cut.set(true);
            page.clock().fastForward(5000);
            assertThat(page.locator("#trouble"))
                    .hasText("The gateway does not answer. What is shown is the last known state; trying again.");
            assertThat(page.locator("#camera-sum")).hasText("last known state");
            cut.set(false);
            page.clock().fastForward(5000);
            assertThat(page.locator("#ready")).hasText("Ready");
            page.waitForCondition(() -> asked("/api/events") > listened);
        }
    }

    /** Its scripts are of before an upgrade, and nobody has to log in again where no token is asked for. */
    @Test
    void aPageOfBeforeAnUpgradeIsLoadedAnew() {
        var version = new AtomicReference<>("0.1.0");
        var open = new CannedGateway();
        gateway.on("/api/status", request -> {
            var text = new String(open.answerTo("/api/status", request).body(), StandardCharsets.UTF_8);
            return Answer.json(text.replace("\"version\": \"0.1.0\"", "\"version\": \"" + version.get() + "\""));
        });
        try (var visit = visitWithClock("#camera/lobby")) {
            var page = visit.page();
            assertThat(page.locator("#version")).hasText("Maskgate 0.1.0");
            askedAgain(page, "/api/status");
            assertThat(asked("/")).isOne();

            version.set("0.2.0");
            page.clock().fastForward(5000);
            page.waitForCondition(() -> asked("/") == 2);
            assertThat(page.locator("#version")).hasText("Maskgate 0.2.0");
            assertThat(page.locator("#detail-title")).hasText("lobby");
            assertThat(page.url()).endsWith("#camera/lobby");
            askedAgain(page, "/api/status");
            assertThat(asked("/")).isEqualTo(2);
        }
    }

    private void askedAgain(Page page, String path) {
        long before = asked(path);
        page.clock().fastForward(5000);
        page.waitForCondition(() -> asked(path) > before);
        settle(page);
    }

    /** The dictionary is fetched when the language is chosen, and may be a later one than the page. */
    @Test
    void aWordThatIsNoMoreHoldsUpNoOther() {
        var words = new String(
                new CannedGateway().answerTo("/page/words-zh.json", null).body(), StandardCharsets.UTF_8);
        gateway.on("/page/words-zh.json", words.replace("\"chart.share.minutes\"", "\"chart.share.other\""));
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            assertThat(page.locator("#history figcaption")).containsText("each face counted once a minute");
            assertThat(page.locator("#model .facts")).containsText("labels");
            page.locator("#language").click();
            assertThat(page.locator("#model .facts")).containsText("标签");
            assertThat(page.locator("#history figcaption")).containsText("人");
            page.waitForCondition(() -> "zh".equals(page.evaluate("localStorage.getItem('maskgate.language')")));
        }
    }

    /** Its answers to the chart come by pieces, which the test gives. */
    private Visit visitOverASlowLine() {
        var visit = chromium.visit(Look.DESK);
        gateway.behind(visit.page());
        visit.page().clock().install();
        visit.page().addInitScript("""
                const ask = window.fetch;
                window.asked = [];
                window.fetch = (path, options) => path.startsWith('/api/history') && asked.push(path)
                  ? Promise.resolve(new Response(new ReadableStream({
                      start(pieces) {
                        options.signal.addEventListener('abort', () => pieces.error(options.signal.reason));
                        window.give = (text) => pieces.enqueue(new TextEncoder().encode(text));
                        window.finish = () => pieces.close();
                      },
                    })))
                  : ask(path, options);""");
        visit.page().navigate(CannedGateway.ADDRESS);
        visit.page()
                .waitForCondition(
                        () -> visit.page().evaluate("'give' in window").equals(true));
        return visit;
    }

    private static void give(Page page, String text) {
        page.evaluate("text => give(text)", text);
        settle(page);
    }

    /** A whole day of many cameras over a phone in a basement. */
    @Test
    void whatIsLongInComingComesAllTheSame() {
        var text = CannedGateway.history(60);
        try (var visit = visitOverASlowLine()) {
            var page = visit.page();
            for (int i = 0; i < 3; i++) {
                give(page, text.substring(i * 100, i * 100 + 100));
                page.clock().fastForward(15_000);
                settle(page);
            }
            give(page, text.substring(300));
            page.evaluate("finish()");
            assertThat(page.locator("#history figcaption")).containsText("At most");
        }
    }

    /** What was chosen before would fill the line for a minute. */
    @Test
    void anotherChoiceEndsWhatIsLongInComing() {
        try (var visit = visitOverASlowLine()) {
            var page = visit.page();
            give(page, CannedGateway.history(60).substring(0, 100));
            page.locator("#history-span").selectOption("15");
            page.waitForCondition(() -> page.evaluate("asked.length").equals(2));
            org.assertj.core.api.Assertions.assertThat(page.evaluate("asked[1]").toString())
                    .contains("minutes=15");
            give(page, CannedGateway.history(15));
            page.evaluate("finish()");
            assertThat(page.locator("#history figcaption")).containsText("At most");
        }
    }

    @Test
    void whatStopsInTheMiddleIsNotWaitedForForLong() {
        try (var visit = visitOverASlowLine()) {
            var page = visit.page();
            give(page, CannedGateway.history(60).substring(0, 100));
            page.clock().fastForward(21_000);
            assertThat(page.locator("#history")).containsText("The gateway does not answer.");
        }
    }

    @Test
    void thatASwitchFoundNobodyIsSaidForAMinute() {
        gateway.on("/api/me", CannedGateway.me("operator", "events"));
        try (var visit = visitWithClock("#camera/lobby")) {
            var page = visit.page();
            page.route("**/disable", Route::abort);
            page.locator("#detail [data-slot=switch]").click();
            var note = page.locator("#detail .note.bad");
            assertThat(note).hasText("The gateway does not answer.");
            long before = asked("/api/cameras");
            page.clock().fastForward(50_000);
            page.waitForCondition(() -> asked("/api/cameras") > before);
            settle(page);
            assertThat(note).hasText("The gateway does not answer.");
            page.clock().fastForward(11_000);
            assertThat(note).hasCount(0);
        }
    }
}
