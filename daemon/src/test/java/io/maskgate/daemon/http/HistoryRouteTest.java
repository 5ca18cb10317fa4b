package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.rules.History;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts by the minute, as the page's chart asks for them. */
class HistoryRouteTest {
    private static final long NOW = History.minute(FakeGateway.SINCE);

    private final Endpoints http = Endpoints.withoutPictures();

    @AfterEach
    void close() {
        http.close();
    }

    private void saw(long minutesAgo, int people, int facemask, int noFacemask) {
        int place = http.gateway.history.size() - 1 - (int) minutesAgo;
        http.gateway.history.set(place, new History.Minute(NOW - minutesAgo, 100, people, facemask, noFacemask));
    }

    @Test
    void aMinuteInWhichTheCameraWasDarkIsNotOneInWhichNobodyCame() throws Exception {
        saw(3, 3, 2, 1);
        saw(1, 0, 0, 0);
        saw(0, 1, 0, 0);

        assertThat(http.json(http.send(http.web("/api/history?camera=lobby&minutes=4"))))
                .isEqualTo(http.parse("""
                        {"from": "2026-03-02T07:57:00Z", "step": "PT1M", "cameras": {"lobby": {
                          "people": [3, null, 0, 1], "facemask": [2, null, 0, 0], "no_facemask": [1, null, 0, 0],
                          "compliance": [0.67, null, null, null]}}}"""));
    }

    @Test
    void withoutACameraItIsAllOfThemAndWithoutASpanAnHour() throws Exception {
        http.gateway.cameras = List.of(
                FakeGateway.camera("dock", CameraState.ONLINE, ""),
                FakeGateway.camera("lobby", CameraState.ONLINE, ""));

        var cameras = http.json(http.send(http.web("/api/history"))).get("cameras");

        assertThat(cameras.fieldNames()).toIterable().containsExactly("dock", "lobby");
        assertThat(cameras.at("/dock/people")).hasSize(60);
        assertThat(http.json(http.send(http.web("/api/history?minutes=1440"))).at("/cameras/dock/people"))
                .hasSize(1440);
    }

    @Test
    void aGatewayWithoutCamerasHasAnEmptyPast() throws Exception {
        http.gateway.cameras = List.of();

        assertThat(http.json(http.send(http.web("/api/history?minutes=1"))))
                .isEqualTo(http.parse("{\"from\": \"2026-03-02T08:00:00Z\", \"step\": \"PT1M\", \"cameras\": {}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1441", "-1", "99999999999", "1.5", "x", "", "+5", "%ff"})
    void aSpanThatIsNoneIsRefused(String minutes) throws Exception {
        var response = http.send(http.web("/api/history?minutes=" + minutes));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(http.json(response).get("type").asText()).isEqualTo("urn:maskgate:problem:minutes");
        assertThat(http.json(response).get("detail").asText()).startsWith("expected minutes from 1 to 1440, found '");
    }

    @Test
    void aCameraThatIsNotThereIsNotFound() throws Exception {
        var response = http.send(http.web("/api/history?camera=nowhere"));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(http.json(response).get("detail").asText()).contains("found 'nowhere'");
    }

    @Test
    void whereOnlyIntervalsMayLeaveTheyAreThereAsTheyWerePublishedAndNowhereElse() throws Exception {
        var few = new Aggregate.Row(
                "lobby",
                1200,
                Optional.empty(),
                Optional.of(17),
                Optional.empty(),
                Optional.of(0),
                Optional.empty(),
                true);
        var interval = new Aggregate(
                new UUID(0x7000, 1),
                "entrance-1",
                FakeGateway.SINCE,
                FakeGateway.SINCE.plusSeconds(1200),
                3,
                List.of(few));
        try (var closed = Endpoints.in(PrivacyMode.AGGREGATE, false)) {
            closed.gateway.intervals = List.of(interval);
            assertThat(closed.json(closed.send(closed.web("/api/aggregates")))).isEqualTo(http.parse("""
                    {"intervals": [{"schema": "maskgate.aggregate/1", "id": "00000000-0000-7000-0000-000000000001",
                      "gateway": "entrance-1", "from": "2026-03-02T08:00:00.000Z", "to": "2026-03-02T08:20:00.000Z", "k": 3,
                      "cameras": [{"camera": "lobby", "online_s": 1200, "passages": null, "facemask": 17,
                        "no_facemask": null, "undecided": 0, "rate": null, "suppressed": true}]}]}"""));
        }
        assertThat(interval.only("dock"::equals).cameras()).isEmpty();
        http.gateway.intervals = List.of(interval);
        var refused = http.send(http.web("/api/aggregates"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(http.json(refused).get("detail").asText()).contains("set privacy.mode to aggregate");
    }

    @Test
    void whereOnlyIntervalsMayLeaveAMinuteIsTooFine() throws Exception {
        try (var closed = Endpoints.in(PrivacyMode.AGGREGATE, false)) {
            var response = closed.send(closed.web("/api/history?minutes=60"));

            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(closed.json(response).get("detail").asText())
                    .contains("no counts by the minute leave it", "/aggregates");
        }
    }
}
