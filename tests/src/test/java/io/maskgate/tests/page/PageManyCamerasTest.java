package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.maskgate.tests.page.CannedGateway.Answer;
import io.maskgate.tests.support.Chromium.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More cameras than a window shows: what is out of sight asks for nothing. */
class PageManyCamerasTest extends BeforeCannedGateway {
    private static final List<String> IDS =
            IntStream.range(0, 40).mapToObj("c%02d"::formatted).toList();

    @BeforeEach
    void fortyCameras() {
        gateway.on(
                "/api/cameras",
                CannedGateway.cameras(IDS.stream()
                        .map(id -> CannedGateway.LOBBY.replace("\"lobby\"", '"' + id + '"'))
                        .toArray(String[]::new)));
        byte[] picture = CannedGateway.picture();
        for (var id : IDS) {
            gateway.on("/api/cameras/" + id + "/preview.mjpeg", _ -> new Answer(200, "image/jpeg", picture));
            gateway.on("/api/cameras/" + id + "/snapshot.jpg", _ -> new Answer(200, "image/jpeg", picture));
        }
    }

    @Test
    void onlyCardsInSightAskForPictures() {
        try (var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            gateway.behind(page);
            page.clock().install();
            page.navigate(CannedGateway.ADDRESS);
            assertThat(page.locator("[data-camera=c03] .view img")).isVisible();
            var inSight = (List<?>) page.evaluate("""
                    [...document.querySelectorAll('[data-camera]')]
                      .filter((card) => card.getBoundingClientRect().top < innerHeight).map((card) => card.dataset.camera)""");
            assertThat(inSight).hasSizeBetween(4, 8);
            // One after the other.
            assertThat(page.locator("[data-camera=" + inSight.getLast() + "] .view img"))
                    .isVisible();
            var asked = gateway.asked().stream()
                    .filter(path -> path.matches("/api/cameras/.*(jpg|mjpeg)"))
                    .map(path -> path.split("/")[3])
                    .distinct();
            assertThat(asked)
                    .containsExactlyInAnyOrderElementsOf(
                            inSight.stream().map(String.class::cast).toList());
        }
    }

    @Test
    void whatIsWantedNoMoreIsTakenBack() {
        var held = new ArrayList<Route>();
        var failed = new ConcurrentLinkedQueue<String>();
        try (var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            page.onRequestFailed(request -> failed.add(request.url()));
            page.route("**/*", route -> {
                if (route.request().url().endsWith("/snapshot.jpg")) {
                    held.add(route);
                } else {
                    gateway.answer(route);
                }
            });
            page.navigate(CannedGateway.ADDRESS);
            page.waitForCondition(() -> !held.isEmpty());
            page.evaluate("location.hash = '#camera/c00'");
            assertThat(page.locator("#detail")).isVisible();
            // Long before the page's own patience is at an end.
            page.waitForCondition(
                    () -> failed.stream()
                                    .filter(url -> url.endsWith("/snapshot.jpg"))
                                    .count()
                            >= held.size(),
                    new Page.WaitForConditionOptions().setTimeout(15_000));
        }
    }
}
