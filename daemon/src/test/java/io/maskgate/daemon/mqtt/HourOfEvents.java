package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.events.MaskEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** An hour in which a hundred cameras see ten thousand events, by a clock that is moved. */
final class HourOfEvents {
    static final int CAMERAS = 100;
    static final int ROUNDS = 100;
    static final int EVENTS = CAMERAS * ROUNDS;
    private static final Duration ROUND = Duration.ofHours(1).dividedBy(ROUNDS);
    /** Events of a track: one new, two updates, one end. */
    static final int TRACK = 4;

    final Map<UUID, MaskEvent> made = new HashMap<>();
    private final MovableClock clock;

    HourOfEvents(MovableClock clock) {
        this.clock = clock;
    }

    /** The sequence numbers of each track, in the order in which its events came first. */
    Map<String, List<Integer>> tracks(Iterable<UUID> ids) {
        var tracks = new HashMap<String, List<Integer>>();
        for (var id : ids) {
            var event = made.get(id);
            tracks.computeIfAbsent(event.track(), _ -> new ArrayList<>()).add(event.seq());
        }
        return tracks;
    }

    /** Cameras write at the same time, as they do in the gateway, and share the flushes of the disk. */
    void passWithoutBroker(Gateways gateways) throws Exception {
        try (var gateway = gateways.gateway(Gateways.config("mqtt://127.0.0.1:1", MqttVersion.V5));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < ROUNDS; round++) {
                clock.advance(ROUND);
                int now = round;
                var events = IntStream.range(0, CAMERAS)
                        .mapToObj(camera -> event(camera, now))
                        .toList();
                events.forEach(event -> made.put(event.id(), event));
                for (var written : threads.invokeAll(events.stream()
                        .map(event -> Executors.callable(() -> Gateways.tell(gateway, event)))
                        .toList())) {
                    written.get();
                }
            }
        }
    }

    private MaskEvent event(int camera, int round) {
        int seq = round % TRACK + 1;
        var type = seq == 1 ? MaskEvent.Type.NEW : seq == TRACK ? MaskEvent.Type.END : MaskEvent.Type.UPDATE;
        var plain = Gateways.event("camera" + camera, round * CAMERAS + camera);
        return new MaskEvent(
                plain.id(),
                type,
                plain.gateway(),
                plain.camera(),
                "t" + camera + "-" + round / TRACK,
                seq,
                plain.label(),
                plain.score(),
                plain.box(),
                plain.frameWidth(),
                plain.frameHeight(),
                plain.zones(),
                clock.instant(),
                clock.instant(),
                plain.model(),
                type == MaskEvent.Type.END
                        ? Optional.of(new MaskEvent.Summary(Duration.ofSeconds(1), 1, 0))
                        : Optional.empty());
    }
}
