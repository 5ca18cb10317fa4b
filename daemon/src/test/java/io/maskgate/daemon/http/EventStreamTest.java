package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Server-sent events, over real HTTP. */
class EventStreamTest {
    private final Endpoints http = Endpoints.withoutPictures();

    @AfterEach
    void close() {
        http.close();
    }

    private static EventFeed.Entry entry(int n) {
        return new EventFeed.Entry("id-" + n, EventFeed.Kind.MASK, "lobby", "{\"n\":" + n + "}");
    }

    /** Lines of the stream that are neither comments nor empty, until there are so many. */
    private static List<String> lines(BufferedReader reader, int count) throws Exception {
        var lines = new ArrayList<String>();
        while (lines.size() < count) {
            String line = reader.readLine();
            if (!line.isEmpty() && !line.startsWith(":") && !line.startsWith("retry")) {
                lines.add(line);
            }
        }
        return lines;
    }

    private BufferedReader open(String... headers) throws Exception {
        var request = http.web("/api/events").header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        var response = http.open(request);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    @Test
    void eventsArriveWithIdNameAndData() throws Exception {
        try (var reader = open()) {
            await().until(() -> http.board.listeners() == 1);
            http.board.publish(entry(1));

            assertThat(lines(reader, 3)).containsExactly("id: id-1", "event: mask", "data: {\"n\":1}");
        }
    }

    @Test
    void aClientThatComesBackGetsWhatItMissedOnce() throws Exception {
        for (int n = 1; n <= 4; n++) {
            http.board.publish(entry(n));
        }
        try (var reader = open("Last-Event-ID", "id-2")) {
            assertThat(lines(reader, 6)).contains("id: id-3", "id: id-4").doesNotContain("id: id-2");
            http.board.publish(entry(5));
            assertThat(lines(reader, 3)).contains("id: id-5");
        }
    }

    @Test
    void aClientWhoseLastEventIsForgottenGetsAllThatIsKept() throws Exception {
        http.board.publish(entry(1));
        http.board.publish(entry(2));
        try (var reader = open("Last-Event-ID", "long-ago")) {
            assertThat(lines(reader, 6)).contains("id: id-1", "id: id-2");
        }
    }

    /** Else the alarm of hours ago would go on again after it had ended. */
    @Test
    void aClientWhoseLastEventWasPushedOutGetsWhatCameAfterItAndNothingFromBefore() throws Exception {
        http.board.publish(new EventFeed.Entry("a", EventFeed.Kind.ALARM, "lobby", "{}"));
        for (int n = 1; n <= 102; n++) {
            http.board.publish(entry(n));
        }
        try (var reader = open("Last-Event-ID", "id-1")) {
            var lines = lines(reader, 300);

            assertThat(lines).startsWith("id: id-3").contains("id: id-102").doesNotContain("id: a");
        }
    }

    @Test
    void aSilentStreamIsKeptAliveByComments() throws Exception {
        try (var reader = open()) {
            await().atMost(Duration.ofSeconds(5)).until(() -> reader.readLine().equals(": still here"));
        }
    }

    @Test
    void aClientThatGoesIsForgotten() throws Exception {
        try (var _ = open()) {
            await().until(() -> http.board.listeners() == 1);
        }
        await().untilAsserted(() -> assertThat(http.board.listeners()).isZero());
    }

    @Test
    void aClientThatNeverReadsLosesItsOldestAndIsCutOff() throws Exception {
        try (var socket = new java.net.Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new java.net.InetSocketAddress("127.0.0.1", http.webPort()));
            socket.getOutputStream()
                    .write("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().until(() -> http.board.listeners() == 1);
            String big = "{\"filler\":\"" + "x".repeat(200_000) + "\"}";
            await().pollInterval(Duration.ofMillis(5)).until(() -> {
                http.board.publish(new EventFeed.Entry("big", EventFeed.Kind.MASK, "lobby", big));
                return http.board.lost() > 0;
            });

            await().untilAsserted(() -> assertThat(http.board.listeners()).isZero());
        }
    }

    @Test
    void moreListenersThanMayListenAreToldToTryLater() throws Exception {
        try (var _ = open();
                var _ = open()) {
            var third = http.send(http.web("/api/events"));

            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(http.json(third).get("type").asText()).isEqualTo("urn:maskgate:problem:listeners");
        }
    }

    @Test
    void theRecentEventsComeAsAList() throws Exception {
        http.board.publish(entry(1));
        http.board.publish(entry(2));

        assertThat(http.json(http.send(http.web("/api/events/recent"))))
                .isEqualTo(http.parse(
                        "{\"lost\": 0, \"events\": [{\"n\": 1}, {\"n\": 2}], \"lines\": [], \"alarms\": []}"));
    }

    @Test
    void crossingsAndAlarmsHaveNamesAndListsOfTheirOwn() throws Exception {
        try (var reader = open()) {
            await().until(() -> http.board.listeners() == 1);
            http.board.publish(new EventFeed.Entry("a", EventFeed.Kind.ALARM, "lobby", "{\"state\":\"on\"}"));
            http.board.publish(new EventFeed.Entry("l", EventFeed.Kind.LINE, "lobby", "{\"line\":\"entry\"}"));

            assertThat(lines(reader, 6))
                    .containsExactly(
                            "id: a",
                            "event: alarm",
                            "data: {\"state\":\"on\"}",
                            "id: l",
                            "event: line",
                            "data: {\"line\":\"entry\"}");
        }
        assertThat(http.json(http.send(http.web("/api/events/recent"))))
                .isEqualTo(http.parse("{\"lost\": 0, \"events\": [], \"lines\": [{\"line\": \"entry\"}],"
                        + " \"alarms\": [{\"state\": \"on\"}]}"));
    }

    @Test
    void aCrowdsEventsDoNotPushOutTheAlarmOfTheMorning() {
        var board = new EventBoard(3);
        var alarm = new EventFeed.Entry("a", EventFeed.Kind.ALARM, "lobby", "{}");
        board.publish(entry(0));
        board.publish(alarm);
        for (int n = 1; n <= 100; n++) {
            board.publish(entry(n));
        }

        assertThat(board.recent()).hasSize(101).startsWith(alarm, entry(1)).endsWith(entry(100));
    }

    @Test
    void theBoardKeepsAHundredAndASlowListenerTheLastOfThem() throws Exception {
        var board = new EventBoard(3);
        try (var slow = board.subscribe(_ -> true)) {
            for (int n = 1; n <= 105; n++) {
                board.publish(entry(n));
            }

            assertThat(board.recent()).hasSize(100).startsWith(entry(6)).endsWith(entry(105));
            assertThat(slow.next(Duration.ZERO)).contains(entry(103));
            assertThat(slow.lost()).isEqualTo(102);
            assertThat(board.lost()).isEqualTo(102);
        }
    }
}
