package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.maskgate.tests.support.Chromium.Look;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody is kept from the page: by colours, languages, small screens, long names or a keyboard alone. */
class PageForEverybodyTest extends BeforeCannedGateway {
    private static FilePayload photo() {
        return new FilePayload("photo.jpg", "image/jpeg", CannedGateway.picture());
    }

    static Stream<Look> looks() {
        return Stream.of(
                Look.DESK,
                Look.DESK.inTheDark(),
                Look.DESK.speaking("zh-CN"),
                Look.DESK.inTheDark().speaking("zh-CN"),
                Look.PHONE);
    }

    @ParameterizedTest
    @MethodSource("looks")
    void nobodyIsKeptFromReadingOrUsingIt(Look look) {
        try (var visit = visit(look)) {
            var page = visit.page();
            page.setInputFiles("#file", photo());
            assertThat(page.locator("#detections li")).hasCount(2);
            assertThat(page.locator("#history figcaption")).not().isEmpty();
            page.locator("#history summary").click();
            assertThat(page.locator("#event-list li")).hasCount(12);
            assertThat(page.locator("#model h3")).hasText("lightmask-640x384");
            assertThat(visit.barriers()).isEmpty();

            page.locator("a[href='#camera/dock']").click();
            assertThat(page.locator("#detail .note.bad")).isVisible();
            assertThat(visit.barriers()).isEmpty();
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void picturesThatAreNotStoredAreNamedInTheReadersLanguage() {
        gateway.on("/api/status", request -> {
            var answer = new CannedGateway().answerTo("/api/status", request);
            return CannedGateway.Answer.json(
                    new String(answer.body(), StandardCharsets.UTF_8).replace("\"checks\": [", """
                            "checks": [{"name": "pictures", "status": "DOWN", "data": {"detail": "the disk is full", "required": false}},"""));
        });
        try (var visit = visit(Look.DESK.speaking("zh-CN"))) {
            assertThat(visit.page().locator("#trouble")).hasText("图像存储: the disk is full");
        }
    }

    /** Cameras are told apart by the ends of their names. */
    private static final String LONG_NAME = "building_7_level_2_entrance_for_deliveries_from_the_north_dock_2";

    @Test
    void longNamesAreShownWhole() {
        String name = LONG_NAME;
        gateway.on(
                        "/api/cameras",
                        CannedGateway.cameras(CannedGateway.alarmed(CannedGateway.LOBBY.replace("lobby", name))))
                .on("/api/events/recent", CannedGateway.events(3).replace("lobby", name));
        try (var visit = visit(Look.PHONE.at(320, 640))) {
            var page = visit.page();
            assertThat(page.locator("#alarms")).containsText(name);
            assertThat(page.locator(".event-list .name").first()).hasText(name);
            assertThat(visit.overhang()).isZero();
            assertThat(page.evaluate("[...document.querySelectorAll('.name, #alarms a, h3 a')]"
                            + ".filter((each) => each.scrollWidth > each.clientWidth && each.clientWidth > 0).length"))
                    .isEqualTo(0);
        }
    }

    @Test
    void aPhoneNeedsNoScrollingSideways() {
        for (var look : new Look[] {Look.PHONE, Look.PHONE.at(320, 640), Look.PHONE.speaking("zh-CN")}) {
            try (var visit = visit(look)) {
                var page = visit.page();
                page.setInputFiles("#file", photo());
                assertThat(page.locator("#detections li")).hasCount(2);
                assertThat(page.locator("#model h3")).isVisible();
                assertThat(visit.overhang()).as("%s", look).isZero();

                page.locator("a[href='#camera/lobby']").click();
                assertThat(page.locator("#detail .chart")).isVisible();
                assertThat(page.evaluate("detail.scrollWidth - detail.clientWidth"))
                        .as("detail on %s", look)
                        .isEqualTo(0);
            }
        }
    }

    /** Who has most buttons beside the camera's name. */
    @Test
    void anOperatorsPhoneNeedsNoScrollingSidewaysForOneCamera() {
        gateway.on("/api/me", CannedGateway.me("operator", "events"))
                .on(
                        "/api/cameras",
                        CannedGateway.cameras(CannedGateway.LOBBY
                                .replace("lobby", LONG_NAME)
                                .replace("\"width\": 1920", "\"mainStream\": true, \"width\": 1920")));
        for (var language : new String[] {"en-US", "zh-CN"}) {
            try (var visit = visit(Look.PHONE.at(320, 640).speaking(language), "#camera/" + LONG_NAME)) {
                var page = visit.page();
                assertThat(page.locator("#detail [data-slot=main]")).isVisible();
                assertThat(page.locator("#detail [data-slot=switch]")).isVisible();
                assertThat(page.evaluate("detail.scrollWidth - detail.clientWidth"))
                        .as(language)
                        .isEqualTo(0);
                // A title beside the buttons had a letter or two a line.
                assertThat((Integer) page.locator("#detail-title").evaluate("title => title.clientWidth"))
                        .isGreaterThan(200);
            }
        }
    }

    @Test
    void theKeyboardReachesACameraAndComesBack() {
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            var link = page.locator("a[href='#camera/dock']");
            assertThat(link).isVisible();

            page.keyboard().press("Tab");
            assertThat(page.locator(".skip")).isFocused();
            page.keyboard().press("Enter");
            tabTo(page, "a[href='#camera/dock']");
            page.keyboard().press("Enter");
            assertThat(page.locator("#detail-title")).hasText("dock");
            page.keyboard().press("Escape");
            assertThat(page.locator("#detail")).isHidden();
            assertThat(link).isFocused();

            tabTo(page, ".plot input");
            page.keyboard().press("Home");
            assertThat(page.locator("#history .plot input"))
                    .hasAttribute("aria-valuetext", Pattern.compile(".*facemask 0, no facemask 0, people 0.*"));
        }
    }

    private static void tabTo(Page page, String selector) {
        for (int i = 0; i < 30; i++) {
            page.keyboard().press("Tab");
            if ((Boolean) page.evaluate("selector => document.activeElement.matches(selector)", selector)) {
                return;
            }
        }
        throw new AssertionError("thirty Tabs do not reach " + selector);
    }
}
