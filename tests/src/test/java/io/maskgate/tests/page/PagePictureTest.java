package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.FilePayload;
import io.maskgate.tests.page.CannedGateway.Answer;
import io.maskgate.tests.support.Chromium.Look;
import org.junit.jupiter.api.Test;

/** A picture of the reader's own that is not taken. */
class PagePictureTest extends BeforeCannedGateway {
    /** A phone's, which no browser turns into another kind where it cannot show it. */
    @Test
    void aPictureOfAnotherKindIsNotSaidToBeNone() {
        gateway.on("/api/detect", _ -> Answer.problem(415, "media-type", "found image/heic"));
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            page.setInputFiles("#file", new FilePayload("IMG_1234.HEIC", "image/heic", new byte[] {65}));
            assertThat(page.locator("#found"))
                    .hasText("Pictures of this kind are not read; JPEG, PNG, WebP and BMP are. found image/heic");
        }
    }
}
