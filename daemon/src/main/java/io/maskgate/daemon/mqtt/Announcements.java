package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.events.RuleNews;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How gateway and cameras are, for {@link Retained}: what the broker keeps of them, and how Home Assistant is told of
 * them. Thread-safe.
 */
final class Announcements {
    private static final System.Logger LOG = System.getLogger(Announcements.class.getName());
    /** Over so many connections a description is taken away. */
    private static final int CONNECTIONS = 3;
    /** As many as a configuration may have: what is still under way is of the latest. */
    private static final int REMOVED = 256;

    /** It is the largest message there is, and whoever may write where Home Assistant says its birth can ask for it. */
    private static final Duration DESCRIBED = Duration.ofSeconds(3);

    private static final List<String> COUNTS = List.of("people", "facemask", "no_facemask");

    private final Retained retained;
    private final Topics topics;
    private final Optional<HomeAssistant> home;
    private final Duration interval;
    private final Set<String> cameras = new TreeSet<>();
    /** Cameras that were there, in this process's life or before it, until the broker knows that they are not. */
    private final Set<String> gone = new TreeSet<>();
    /** Cameras that were removed and are not back: a look that lasts too long still tells of them, and it would stay for good. */
    private final LinkedHashSet<String> removed = new LinkedHashSet<>();
    /** Cameras of which the broker may hold something. */
    private final Set<String> published = new TreeSet<>();
    /** Topics at which it may hold a description. */
    private final Set<String> described = new TreeSet<>();
    /** Those of them that are being taken away. */
    private final Set<String> undescribed = new TreeSet<>();

    /** Whether one has an alarm configured, where that is known. */
    private final Map<String, Boolean> alarms = new TreeMap<>();

    private int connections;

    /**
     * @param here what is said of the process at {@link Topics#here}
     * @param interval least time between two counts of a camera
     */
    Announcements(Retained retained, Topics topics, Optional<HomeAssistant> home, String here, Duration interval) {
        this.retained = retained;
        this.topics = topics;
        this.home = home;
        this.interval = interval;
        keep(topics.availability(), "online");
        retained.announce(topics.here(), here, interval);
    }

    /**
     * What stands at the broker from an earlier process.
     *
     * @param earlier what it may hold; what is not configured any more is taken away
     * @param configured cameras
     */
    synchronized void expect(Published earlier, Set<String> configured) {
        published.addAll(configured);
        earlier.cameras().stream()
                .filter(camera -> !configured.contains(camera))
                .forEach(this::removed);
        described.addAll(earlier.descriptions());
        earlier.descriptions().stream().filter(topic -> !isHome(topic)).forEach(topic -> {
            undescribed.add(topic);
            keep(topic, "");
        });
    }

    private boolean isHome(String topic) {
        return home.filter(it -> it.topic().equals(topic)).isPresent();
    }

    /**
     * The broker lets us in. One that ends the connection at what it does not allow would do so each time, and events would
     * never be delivered: the next start tries again to take a description away.
     */
    synchronized void connected() {
        if (++connections <= CONNECTIONS) {
            return;
        }
        for (var topic : undescribed) {
            retained.forget(topic);
            LOG.log(
                    Level.WARNING,
                    "{0}: over {1} connections the broker did not say that what this gateway once told Home Assistant is"
                            + " gone; its access list must let the gateway write there, and the next start tries again",
                    topic,
                    CONNECTIONS);
        }
        undescribed.clear();
    }

    /**
     * What the broker may hold: cameras and descriptions that were taken away are among it until it has said that it knows.
     * Then they are forgotten here too, since a box whose cameras are renamed for years would say ever more of them at each
     * connection. Home Assistant's description names them until there is another. A description counts once the broker has
     * taken it: where it may not be said, it may not be taken away either.
     */
    synchronized Published published() {
        var over = gone.stream().filter(this::isTakenAway).toList();
        for (var camera : over) {
            kept(camera).forEach(retained::forget);
            alarms.remove(camera);
            gone.remove(camera);
            published.remove(camera);
        }
        for (var topic : undescribed.stream().filter(retained::isCleared).toList()) {
            retained.forget(topic);
            undescribed.remove(topic);
            described.remove(topic);
        }
        home.map(HomeAssistant::topic)
                .filter(topic -> retained.isTaken(topic) && !retained.isCleared(topic))
                .ifPresent(described::add);
        return new Published(published, described);
    }

    private boolean isTakenAway(String camera) {
        return kept(camera).allMatch(retained::isCleared)
                && home.map(HomeAssistant::topic).stream().allMatch(retained::isTaken);
    }

    /** What the broker keeps of a camera. */
    private Stream<String> kept(String camera) {
        return Stream.concat(
                COUNTS.stream().map(count -> topics.count(camera, count)),
                Stream.of(topics.cameraAvailability(camera), topics.alarm(camera), topics.compliance(camera)));
    }

    synchronized void state(CameraStatus status) {
        published.add(status.id());
        removed.remove(status.id());
        keep(topics.cameraAvailability(status.id()), status.state().text());
        if (cameras.add(status.id())) {
            gone.remove(status.id());
            describe();
        }
    }

    synchronized void counts(String camera, FaceCounts counts) {
        if (removed.contains(camera)) {
            return;
        }
        count(camera, "people", counts.people());
        count(camera, "facemask", counts.facemask());
        count(camera, "no_facemask", counts.noFacemask());
    }

    private void count(String camera, String what, int faces) {
        retained.put(topics.count(camera, what), Integer.toString(faces), interval);
    }

    /** An empty retained message takes the last one away from the broker. */
    synchronized void removed(String camera) {
        keep(topics.cameraAvailability(camera), "");
        withheld(camera);
        alarms.remove(camera);
        removed.add(camera);
        if (removed.size() > REMOVED) {
            removed.removeFirst();
        }
        cameras.remove(camera);
        published.add(camera);
        if (gone.add(camera)) {
            describe();
        }
    }

    /** Takes away what an earlier run under another privacy mode left at the broker. */
    void withheld(String camera) {
        for (var count : COUNTS) {
            retained.put(topics.count(camera, count), "", interval);
        }
        keep(topics.alarm(camera), "");
        retained.put(topics.compliance(camera), "", interval);
    }

    synchronized void alarm(RuleNews.AlarmState state) {
        var camera = state.camera();
        if (removed.contains(camera)) {
            return;
        }
        var on = state.on();
        // Where no alarm is configured any more, the broker may still hold one.
        keep(topics.alarm(camera), on.map(it -> it ? "on" : "off").orElse(""));
        if (!Objects.equals(alarms.put(camera, on.isPresent()), on.isPresent())) {
            describe();
        }
    }

    synchronized void compliance(RuleNews.ComplianceRate rate) {
        if (removed.contains(rate.camera())) {
            return;
        }
        var percent = rate.percent();
        retained.put(
                topics.compliance(rate.camera()),
                percent.isPresent() ? Integer.toString(percent.getAsInt()) : "unknown",
                interval);
    }

    /** What this gateway is, as JSON. */
    void attributes(String text) {
        keep(topics.attributes(), text);
    }

    /** Somebody said otherwise. */
    void sayOnline() {
        retained.sayAgain(topics.availability());
    }

    /** Somebody wants to know who speaks under this name. */
    void sayHere() {
        retained.sayAgain(topics.here());
    }

    /** Home Assistant may have forgotten the device. */
    void describeAgain() {
        home.ifPresent(it -> retained.askedFor(it.topic(), DESCRIBED));
    }

    private void describe() {
        home.ifPresent(it -> keep(it.topic(), it.device(cameras, alarms, gone)));
    }

    private void keep(String topic, String value) {
        retained.put(topic, value, Duration.ZERO);
    }
}
