package io.maskgate.daemon.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.Statuses;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.sparkplug.EdgeNode.Rhythm;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Crossings of lines and counts of intervals, as a host that knows the rules reads them; see {@link HostApplication}. */
class CamerasTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofMinutes(20);

    private final HostApplication host = new HostApplication();
    private Duration passed = Duration.ZERO;
    private final Clock clock = clock(this::now);
    private EdgeNode node = node(false);
    private Cameras cameras = new Cameras(node, clock, () -> {});

    @BeforeEach
    void connected() {
        cameraComes();
        node.connecting(0);
        node.connected();
    }

    @Test
    void aLineIsAMetricAndOneThatComesLaterMakesTheDeviceBornAgain() {
        cameras.lines("door", List.of("entrance"));
        speak();
        assertThat(host.value("door/Lines/entrance/In")).isEqualTo(0);
        cross("entrance", 2);
        speak();
        assertThat(host.value("door/Lines/entrance/In")).isEqualTo(2);
        host.told();
        cross("stairs", 1);
        speak();
        assertThat(host.told()).containsExactly("DBIRTH door");
        assertThat(host.value("door/Lines/stairs/In")).isEqualTo(1);
        assertThat(host.value("door/Lines/entrance/In")).isEqualTo(2);
    }

    /** On a box whose cameras are renamed for years what was counted of each must not stay. */
    @Test
    void aCameraThatIsTakenAwayAndComesBackCountsItsCrossingsAnew() {
        cross("entrance", 2);
        speak();
        assertThat(host.value("door/Lines/entrance/In")).isEqualTo(2);

        cameras.removed("door");
        speak();
        cameraComes();
        cross("entrance", 1);
        speak();
        assertThat(host.value("door/Lines/entrance/In")).isEqualTo(1);
    }

    /** A reload renames them; a host must not go on showing the last value of one that is no more. */
    @Test
    void aCameraWhoseLinesAreRenamedForYearsTellsOfThoseItHas() {
        for (int i = 0; i < 200; i++) {
            cameras.lines("door", List.of("line" + i));
            cross("line" + i, 1);
            speak();
            assertThat(host.value("door/Lines/line" + i + "/In")).isEqualTo(1);
        }
        assertThat(host.metrics())
                .filteredOn(metric -> metric.startsWith("door/Lines/"))
                .containsExactly("door/Lines/line199/In", "door/Lines/line199/Out");
    }

    @Test
    void aLineThatIsTakenAwayTakesWithItWhatWasCountedAndWhatWasKept() {
        cameras.lines("door", List.of("entrance", "stairs"));
        speak();
        node.lost();
        cross("entrance", 2);
        cross("stairs", 3);
        cameras.lines("door", List.of("stairs"));
        node.connecting(1);
        node.connected();
        speak();
        assertThat(host.metrics()).contains("door/Lines/stairs/In").doesNotContain("door/Lines/entrance/In");
        assertThat(node.takeDropped()).as("of the entrance one value was kept").isEqualTo(1);

        cameras.lines("door", List.of("entrance", "stairs"));
        cross("entrance", 1);
        speak();
        assertThat(host.value("door/Lines/entrance/In")).isEqualTo(1);
        assertThat(host.value("door/Lines/stairs/In")).isEqualTo(3);
    }

    /** As when it is turned round: what was counted the wrong way must not stay in the sums. */
    @Test
    void aLineThatGoesAndComesAtOnceCountsAnew() {
        cameras.lines("door", List.of("entrance"));
        cross("entrance", 3);
        speak();
        host.told();

        cameras.lines("door", List.of());
        cameras.lines("door", List.of("entrance"));
        speak();
        assertThat(host.told()).containsExactly("DBIRTH door");
        assertThat(host.value("door/Lines/entrance/In")).isEqualTo(0);
        cross("entrance", 1);
        speak();
        assertThat(host.value("door/Lines/entrance/In")).isEqualTo(1);
    }

    /** By time a historian would end with the smaller one, and see a counter that began anew. */
    @Test
    void aFaceThatIsSureOnlyLaterDoesNotSetTheSumBack() {
        cameras.lines("door", List.of("entrance"));
        speak();
        var first = now();
        cross("entrance", first);
        speak();
        cross("entrance", first.minusMillis(400));
        speak();
        assertThat(host.news())
                .extracting(
                        HostApplication.Past::metric,
                        HostApplication.Past::value,
                        past -> past.at().toInstant())
                .containsExactly(
                        tuple("door/Lines/entrance/In", 1, first),
                        tuple("door/Lines/entrance/In", 2, first.plusSeconds(1)));
    }

    /** What passed it in the interval is counted on the ordinary topics; here it would make a device that never goes. */
    @Test
    void anIntervalThatEndsAfterACameraWasTakenAwayKeepsNothingOfIt() {
        var aggregated = new EdgeNode(
                new Names("site", "lobby"),
                Optional.empty(),
                true,
                new Rhythm(Duration.ZERO, Duration.ZERO, Duration.ZERO, 20),
                clock);
        var told = new Cameras(aggregated, clock, () -> {});
        for (int i = 0; i < 10; i++) {
            told.stateChanged(online("renamed" + i));
            told.removed("renamed" + i);
            told.aggregate(interval("renamed" + i, BEGIN, 7));
        }
        told.stateChanged(online("door"));
        told.aggregate(interval("door", BEGIN, 7));
        assertThat(aggregated.takeDropped())
                .as("there is room for all of one camera")
                .isZero();

        aggregated.connecting(1);
        aggregated.connected();
        for (var next = aggregated.next(now(), 0); next.isPresent(); next = aggregated.next(now(), 0)) {
            host.receive(next.get().topic(), next.get().payload());
        }
        assertThat(host.value("door/Interval/Passages")).isEqualTo(7);
    }

    /** Whoever sums up the passages of a day needs those of each interval, and joins what belongs together by its time. */
    @Test
    void anIntervalIsToldWithAllItsValuesThoughTheyAreThoseOfTheOneBefore() {
        node = node(true);
        var looks = new AtomicInteger();
        cameras = new Cameras(node, clock(() -> now().plusMillis(looks.getAndIncrement())), () -> {});
        cameras.stateChanged(online("door"));
        node.connecting(0);
        node.connected();
        speak();
        for (int i = 0; i < 2; i++) {
            cameras.aggregate(interval("door", BEGIN.plus(INTERVAL.multipliedBy(i)), 7));
            speak();
        }
        var news = host.news();
        assertThat(news).hasSize(16);
        assertThat(news.subList(8, 16))
                .extracting(HostApplication.Past::metric)
                .containsExactlyInAnyOrder(
                        "door/Interval/From",
                        "door/Interval/To",
                        "door/Interval/Online",
                        "door/Interval/Passages",
                        "door/Interval/With mask",
                        "door/Interval/Without mask",
                        "door/Interval/Undecided",
                        "door/Interval/Rate");
        assertThat(news.subList(8, 16))
                .extracting(HostApplication.Past::at)
                .containsOnly(news.get(8).at());
        assertThat(host.value("door/Interval/Passages")).isEqualTo(7);
    }

    /** A shop that switches its cameras off at closing time: the last customers are counted in an interval that ends later. */
    @Test
    void intervalsThatEndWhileTheCameraIsDarkAreToldOnceItIsBack() {
        node = node(true);
        cameras = new Cameras(node, clock, () -> {});
        cameras.stateChanged(online("door"));
        node.connecting(0);
        node.connected();
        speak();
        cameras.stateChanged(Statuses.of("door", CameraState.OFFLINE, now()));
        speak();
        assertThat(host.devices()).isEmpty();
        cameras.aggregate(interval("door", BEGIN, 38));
        passed = passed.plus(INTERVAL);
        cameras.aggregate(interval("door", BEGIN.plus(INTERVAL), 0));
        speak();
        assertThat(host.history()).isEmpty();

        cameras.stateChanged(online("door"));
        speak();
        assertThat(host.value("door/Interval/Passages")).isEqualTo(0);
        assertThat(host.history())
                .hasSize(8)
                .extracting(HostApplication.Past::metric, HostApplication.Past::value)
                .contains(tuple("door/Interval/Passages", 38), tuple("door/Interval/From", Date.from(BEGIN)));
    }

    /** A weekend of them would have pushed out the evening before, which is of customers. */
    @Test
    void intervalsOfNothingArePutAsideForNothing() {
        node = node(true);
        cameras = new Cameras(node, clock, () -> {});
        var shop = IntStream.range(0, 42).mapToObj(i -> "c" + i).toList();
        shop.forEach(camera -> cameras.stateChanged(online(camera)));
        node.connecting(0);
        node.connected();
        speak();
        shop.forEach(camera -> cameras.stateChanged(Statuses.of(camera, CameraState.OFFLINE, now())));
        speak();
        shop.forEach(camera -> cameras.aggregate(interval(camera, BEGIN, 38)));
        for (int i = 1; i <= 30; i++) {
            passed = passed.plus(INTERVAL);
            var from = BEGIN.plus(INTERVAL.multipliedBy(i));
            shop.forEach(camera -> cameras.aggregate(nothing(camera, from)));
        }

        shop.forEach(camera -> cameras.stateChanged(online(camera)));
        // History goes packet by packet.
        shop.forEach(_ -> speak());
        assertThat(host.history().stream()
                        .filter(past -> past.metric().endsWith("Interval/Passages"))
                        .map(HostApplication.Past::value))
                .hasSize(42)
                .containsOnly(38);
        assertThat(node.takeDropped()).isZero();
    }

    private static Aggregate nothing(String camera, Instant from) {
        var row = new Aggregate.Row(
                camera, 0, Optional.of(0), Optional.of(0), Optional.of(0), Optional.of(0), Optional.empty(), false);
        return new Aggregate(new UUID(7, 1), "lobby", from, from.plus(INTERVAL), 3, List.of(row));
    }

    private static Aggregate interval(String camera, Instant from, int passages) {
        var row = new Aggregate.Row(
                camera,
                1200,
                Optional.of(passages),
                Optional.of(4),
                Optional.of(2),
                Optional.of(1),
                Optional.of(0.67),
                false);
        return new Aggregate(new UUID(7, 1), "lobby", from, from.plus(INTERVAL), 3, List.of(row));
    }

    private static Clock clock(InstantSource source) {
        return source.withZone(ZoneOffset.UTC);
    }

    private EdgeNode node(boolean aggregated) {
        return new EdgeNode(new Names("site", "lobby"), Optional.empty(), aggregated, Rhythm.USUAL, clock);
    }

    private static CameraStatus online(String camera) {
        return Statuses.of(camera, CameraState.ONLINE, BEGIN);
    }

    private void cameraComes() {
        node.put("door", Measure.STATE, "online", now());
        node.present("door", true, now());
    }

    private void cross(String line, int times) {
        for (int i = 0; i < times; i++) {
            cross(line, now());
        }
    }

    private void cross(String line, Instant at) {
        cameras.ruled(new LineCrossing(
                new UUID(7, 1), "lobby", "door", line, LineCrossing.Direction.IN, "t1", Optional.empty(), at));
    }

    /** Hands the host everything that is due a second later. */
    private void speak() {
        passed = passed.plusSeconds(1);
        for (var next = node.next(now(), passed.toNanos());
                next.isPresent();
                next = node.next(now(), passed.toNanos())) {
            host.receive(next.get().topic(), next.get().payload());
        }
    }

    private Instant now() {
        return BEGIN.plus(passed);
    }
}
