package io.maskgate.daemon.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskgate.daemon.access.Caller;
import io.maskgate.daemon.http.EventFeed.Entry;
import io.maskgate.daemon.http.EventFeed.Kind;
import io.maskgate.daemon.privacy.Exit;
import io.maskgate.daemon.privacy.PrivacyGate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** Events as they happen, by server-sent events, and the last hundred as a list. */
final class EventRoutes {
    private final EventFeed feed;
    private final PrivacyGate gate;
    private final HttpLimits limits;
    private final Semaphore listeners;
    private final ObjectMapper mapper = new ObjectMapper();

    EventRoutes(EventFeed feed, PrivacyGate gate, HttpLimits limits) {
        this.feed = feed;
        this.gate = gate;
        this.limits = limits;
        this.listeners = new Semaphore(limits.listeners());
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/events", Route.EVENTS, this::stream),
                Route.get("/api/events/recent", Route.JSON, this::recent));
    }

    private Reply recent(Call call) {
        var refused = gate.ask(Exit.EVENT_STREAM);
        if (refused.isPresent()) {
            return Reply.Problem.of(refused.get());
        }
        var json = ApiJson.object();
        // Of all cameras: less his own it would tell of the others.
        json.put("lost", call.caller().cameras().all() ? feed.lost() : 0);
        var lists = Map.of(
                Kind.MASK, json.putArray("events"),
                Kind.LINE, json.putArray("lines"),
                Kind.ALARM, json.putArray("alarms"));
        for (Entry entry : recent(call.caller())) {
            try {
                lists.get(entry.kind()).add(mapper.readTree(entry.json()));
            } catch (JsonProcessingException broken) {
                throw new IllegalStateException("event " + entry.id() + " is not JSON", broken);
            }
        }
        return Reply.json(json);
    }

    private List<Entry> recent(Caller caller) {
        return feed.recent().stream()
                .filter(entry -> caller.sees(entry.camera()))
                .toList();
    }

    private Reply stream(Call call) {
        var refused = gate.ask(Exit.EVENT_STREAM);
        if (refused.isPresent()) {
            return Reply.Problem.of(refused.get());
        }
        if (call.request().prologue().method().text().equals("HEAD")) {
            return new Reply.Stream(Route.EVENTS, _ -> {});
        }
        if (!listeners.tryAcquire()) {
            return Reply.Problem.later(
                    503,
                    "listeners",
                    "Too many listeners",
                    "as many listen to events as may; close another page or subscribe to the broker",
                    5);
        }
        var lastSeen = call.header("Last-Event-ID");
        return new Reply.Stream(Route.EVENTS, out -> {
            try {
                write(call, lastSeen, out);
            } finally {
                listeners.release();
            }
        });
    }

    private void write(Call call, Optional<String> lastSeen, OutputStream out)
            throws IOException, InterruptedException {
        try (var subscription = feed.subscribe(call.caller()::sees)) {
            send(out, "retry: 2000\n: maskgate events\n\n");
            Set<String> replayed = new HashSet<>();
            for (Entry entry : missed(call.caller(), lastSeen)) {
                send(out, text(entry));
                replayed.add(entry.id());
            }
            long toldLost = 0;
            while (true) {
                var next = subscription.next(limits.heartbeat());
                if (!call.stands().getAsBoolean()) {
                    return;
                }
                if (next.isEmpty()) {
                    send(out, ": still here\n\n");
                    continue;
                }
                long lost = subscription.lost();
                if (lost > toldLost) {
                    send(out, "event: lost\ndata: {\"lost\":" + lost + "}\n\n");
                    toldLost = lost;
                }
                // An event made between subscribing and replaying comes twice.
                if (!replayed.remove(next.get().id())) {
                    send(out, text(next.get()));
                }
            }
        }
    }

    private List<Entry> missed(Caller caller, Optional<String> lastSeen) {
        return lastSeen.map(id -> feed.after(id, caller::sees)).orElse(List.of());
    }

    private static String text(Entry entry) {
        String data = entry.json().lines().map(line -> "data: " + line).collect(Collectors.joining("\n"));
        return "id: " + entry.id() + "\nevent: " + entry.kind().text() + "\n" + data + "\n\n";
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
