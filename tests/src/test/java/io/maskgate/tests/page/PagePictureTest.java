package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import io.maskgate.tests.page.CannedGateway.Answer;
import io.maskgate.tests.support.Chromium.Look;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** A picture of the reader's own that is not taken. */
class PagePictureTest extends BeforeCannedGateway {
    private static final FilePayload PICTURE = new FilePayload("IMG_1234.HEIC", "image/heic", new byte[] {65});
    private static final String REFUSED =
            "Pictures of this kind are not read; JPEG, PNG, WebP and BMP are. found image/heic";

    /** A phone's, which no browser turns into another kind where it cannot show it. */
    @Test
    void aPictureOfAnotherKindIsNotSaidToBeNone() {
        gateway.on("/api/detect", _ -> Answer.problem(415, "media-type", "found image/heic"));
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            page.setInputFiles("#file", PICTURE);
            assertThat(page.locator("#found")).hasText(REFUSED);
        }
    }

    @Test
    void aPictureThatWasChosenBeforeThePageHadItsWordsIsLookedAtToo() {
        gateway.on("/api/detect", _ -> Answer.problem(415, "media-type", "found image/heic"));
        try (var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            gateway.behind(page);
            var words = new ArrayList<Route>();
            page.route("**/words-en.json", words::add);
            page.navigate(CannedGateway.ADDRESS);
            page.waitForCondition(() -> !words.isEmpty());
            page.setInputFiles("#file", PICTURE);
            words.forEach(gateway::answer);
            assertThat(page.locator("#found")).hasText(REFUSED);
        }
    }
}
