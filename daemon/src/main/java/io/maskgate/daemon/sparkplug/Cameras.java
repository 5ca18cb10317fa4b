package io.maskgate.daemon.sparkplug;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.events.RuleNews;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the edge node what happens at the cameras. A camera is a device while it is online or switched off; while it is
 * dark its device is dead. Single events of faces are no metrics and are not told here.
 */
public final class Cameras implements CameraListener {
    private final EdgeNode node;
    private final Clock clock;
    private final Runnable news;
    private final Map<String, CameraState> states = new TreeMap<>();
    private final Map<String, Map<Tag.Crossed, Integer>> crossed = new TreeMap<>();

    /** @param news called when there may be something new to say; returns at once */
    public Cameras(EdgeNode node, Clock clock, Runnable news) {
        this.node = node;
        this.clock = clock;
        this.news = news;
    }

    @Override
    public void stateChanged(CameraStatus status) {
        var at = status.since();
        var state = status.state();
        synchronized (states) {
            states.put(status.id(), state);
            count();
        }
        node.put(status.id(), Measure.STATE, state.text(), at);
        node.put(status.id(), Measure.ENABLED, state != CameraState.DISABLED, at);
        counts(status.id(), status.faces());
        node.present(status.id(), state == CameraState.ONLINE || state == CameraState.DISABLED, at);
        news.run();
    }

    @Override
    public void countsChanged(String camera, FaceCounts counts) {
        counts(camera, counts);
        news.run();
    }

    private void counts(String camera, FaceCounts counts) {
        put(camera, Measure.PEOPLE, counts.people());
        put(camera, Measure.FACEMASK, counts.facemask());
        put(camera, Measure.NO_FACEMASK, counts.noFacemask());
    }

    @Override
    public void removed(String camera) {
        synchronized (states) {
            states.remove(camera);
            count();
            node.remove(camera);
        }
        synchronized (crossed) {
            crossed.remove(camera);
        }
        news.run();
    }

    private void count() {
        int online = (int) states.values().stream()
                .filter(state -> state == CameraState.ONLINE)
                .count();
        node.describe(Property.CONFIGURED, states.size(), clock.instant());
        node.describe(Property.ONLINE, online, clock.instant());
    }

    /** What was counted of a line that is no more goes with it. */
    @Override
    public void lines(String camera, List<String> names) {
        synchronized (crossed) {
            var counts = crossed.get(camera);
            if (counts != null) {
                counts.keySet().removeIf(tag -> !names.contains(tag.line()));
            }
            node.lines(camera, names, clock.instant());
        }
        news.run();
    }

    @Override
    public void ruled(RuleNews what) {
        switch (what) {
            case RuleNews.AlarmState(String camera, var on) -> put(camera, Measure.ALARM, on.orElse(null));
            case RuleNews.ComplianceRate(String camera, var percent) ->
                put(camera, Measure.COMPLIANCE, percent.isPresent() ? percent.getAsInt() : null);
            case LineCrossing crossing -> {
                var tag = new Tag.Crossed(crossing.line(), crossing.direction());
                synchronized (crossed) {
                    int times = crossed.computeIfAbsent(crossing.camera(), _ -> new HashMap<>())
                            .merge(tag, 1, Integer::sum);
                    // Not crossing.at(): a face that is sure later may have crossed before one that was counted.
                    node.put(crossing.camera(), tag, times, clock.instant());
                }
            }
            case AlarmEvent _ -> {
                // Goes to the ordinary topics.
            }
        }
        news.run();
    }

    /** Counts of an interval. */
    public void aggregate(Aggregate aggregate) {
        for (var row : aggregate.cameras()) {
            var values = new EnumMap<Measure, @Nullable Object>(Measure.class);
            values.put(Measure.FROM, aggregate.from());
            values.put(Measure.TO, aggregate.to());
            values.put(Measure.ONLINE_SECONDS, Math.toIntExact(row.onlineSeconds()));
            values.put(Measure.PASSAGES, row.passages().orElse(null));
            values.put(Measure.PASSED_FACEMASK, row.facemask().orElse(null));
            values.put(Measure.PASSED_NO_FACEMASK, row.noFacemask().orElse(null));
            values.put(Measure.UNDECIDED, row.undecided().orElse(null));
            values.put(Measure.RATE, row.rate().orElse(null));
            // Days of nothing, of a camera that is taken down, would push out what another one has to tell.
            boolean nothing = row.onlineSeconds() == 0
                    && row.passages().filter(passages -> passages == 0).isPresent();
            ifThere(row.camera(), () -> node.interval(row.camera(), values, !nothing, clock.instant()));
        }
        news.run();
    }

    /**
     * What the gateway is.
     *
     * @param model {@code name@sha8}
     * @param privacy mode
     */
    public void describe(String version, String model, String engine, String privacy) {
        var now = clock.instant();
        node.describe(Property.VERSION, version, now);
        node.describe(Property.MODEL, model, now);
        node.describe(Property.ENGINE, engine, now);
        node.describe(Property.PRIVACY, privacy, now);
        news.run();
    }

    private void put(String camera, Measure measure, @Nullable Object value) {
        ifThere(camera, () -> node.put(camera, measure, value, clock.instant()));
    }

    /** Of one that is no more, as in the interval in which it was taken away, there is nobody to tell. */
    private void ifThere(String camera, Runnable tell) {
        synchronized (states) {
            if (states.containsKey(camera)) {
                tell.run();
            }
        }
    }
}
