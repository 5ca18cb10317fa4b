package io.maskgate.daemon.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.daemon.events.AggregateJson;
import io.maskgate.daemon.privacy.Exit;
import io.maskgate.daemon.privacy.PrivacyGate;
import io.maskgate.daemon.rules.History;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Counts over time, as far as the gate lets them pass: minute by minute, or, where a minute is too fine, of the intervals
 * that were published.
 */
final class HistoryRoute {
    private static final int DEFAULT_MINUTES = 60;
    private static final Pattern MINUTES = Pattern.compile("[1-9]\\d{0,3}");

    private final GatewayView gateway;
    private final PrivacyGate gate;
    /** Many cameras' whole day takes tens of megabytes while the answer is made. */
    private final Semaphore making = new Semaphore(2);

    HistoryRoute(GatewayView gateway, PrivacyGate gate) {
        this.gateway = gateway;
        this.gate = gate;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/history", Route.JSON, this::history),
                Route.get("/api/aggregates", Route.JSON, this::aggregates));
    }

    private Reply aggregates(Call call) {
        var refused = gate.ask(Exit.AGGREGATES);
        if (refused.isPresent()) {
            return Reply.Problem.of(refused.get());
        }
        var json = ApiJson.object();
        var intervals = json.putArray("intervals");
        for (var interval : gateway.intervals()) {
            intervals.add(AggregateJson.json(interval.only(call.caller()::sees)));
        }
        return Reply.json(json);
    }

    private Reply history(Call call) throws InterruptedException {
        var refused = gate.ask(Exit.HISTORY);
        if (refused.isPresent()) {
            return Reply.Problem.of(refused.get());
        }
        making.acquire();
        try {
            return made(call);
        } finally {
            making.release();
        }
    }

    private Reply made(Call call) {
        var minutes = minutes(call);
        if (minutes.isEmpty()) {
            return new Reply.Problem(
                    400,
                    "minutes",
                    "No such time span",
                    "expected minutes from 1 to " + History.MOST_MINUTES + ", found '"
                            + call.query("minutes").orElse("") + "'");
        }
        var all = gateway.history(minutes.getAsInt()).of(call.caller());
        var camera = call.query("camera");
        if (camera.isEmpty()) {
            return Reply.json(json(all));
        }
        return all.only(camera.get())
                .map(HistoryRoute::json)
                .map(Reply::json)
                .orElseGet(() -> CameraRoutes.unknown(camera.get()));
    }

    private static OptionalInt minutes(Call call) {
        String text = call.query("minutes").orElse(Integer.toString(DEFAULT_MINUTES));
        int minutes = MINUTES.matcher(text).matches() ? Integer.parseInt(text) : 0;
        return minutes >= 1 && minutes <= History.MOST_MINUTES ? OptionalInt.of(minutes) : OptionalInt.empty();
    }

    private static ObjectNode json(GatewayView.Past past) {
        var json = ApiJson.object();
        json.put("from", past.from().toString());
        json.put("step", History.STEP.toString());
        var cameras = json.putObject("cameras");
        past.cameras().forEach((id, minutes) -> lines(cameras.putObject(id), minutes));
        return json;
    }

    private static void lines(ObjectNode json, List<History.Minute> minutes) {
        var people = json.putArray("people");
        var facemask = json.putArray("facemask");
        var noFacemask = json.putArray("no_facemask");
        var compliance = json.putArray("compliance");
        for (var minute : minutes) {
            // A camera that was dark did not see that there was nobody.
            Optional<History.Minute> seen = minute.looks() > 0 ? Optional.of(minute) : Optional.empty();
            people.add(seen.map(History.Minute::people).orElse(null));
            facemask.add(seen.map(History.Minute::facemask).orElse(null));
            noFacemask.add(seen.map(History.Minute::noFacemask).orElse(null));
            var percent = minute.compliance();
            compliance.add(percent.isPresent() ? percent.getAsInt() / 100.0 : null);
        }
    }
}
