package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.page.CannedGateway.Answer;
import io.maskgate.tests.support.Chromium.Look;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Alarms above everything, for those who listen and use a keyboard. */
class PageAlarmsTest extends BeforeCannedGateway {
    private static final String LOBBY = CannedGateway.alarmed(CannedGateway.LOBBY);
    private static final String GATE = LOBBY.replace("\"lobby\"", "\"gate\"");
    private static final String YARD = LOBBY.replace("\"lobby\"", "\"yard\"");

    private static String more(String camera) {
        return camera.replace("\"peak\": 2", "\"peak\": 3");
    }

    @Test
    void aChangeOfOneAlarmTouchesNoOther() {
        var cameras = new AtomicReference<>(CannedGateway.cameras(LOBBY, YARD));
        gateway.on("/api/cameras", _ -> Answer.json(cameras.get()));
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            var lines = page.locator("#alarms p");
            assertThat(lines).hasCount(2);
            page.locator("#alarms a").first().focus();
            page.evaluate("""
                    () => {
                      const other = document.querySelector('#alarms p:last-child');
                      window.touched = 0;
                      new MutationObserver((list) => list.forEach(({ target, addedNodes, removedNodes }) => {
                        if ([target, ...addedNodes, ...removedNodes].some((node) => other.contains(node))) window.touched += 1;
                      })).observe(document.querySelector('#alarms'), { subtree: true, childList: true, characterData: true });
                    }""");

            cameras.set(CannedGateway.cameras(more(LOBBY), YARD));
            assertThat(lines.first()).containsText("up to 3 without a mask");
            assertThat(page.locator("#alarms a").first()).isFocused();
            cameras.set(CannedGateway.cameras(more(LOBBY), GATE, YARD));
            assertThat(page.locator("#alarms a")).hasText(new String[] {"lobby", "gate", "yard"});
            assertThat(page.locator("#alarms a").first()).isFocused();
            assertThat(page.evaluate("window.touched")).isEqualTo(0);
            assertThat(visit.barriers()).isEmpty();

            cameras.set(CannedGateway.cameras(YARD));
            assertThat(page.locator("#alarms a")).hasText(new String[] {"yard"});
        }
    }

    /** The dialog of one camera takes everything else out of reach. */
    @Test
    void anAlarmOfAnotherCameraIsInReachWhileOneIsShown() {
        var cameras = new AtomicReference<>(CannedGateway.cameras(CannedGateway.LOBBY));
        gateway.on("/api/cameras", _ -> Answer.json(cameras.get()));
        try (var visit = visit(Look.PHONE, "#camera/lobby")) {
            var page = visit.page();
            assertThat(page.locator("#detail-title")).hasText("lobby");
            assertThat(page.locator("#detail [data-slot=close]")).isFocused();
            page.evaluate("detail.scrollTo(0, detail.scrollHeight)");
            cameras.set(CannedGateway.cameras(CannedGateway.LOBBY, GATE));
            var link = page.locator("#detail #alarms a");
            assertThat(link).hasText("gate");
            assertThat(link).isInViewport();
            assertThat(visit.barriers()).isEmpty();
            link.click();
            assertThat(page.locator("#detail-title")).hasText("gate");
            assertThat(link).isVisible();

            page.keyboard().press("Escape");
            assertThat(page.locator("#detail")).isHidden();
            var outside = page.locator("body > #alarms a");
            assertThat(outside).isVisible();
            outside.press("Enter");
            assertThat(link).isVisible();
            page.keyboard().press("Escape");
            assertThat(outside).isFocused();
        }
    }

    /** People walk through the live picture, and no event comes. */
    @Test
    void hoursInWhichNoEventsAreToldSaySo() {
        String quiet = CannedGateway.LOBBY.replace("\"quiet\": false", "\"quiet\": true");
        var cameras = new AtomicReference<>(CannedGateway.cameras(quiet));
        gateway.on("/api/cameras", _ -> Answer.json(cameras.get()));
        try (var visit = visit(Look.DESK, "#camera/lobby")) {
            var facts = visit.page().locator("#detail [data-slot=facts]");
            assertThat(facts).containsText("now; no alarm begins");
            assertThat(facts).not().containsText("event");
            cameras.set(CannedGateway.cameras(quiet.replace("\"silent\": false", "\"silent\": true")));
            assertThat(facts).containsText("now; no alarm begins, and there is no event of a face that appears");
        }
    }

    @Test
    void anAlarmIsInSightWhereverOneReads() {
        gateway.on("/api/cameras", CannedGateway.cameras(LOBBY));
        try (var visit = visit(Look.PHONE)) {
            var page = visit.page();
            assertThat(page.locator("#alarms a")).isVisible();
            page.evaluate("scrollTo(0, document.body.scrollHeight)");
            assertThat(page.locator("#ready")).not().isInViewport();
            assertThat(page.locator("#alarms a")).isInViewport();
        }
    }
}
