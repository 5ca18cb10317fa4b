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
}
