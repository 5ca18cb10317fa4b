package io.maskgate.daemon.rules;

import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.daemon.tracking.Update;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One camera's rules: from what tracking saw to what is told. One thread at a time may call; {@link #history} and
 * {@link #state} may be read from any.
 */
public final class CameraRules {
    private final String gateway;
    private final String camera;
    private final Supplier<UUID> ids;
    private final EventFilter filter;
    private final History history = new History();
    private final CrossingTally tally = new CrossingTally();
    private final ComplianceWindow compliance;
    /** Faces that might be told of at some time: those whose label is never sure count to their end too. */
    private final Set<String> admitted = new HashSet<>();
    /** Faces whose label was not sure in time, and still is not: they count once they might be told of. */
    private final Set<String> undecided = new HashSet<>();

    private RuleSettings settings;
    private FaceZones zones;
    private List<LineCounter> lines;
    private CameraAlarm alarm;
    /** Whether they are others than at the last look. */
    private boolean zonesChanged;

    private int width = 1;
    private int height = 1;
    private Optional<OptionalInt> toldCompliance = Optional.empty();
    private volatile RuleState state = RuleState.NONE;

    /** @param ids of what is told: UUIDs version 7 */
    public CameraRules(String gateway, String camera, RuleSettings settings, Supplier<UUID> ids) {
        this.gateway = gateway;
        this.camera = camera;
        this.ids = ids;
        this.settings = settings;
        filter = new EventFilter(ids);
        zones = new FaceZones(settings.zones());
        lines = settings.lines().stream().map(LineCounter::new).toList();
        compliance = new ComplianceWindow(settings.window());
        alarm = new CameraAlarm(gateway, camera, settings.alarm(), ids);
    }

    /** What was seen, minute by minute. */
    public History history() {
        return history;
    }

    /** What is watched for now; for the thread that looks. */
    public RuleSettings settings() {
        return settings;
    }

    /** Where the rules stand. */
    public RuleState state() {
        return state;
    }

    /** Goes on with an alarm an earlier process began; false where it has no place here any more. */
    public boolean resume(AlarmEvent begun) {
        return alarm.resume(begun);
    }

    /**
     * A picture was looked at.
     *
     * @param nanos monotonic time of the picture
     * @param wall the same on the wall clock
     */
    public Outcome look(Update update, int frameWidth, int frameHeight, long nanos, Instant wall) {
        width = frameWidth;
        height = frameHeight;
        alarm.looked();
        var faces = sights(update.faces(), true);
        zones.look(faces, width, height);
        zonesChanged = false;
        var all = Stream.concat(faces.stream(), sights(update.unsure(), false).stream())
                .toList();
        tally.turn(wall, nanos, settings.quiet().zone());
        var news = new ArrayList<RuleNews>();
        for (var line : lines) {
            for (var crossed : line.look(all, width, height, wall)) {
                tally.add(line.name(), crossed.direction());
                news.add(crossing(line.name(), crossed));
            }
        }
        var counted = counted(update.faces());
        history.look(counted, wall);
        compliance.look(counted, nanos);
        return outcome(update, counted, news, nanos, wall);
    }

    /** No picture came, but time went on or faces went. */
    public Outcome pass(Update update, long nanos, Instant wall) {
        if (zonesChanged) {
            // Nobody left by that: a pending alarm would begin anew.
            zones.look(sights(update.faces(), true), width, height);
            zonesChanged = false;
        }
        compliance.look(List.of(), nanos);
        tally.turn(wall, nanos, settings.quiet().zone());
        return outcome(update, counted(update.faces()), new ArrayList<>(), nanos, wall);
    }

    /** Other settings from now on. What does not change goes on: faces keep their zones, an alarm its time. */
    public List<RuleNews> change(RuleSettings next, long nanos, Instant wall) {
        var before = settings;
        settings = next;
        zones = zones.changed(next.zones());
        zonesChanged = !next.zones().equals(before.zones());
        lines = next.lines().stream().map(this::counter).toList();
        tally.turn(wall, nanos, next.quiet().zone());
        next.lines().stream()
                .filter(line -> !before.lines().contains(line))
                .forEach(line -> tally.begin(line.name(), wall));
        compliance.follow(next.window());
        if (alarm.follow(next.alarm())) {
            return List.of();
        }
        var news = alarm.end(wall);
        alarm = new CameraAlarm(gateway, camera, next.alarm(), ids);
        return news;
    }

    /** The one there is, which knows who is on which side; else a new one. */
    private LineCounter counter(RuleKeys.Line line) {
        return lines.stream()
                .filter(counter -> counter.line().equals(line))
                .findFirst()
                .orElseGet(() -> new LineCounter(line));
    }

    /** The camera is no more in the configuration. */
    public List<RuleNews> leave(Instant wall) {
        return alarm.end(wall);
    }

    private Outcome outcome(Update update, List<TrackView> counted, List<RuleNews> news, long nanos, Instant wall) {
        var quiet = settings.quiet();
        boolean isQuiet = quiet.quiet(wall);
        boolean silent = isQuiet && quiet.silent(wall);
        EventFilter.Gate gate = track -> {
            if (settings.onlyZones() && zones.of(track).isEmpty()) {
                return Optional.of(EventFilter.Reason.ZONE);
            }
            return silent ? Optional.of(EventFilter.Reason.QUIET) : Optional.empty();
        };
        var zoned = update.events().stream().map(this::zoned).toList();
        Stream.concat(update.faces().stream().map(TrackView::id), update.goneUndecided().stream())
                .filter(track -> gate.shut(track).isEmpty())
                .forEach(admitted::add);
        var open = update.faces().stream()
                .map(TrackView::id)
                .filter(track -> gate.shut(track).isEmpty())
                .collect(Collectors.toSet());
        int newlyUndecided = newlyUndecided(update);
        int goneUndecided =
                (int) update.goneUndecided().stream().filter(admitted::contains).count();
        var filtered = filter.filter(zoned, update.faces(), zones::of, gate, width, height);
        forgetAllBut(update);
        news.addAll(alarm.step(withoutMask(counted), isQuiet, nanos, wall));
        var percent = compliance.percent();
        if (!toldCompliance.equals(Optional.of(percent))) {
            toldCompliance = Optional.of(percent);
            news.add(new RuleNews.ComplianceRate(camera, percent));
        }
        state = new RuleState(alarm.state(), percent, isQuiet, silent, tally.of(lines));
        return new Outcome(
                filtered.told(),
                open,
                counts(counted),
                news,
                newlyUndecided,
                goneUndecided,
                words(filtered.suppressed()));
    }

    private int newlyUndecided(Update update) {
        undecided.addAll(update.newlyUndecided());
        update.faces().stream()
                .filter(face -> face.label().isPresent())
                .map(TrackView::id)
                .forEach(undecided::remove);
        int before = undecided.size();
        undecided.removeAll(admitted);
        return before - undecided.size();
    }

    /** Faces that count: all, or those in a zone. */
    private List<TrackView> counted(List<TrackView> faces) {
        return settings.onlyZones()
                ? faces.stream().filter(face -> !zones.of(face.id()).isEmpty()).toList()
                : faces;
    }

    private int withoutMask(List<TrackView> counted) {
        var zone = settings.alarm().flatMap(it -> it.zone());
        return (int) counted.stream()
                .filter(face -> face.label().equals(Optional.of(MaskLabel.NO_FACEMASK)))
                .filter(face -> zone.isEmpty() || zones.of(face.id()).contains(zone.get()))
                .count();
    }

    private static FaceCounts counts(List<TrackView> counted) {
        return new FaceCounts(
                counted.size(), count(counted, MaskLabel.FACEMASK), count(counted, MaskLabel.NO_FACEMASK));
    }

    private static int count(List<TrackView> faces, MaskLabel label) {
        return (int) faces.stream()
                .filter(face -> face.label().equals(Optional.of(label)))
                .count();
    }

    private List<Sight> sights(List<TrackView> views, boolean sure) {
        return views.stream().map(view -> Sight.of(view, sure, width, height)).toList();
    }

    private void forgetAllBut(Update update) {
        Set<String> tracks = update.faces().stream().map(TrackView::id).collect(Collectors.toCollection(HashSet::new));
        zones.keep(tracks);
        admitted.retainAll(tracks);
        undecided.retainAll(tracks);
        filter.keep(tracks);
        update.unsure().forEach(view -> tracks.add(view.id()));
        lines.forEach(line -> line.keep(tracks));
    }

    private LineCrossing crossing(String line, LineCounter.Crossed crossed) {
        return new LineCrossing(
                ids.get(),
                gateway,
                camera,
                line,
                crossed.direction(),
                crossed.face().track(),
                crossed.face().label(),
                crossed.at());
    }

    private MaskEvent zoned(MaskEvent event) {
        var in = zones.of(event.track());
        return in.isEmpty() ? event : event.withZones(in);
    }

    private static Map<String, Integer> words(Map<EventFilter.Reason, Integer> counts) {
        var words = new HashMap<String, Integer>();
        counts.forEach((reason, count) -> words.put(reason.name().toLowerCase(Locale.ROOT), count));
        return words;
    }
}
