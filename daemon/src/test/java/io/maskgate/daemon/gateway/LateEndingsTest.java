package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.Size;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.RuleJson;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.outbox.OutboxException;
import io.maskgate.daemon.outbox.SqliteOutbox;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway that is started on a disk that has no room. */
@Timeout(60)
class LateEndingsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void anAlarmThatAnEarlierRunLeftOnEndsWhenTheDiskIsFreed() throws Exception {
        var id = new UUID(0x7000, 1);
        var since = Instant.parse("2026-03-01T12:00:00Z");
        var alarm = new AlarmEvent(id, id, "site", "lobby", Optional.empty(), 0, 2, since, Optional.empty(), since);
        try (var before = outbox()) {
            before.append(
                    id,
                    "maskgate/site/cameras/lobby/alarms",
                    RuleJson.write(alarm),
                    since,
                    new Outbox.Series("alarm/" + id, false));
        }
        // Whatever keeps SQLite from making its log, it says the same.
        var log = Files.createDirectory(folder.resolve("state/outbox/outbox.db-wal"));
        var config = Site.config(folder, "mqtt://127.0.0.1:9", "rtsp://127.0.0.1:9/");
        try (var gateway = Gateway.start(config, Site.surroundings())) {
            int web = gateway.webPort().orElseThrow();
            assertThat(recent(web)).doesNotContain(id.toString());
            Files.delete(log);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(recent(web))
                            .contains(id.toString(), "\"state\":\"off\"", "\"reason\":\"cleared\""));
        }
        try (var after = outbox()) {
            assertThat(after.unfinished()).isEmpty();
        }
    }

    private static String recent(int web) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/api/events/recent"))
                    .timeout(PATIENCE)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private Outbox outbox() throws OutboxException {
        return SqliteOutbox.open(
                folder.resolve("state/outbox"),
                new Size(1 << 20),
                Duration.ofDays(7),
                Clock.systemUTC(),
                System::nanoTime,
                () -> true,
                new GatewayMetrics());
    }
}
