package io.maskgate.daemon.rules;

import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.RuleNews;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** One camera's alarm and what is told of it; without one, that there is none. */
final class CameraAlarm {
    private final String gateway;
    private final String camera;
    private Optional<RuleKeys.Alarm> config;
    private final Optional<AlarmMachine> machine;
    private final Supplier<UUID> ids;
    /** The one that is on. */
    private Optional<AlarmEvent> begun = Optional.empty();

    private boolean told;
    private boolean over;

    CameraAlarm(String gateway, String camera, Optional<RuleKeys.Alarm> config, Supplier<UUID> ids) {
        this.gateway = gateway;
        this.camera = camera;
        this.config = config;
        this.machine = config.map(AlarmMachine::new);
        this.ids = ids;
    }

    /** Follows another configuration, if this is the same alarm there: only its times differ. */
    boolean follow(Optional<RuleKeys.Alarm> next) {
        boolean same = config.equals(next)
                || next.filter(it -> isOf(it.zone(), it.above())).isPresent();
        if (same) {
            config = next;
            machine.ifPresent(it -> next.ifPresent(it::follow));
        }
        return same;
    }

    /** An alarm of another zone or limit is another alarm. */
    private boolean isOf(Optional<String> zone, int above) {
        return config.filter(it -> it.zone().equals(zone) && it.above() == above)
                .isPresent();
    }

    boolean resume(AlarmEvent earlier) {
        if (!isOf(earlier.zone(), earlier.above()) || !earlier.on() || begun.isPresent()) {
            return false;
        }
        machine.ifPresent(it -> it.resume(earlier.since(), earlier.peak()));
        begun = Optional.of(earlier);
        return true;
    }

    /** A picture of the camera was looked at. */
    void looked() {
        machine.ifPresent(AlarmMachine::looked);
    }

    List<RuleNews> step(int count, boolean quiet, long nanos, Instant wall) {
        if (over) {
            return List.of();
        }
        var news = new ArrayList<RuleNews>();
        machine.flatMap(it -> it.step(count, quiet, nanos, wall)).ifPresent(change -> {
            news.add(event(change, wall));
            told = false;
        });
        if (!told) {
            told = true;
            news.add(new RuleNews.AlarmState(camera, machine.map(_ -> begun.isPresent())));
        }
        return news;
    }

    private AlarmEvent event(AlarmMachine.Change change, Instant wall) {
        return switch (change) {
            case AlarmMachine.Raised(Instant since, int peak) -> {
                var id = ids.get();
                var limits = config.orElseThrow();
                var event = new AlarmEvent(
                        id, id, gateway, camera, limits.zone(), limits.above(), peak, since, Optional.empty(), wall);
                begun = Optional.of(event);
                yield event;
            }
            case AlarmMachine.Cleared cleared -> {
                var reason = cleared.quiet() ? AlarmEvent.Reason.QUIET : AlarmEvent.Reason.CLEARED;
                yield ended(cleared.since(), cleared.peak(), cleared.until(), reason, wall);
            }
        };
    }

    private AlarmEvent ended(Instant since, int peak, Instant until, AlarmEvent.Reason reason, Instant wall) {
        var event = begun.orElseThrow().withSince(since).ended(ids.get(), peak, until, reason, wall);
        begun = Optional.empty();
        return event;
    }

    /** The configuration ends it, whatever there is to see; nothing is told afterwards. */
    List<RuleNews> end(Instant wall) {
        over = true;
        if (begun.isEmpty()) {
            return List.of();
        }
        var standing = state().filter(RuleState.Alarm::on);
        var since = standing.flatMap(RuleState.Alarm::since).orElse(begun.get().since());
        int peak = standing.map(RuleState.Alarm::peak).orElse(begun.get().peak());
        return List.of(ended(since, peak, wall, AlarmEvent.Reason.CONFIGURATION, wall));
    }

    Optional<RuleState.Alarm> state() {
        return machine.map(it -> it.state() instanceof AlarmMachine.Alarmed alarmed
                ? new RuleState.Alarm(true, Optional.of(alarmed.since()), alarmed.peak())
                : new RuleState.Alarm(false, Optional.empty(), 0));
    }
}
