package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Dialog;
import io.maskgate.tests.page.CannedGateway.Answer;
import io.maskgate.tests.support.Chromium.Look;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What the page lets viewers and operators do, and whoever has not logged in. */
class PageRightsTest extends BeforeCannedGateway {
    @Test
    void aViewerSeesWhatServesAndHasNoButtonForIt() {
        gateway.on("/api/models", CannedGateway.models("comparing", ""));
        try (var visit = visit(Look.DESK, "#camera/lobby")) {
            var page = visit.page();
            assertThat(page.locator("#model-change"))
                    .containsText("lightmask-320@89abcdef is being compared with lightmask-640x384@01234567");
            assertThat(page.locator("#model-change button")).hasCount(0);
            assertThat(page.locator("#reader")).hasText(" · reception, viewer");
            assertThat(page.locator("#detail [data-slot=switch]")).isHidden();
        }
    }

    @Test
    void whoseFacesAreCoveredIsToldThatTheyAreAndNobodyElse() {
        gateway.on("/api/me", CannedGateway.me("viewer", "events", true));
        try (var visit = visit(Look.DESK, "")) {
            assertThat(visit.page().locator("#camera-sum")).containsText("blurred");
        }
        gateway.on("/api/me", CannedGateway.me("viewer", "pictures"));
        try (var visit = visit(Look.DESK, "")) {
            assertThat(visit.page().locator("#camera-sum")).hasText("1 of 3 online");
        }
    }

    @Test
    void anOperatorSwitchesACameraOff() {
        var off = new AtomicBoolean();
        gateway.on("/api/me", CannedGateway.me("operator", "events"));
        gateway.on(
                "/api/cameras",
                _ -> Answer.json(CannedGateway.cameras(
                        off.get() ? CannedGateway.LOBBY.replace("\"online\"", "\"disabled\"") : CannedGateway.LOBBY)));
        gateway.on("/api/cameras/lobby/disable", request -> {
            off.set(request.method().equals("POST"));
            return new Answer(204, "", new byte[0]);
        });
        gateway.on("/api/cameras/lobby/enable", _ -> Answer.problem(403, "role", "expected an operator's token"));
        try (var visit = visit(Look.DESK, "#camera/lobby")) {
            var button = visit.page().locator("#detail [data-slot=switch]");
            assertThat(button).hasText("Switch off");
            button.click();
            assertThat(button).hasText("Switch on");
            assertThat(visit.page().locator("#detail .veil")).containsText("switched off for");
            button.click();
            assertThat(visit.page().locator("#detail .note.bad")).containsText("expected an operator's token");
        }
    }

    /** On probation the other one serves. */
    private static String modelsAfter(String state) {
        String models = CannedGateway.models(state, "time per picture rose");
        return state.equals("probation")
                ? models.replace("\"serving\": \"lightmask-640x384@01234567", "\"serving\": \"lightmask-320@89abcdef")
                        .replace("\"name\": \"lightmask-320\"", "\"name\": \"other\"")
                        .replace("\"name\": \"lightmask-640x384\"", "\"name\": \"lightmask-320\"")
                        .replace("\"name\": \"other\"", "\"name\": \"lightmask-640x384\"")
                : models;
    }

    @Test
    void anOperatorSwitchesTheModelAndSeesHowThatGoes() {
        var state = new AtomicReference<>("idle");
        gateway.on("/api/me", CannedGateway.me("operator", "events"));
        gateway.on("/api/models", _ -> Answer.json(modelsAfter(state.get())));
        gateway.on("/api/models/lightmask-320/activate", _ -> {
            state.set("probation");
            return Answer.json(202, CannedGateway.activation("loading", ""));
        });
        gateway.on(
                "/api/models/lightmask-640x384/activate",
                _ -> Answer.problem(409, "activation", "another one is under way"));
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            page.onDialog(Dialog::accept);
            var change = page.locator("#model-change");
            assertThat(change.locator(".others")).containsText("lightmask-320 mAP50 0.763 · 320 × 320");
            change.locator("button").click();
            assertThat(change).containsText("lightmask-320@89abcdef serves on probation since");
            assertThat(change).containsText("Same label on 96 % of the faces, in 40 pictures");
            assertThat(visit.barriers()).isEmpty();

            change.locator("button").click();
            assertThat(change).containsText("another one is under way");
            state.set("rolled_back");
            assertThat(change).containsText("Went back to lightmask-640x384@01234567");
            assertThat(change).containsText("time per picture rose");
            assertThat(change).not().containsText("another one is under way");
            assertThat(visit.barriers()).isEmpty();
        }
    }

    /** It was red, and said of the new model that it did not do. */
    @Test
    void aWayBackThatSomebodyWantedLooksLikeNoFault() {
        gateway.on(
                "/api/models",
                _ -> Answer.json(CannedGateway.models(
                        CannedGateway.activation("rolled_back", "asked for by an operator", true))));
        try (var visit = visit(Look.DESK)) {
            var change = visit.page().locator("#model-change");
            assertThat(change).containsText("lightmask-640x384@01234567 serves, as somebody wanted");
            assertThat(change).containsText("asked for by an operator");
            assertThat(change.locator(".note.past")).hasCount(1);
            assertThat(change.locator(".note.bad")).hasCount(0);
        }
    }

    /** A model is of all cameras; the gateway would answer 403. */
    @Test
    void anOperatorOfSomeCamerasIsOfferedTheirSwitchesAndNoOtherModel() {
        gateway.on("/api/me", CannedGateway.me("operator", "events").replace("\"*\"", "\"lobby\""));
        try (var visit = visit(Look.DESK, "#camera/lobby")) {
            var page = visit.page();
            assertThat(page.locator("#detail [data-slot=switch]")).hasText("Switch off");
            assertThat(page.locator("#model h3")).hasText("lightmask-640x384");
            assertThat(page.locator("#model-change button")).hasCount(0);
        }
    }

    @Test
    void whoIsNotKnownLogsInWithAToken() {
        var known = new AtomicBoolean();
        for (var path : new String[] {"/api/me", "/api/status", "/api/cameras", "/api/history", "/api/models"}) {
            var open = new CannedGateway();
            gateway.on(
                    path,
                    request -> known.get()
                            ? open.answerTo(path, request)
                            : Answer.problem(401, "token", "expected a token"));
        }
        gateway.on("/api/session", request -> {
            known.set(request.postData().equals("{\"token\":\"right\"}"));
            return known.get() ? new Answer(204, "", new byte[0]) : Answer.problem(401, "token", "unknown token");
        });
        try (var visit = visit(Look.DESK)) {
            var page = visit.page();
            assertThat(page.locator("#login")).isVisible();
            assertThat(page.locator("#ready")).hasText("Log in first.");
            assertThat(page.locator("#trouble")).isHidden();
            assertThat(visit.barriers()).isEmpty();
            page.keyboard().press("Escape");
            assertThat(page.locator("#login")).isVisible();

            page.locator("#token").fill("wrong");
            page.keyboard().press("Enter");
            assertThat(page.locator("#login-fault")).hasText("This token is not known here.");
            page.locator("#token").fill("right");
            page.keyboard().press("Enter");
            assertThat(page.locator("#login")).isHidden();
            assertThat(page.locator("#camera-list .camera:not(.ghost)")).hasCount(3);
        }
    }
}
