package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import io.maskgate.tests.page.CannedGateway.Answer;
import io.maskgate.tests.support.Chromium.Look;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator is told before and after going over to another model. */
class PageModelTest extends BeforeCannedGateway {
    private static final String LEAVE = "/api/models/lightmask-640x384@01234567/activate";

    @BeforeEach
    void anOperatorLooks() {
        gateway.on("/api/me", CannedGateway.me("operator", "events"));
    }

    /** Who is in a hurry because the new model misses faces must not read of minutes of checking. */
    @Test
    void theWayBackFromAModelOnProbationIsAskedAboutAsWhatItIs() {
        gateway.on(
                "/api/models",
                CannedGateway.models("probation", "")
                        .replace("\"before\": \"lightmask-640x384@", "\"before\": \"lightmask-320@")
                        .replace("\"model\": \"lightmask-320@89abcdef", "\"model\": \"lightmask-640x384@01234567"));
        var asked = new AtomicReference<>("");
        try (var visit = visit(Look.DESK)) {
            visit.page().onDialog(dialog -> {
                asked.set(dialog.message());
                dialog.dismiss();
            });
            visit.page().locator("#model-change .others button").click();
            assertThat(asked.get())
                    .isEqualTo("Back to lightmask-320? It serves at once; lightmask-640x384@01234567 is given up.");
        }
    }

    /** New files of the model that served are on probation. */
    private static String anew(String tag) {
        return CannedGateway.models("probation", "")
                .replace("\"serving\": \"lightmask-640x384@01234567", "\"serving\": \"lightmask-640x384@" + tag)
                .replace("\"model\": \"lightmask-320@89abcdef", "\"model\": \"lightmask-640x384@" + tag);
    }

    /** Among the models each name stands once, and by the name the gateway would not know which is meant. */
    @Test
    void fromAModelThatWasLoadedAnewThereIsAWayBackAndNoOther() {
        gateway.on("/api/models", anew("fedcba98"));
        gateway.on(LEAVE, _ -> Answer.json(202, CannedGateway.activation("rolled_back", "", true)));
        var asked = new AtomicReference<>("");
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            page.onDialog(dialog -> {
                asked.set(dialog.message());
                dialog.accept();
            });
            assertThat(page.locator("#model-change [data-model='lightmask-320']"))
                    .hasAttribute("aria-disabled", "true");
            assertThat(visit.barriers()).isEmpty();
            page.getByText("Back to lightmask-640x384@01234567").click();
            page.waitForCondition(() -> asked(LEAVE) == 1);
            assertThat(asked.get())
                    .isEqualTo("Back to lightmask-640x384@01234567? It serves at once; lightmask-640x384@fedcba98 is"
                            + " given up.");
        }
    }

    /** Another engine for the same files: the configuration is the way back. */
    @Test
    void ofTwoModelsOfOneTagNoneIsTheWayBack() {
        gateway.on("/api/models", anew("01234567"));
        try (var visit = visit(Look.DESK)) {
            assertThat(visit.page().locator("#model-change .others button")).hasCount(1);
            assertThat(visit.page().locator("#model-change")).not().containsText("Back to");
        }
    }

    @Test
    void aChangeThatSomebodyElseBeganIsSeenWithTheNextStatus() {
        var begun = new AtomicBoolean();
        var open = new CannedGateway();
        gateway.on("/api/models", _ -> Answer.json(CannedGateway.models(begun.get() ? "comparing" : "idle", "")));
        gateway.on("/api/status", request -> {
            var text = new String(open.answerTo("/api/status", request).body(), StandardCharsets.UTF_8);
            return Answer.json(begun.get() ? text.replace("\"checks\": [", """
                                    "checks": [{"name": "model", "status": "UP", "data": {"activation": "comparing", "model": "lightmask-320@89abcdef", "since": "2026-03-02T08:00:00Z", "detail": "", "required": false}},""") : text);
        });
        try (var visit = visitWithClock("")) {
            var page = visit.page();
            assertThat(page.locator("#ready")).hasText("Ready");
            assertThat(page.locator("#model h3")).hasText("lightmask-640x384");
            begun.set(true);
            page.clock().fastForward(5000);
            assertThat(page.locator("#model-change"))
                    .containsText("lightmask-320@89abcdef is being compared with lightmask-640x384@01234567");
        }
    }

    /** Else what says that another was refused stays there for weeks, and an alert on it with it. */
    @Test
    void whoIsContentWithTheModelThatServesLeavesItAtThat() {
        var left = new AtomicBoolean();
        gateway.on(
                "/api/models",
                _ -> Answer.json(
                        left.get()
                                ? CannedGateway.models("idle", "")
                                : CannedGateway.models("refused", "damaged")
                                        .replace("\"canBeLeft\": false", "\"canBeLeft\": true")));
        gateway.on(LEAVE, _ -> {
            left.set(true);
            return Answer.json(202, CannedGateway.activation("idle", ""));
        });
        try (var visit = visit(Look.DESK)) {
            var note = visit.page().locator("#model-change .note.bad");
            assertThat(note).containsText("lightmask-320@89abcdef was refused");
            assertThat(visit.barriers()).isEmpty();
            note.locator("button").click();
            assertThat(note).hasCount(0);
        }
    }

    /** By its name: its tag stands for what serves. */
    @Test
    void aModelWhoseFilesWereExchangedIsLoadedAnewFromThePage() {
        var asked = new AtomicReference<>("");
        var begun = new AtomicBoolean();
        gateway.on(
                "/api/models",
                _ -> Answer.json(
                        begun.get()
                                ? CannedGateway.models("loading", "")
                                : CannedGateway.models("idle", "")
                                        .replace("\"canBeTried\": false", "\"canBeTried\": true")));
        gateway.on("/api/models/lightmask-640x384/activate", _ -> {
            begun.set(true);
            return Answer.json(202, CannedGateway.activation("loading", ""));
        });
        try (var visit = visit(Look.DESK)) {
            visit.page().onDialog(dialog -> {
                asked.set(dialog.message());
                dialog.accept();
            });
            var box = visit.page().locator("#model-change");
            assertThat(box).containsText("lightmask-640x384 on disk or in the configuration is not what serves");
            assertThat(visit.barriers()).isEmpty();
            var button = visit.page().getByText("Load lightmask-640x384 anew");
            button.click();
            assertThat(button).hasCount(0);
            assertThat(asked.get()).startsWith("Switch to lightmask-640x384? It is checked and compared first;");
        }
    }

    /** The gateway would refuse it: only a changed configuration leaves it at that. */
    @Test
    void whatServesInPlaceOfTheConfiguredModelCannotBeLeftAtThatOnThePage() {
        gateway.on("/api/models", CannedGateway.models("refused", "damaged"));
        try (var visit = visit(Look.DESK)) {
            var note = visit.page().locator("#model-change .note.bad");
            assertThat(note).containsText("lightmask-320@89abcdef was refused");
            assertThat(note.locator("button")).hasCount(0);
        }
    }

    @Test
    void aLineThatWasCutForAMomentIsNotToldForGood() {
        gateway.on("/api/models", CannedGateway.models("idle", ""));
        try (var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            gateway.behind(page);
            page.route("**/activate", Route::abort);
            page.clock().install();
            page.navigate(CannedGateway.ADDRESS);
            page.onDialog(dialog -> dialog.accept());
            page.locator("#model-change .others button").click();
            var note = page.locator("#model-change .note.bad");
            assertThat(note).hasText("The gateway does not answer.");
            page.clock().fastForward(10_000);
            assertThat(note).hasText("The gateway does not answer.");
            page.clock().fastForward(61_000);
            assertThat(note).hasCount(0);
        }
    }
}
