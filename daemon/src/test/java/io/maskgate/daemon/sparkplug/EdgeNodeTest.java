package io.maskgate.daemon.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.sparkplug.EdgeNode.Rhythm;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every message is read by a host that knows the rules; see {@link HostApplication}. */
class EdgeNodeTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
    private static final Names NAMES = new Names("site", "lobby");
    private static final String STATE = "spBv1.0/STATE/scada";

    private final HostApplication host = new HostApplication();
    private Instant now = BEGIN;
    private long nanos = 42;
    private EdgeNode node = node(Optional.empty(), false, Rhythm.USUAL);

    private static EdgeNode node(Optional<String> primaryHost, boolean aggregated, Rhythm rhythm) {
        return new EdgeNode(NAMES, primaryHost, aggregated, rhythm, Clock.fixed(BEGIN, ZoneOffset.UTC));
    }

    private void connect(int bdSeq) {
        node.connecting(bdSeq);
        node.connected();
    }

    private void camera(String id) {
        node.put(id, Measure.STATE, "online", now);
        node.put(id, Measure.ENABLED, true, now);
        node.present(id, true, now);
    }

    private void people(String camera, int people) {
        node.put(camera, Measure.PEOPLE, people, now);
    }

    /** Hands the host everything that is due. */
    private void speak() {
        for (var next = node.next(now, nanos); next.isPresent(); next = node.next(now, nanos)) {
            host.receive(next.get().topic(), next.get().payload());
        }
    }

    private void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
        speak();
    }

    @Test
    void birthsComeFirstAndTellEverything() {
        camera("door");
        people("door", 3);
        node.describe(Property.VERSION, "1.2.3", now);
        connect(7);
        speak();
        assertThat(host.told()).containsExactly("NBIRTH", "DBIRTH door");
        assertThat(host.bdSeq()).isEqualTo(7);
        assertThat(host.value("Properties/Version")).isEqualTo("1.2.3");
        assertThat(host.value("door/People")).isEqualTo(3);
        assertThat(host.value("door/Enabled")).isEqualTo(true);
        assertThat(host.value("door/Alarm")).isNull();
        assertThat(host.metrics())
                .contains("door/Alarm", "door/Compliance")
                .noneMatch(metric -> metric.contains("Interval"));
        assertThat(node.next(now, nanos)).as("nothing changed").isEmpty();
    }

    @Test
    void onlyWhatChangedIsToldAndCountsOnceInASecond() {
        camera("door");
        connect(0);
        speak();
        host.told();
        people("door", 1);
        speak();
        assertThat(host.told()).as("the birth was just now").isEmpty();
        assertThat(node.untilNext(nanos)).isEqualTo(Duration.ofSeconds(1));
        people("door", 2);
        pass(Duration.ofSeconds(1));
        assertThat(host.told()).containsExactly("DDATA door");
        assertThat(host.value("door/People")).isEqualTo(2);
        node.put("door", Measure.ALARM, true, now);
        speak();
        assertThat(host.value("door/Alarm")).as("an alarm does not wait").isEqualTo(true);
    }

    @Test
    void numbersGoRoundAfter255() {
        camera("door");
        connect(0);
        for (int i = 0; i < 1000; i++) {
            people("door", i);
            pass(Duration.ofSeconds(1));
        }
        assertThat(host.value("door/People")).isEqualTo(999);
        assertThat(host.told()).hasSize(1001);
    }

    @Test
    void aCameraThatGoesDarkDiesAndComesBackWithABirth() {
        camera("door");
        camera("desk");
        connect(0);
        speak();
        host.told();
        node.put("door", Measure.STATE, "offline", now);
        node.present("door", false, now);
        pass(Duration.ofSeconds(1));
        assertThat(host.told()).containsExactly("DDATA door", "DDEATH door");
        assertThat(host.value("door/State")).isEqualTo("offline");
        assertThat(host.devices()).containsExactly("desk");
        camera("door");
        pass(Duration.ofSeconds(1));
        assertThat(host.told()).containsExactly("DBIRTH door");
        node.remove("desk");
        pass(Duration.ofSeconds(1));
        assertThat(host.told()).containsExactly("DDEATH desk");
        assertThat(host.devices()).containsExactly("door");
    }

    @Test
    void aHostMayAskForTheBirthsAgainButNotInAFlood() {
        camera("door");
        connect(3);
        speak();
        host.told();
        for (int i = 0; i < 100; i++) {
            assertThat(node.arrived("spBv1.0/site/NCMD/lobby", HostApplication.rebirth()))
                    .isEqualTo(new Order.Done());
            people("door", i);
            speak();
        }
        assertThat(host.told()).as("no data while a birth is due").isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(host.told()).containsExactly("NBIRTH", "DBIRTH door");
        assertThat(host.bdSeq()).as("of the same session").isEqualTo(3);
        assertThat(host.value("door/People")).isEqualTo(99);
    }

    @Test
    void aTimeOfDayThatIsSetBackSilencesNothing() {
        camera("door");
        connect(0);
        speak();
        node.lost();
        people("door", 1);
        now = now.plusSeconds(10);
        people("door", 2);
        connect(1);
        speak();
        host.told();
        now = now.minus(Duration.ofHours(1));
        node.arrived("spBv1.0/site/NCMD/lobby", HostApplication.rebirth());
        pass(Duration.ofSeconds(1));
        assertThat(host.told()).startsWith("NBIRTH", "DBIRTH door");
        people("door", 7);
        pass(Duration.ofSeconds(1));
        assertThat(host.value("door/People")).isEqualTo(7);
        assertThat(host.history()).hasSize(1);
    }

    @Test
    void whatIsKeptOfACameraThatIsTakenAwayMakesRoomOnce() {
        node = node(Optional.empty(), false, new Rhythm(Duration.ZERO, Duration.ZERO, Duration.ZERO, 10));
        camera("door");
        camera("desk");
        connect(0);
        speak();
        node.lost();
        keep("door", 9);
        connect(1);
        node.next(now, nanos);
        node.remove("door");
        camera("door");
        node.lost();
        connect(2);
        host.told();
        speak();
        assertThat(host.history()).as("it was another camera").isEmpty();
        node.lost();
        keep("desk", 12);
        assertThat(node.takeDropped()).isEqualTo(2);
    }

    private void keep(String camera, int values) {
        for (int i = 1; i <= values; i++) {
            now = now.plusSeconds(10);
            people(camera, 100 + i);
        }
    }

    @Test
    void aNewConnectionBeginsWithBirthsOfItsOwnNumber() {
        camera("door");
        connect(255);
        speak();
        node.lost();
        assertThat(node.next(now, nanos)).isEmpty();
        var will = node.connecting(0);
        node.connected();
        host.told();
        speak();
        assertThat(host.told()).containsExactly("NBIRTH", "DBIRTH door");
        assertThat(host.bdSeq()).isZero();
        host.receive(NAMES.death(), will);
        assertThat(host.isAlive()).isFalse();
    }

    @Test
    void nothingIsSaidBeforeThePrimaryHostIsThereAndItsEndEndsTheSession() {
        node = node(Optional.of("scada"), false, Rhythm.USUAL);
        camera("door");
        connect(0);
        speak();
        assertThat(host.told()).isEmpty();
        assertThat(node.isWaiting()).isTrue();
        node.arrived(STATE, state(true, 1000));
        speak();
        assertThat(host.told()).containsExactly("NBIRTH", "DBIRTH door");

        assertThat(node.arrived(STATE, state(false, 999))).as("a late will").isEqualTo(new Order.Outdated());
        assertThat(node.mustLeave()).isFalse();
        node.arrived(STATE, state(false, 1000));
        assertThat(node.mustLeave()).isTrue();
        people("door", 5);
        assertThat(node.next(now, nanos)).isEmpty();
        host.receive(node.death().topic(), node.death().payload());
        assertThat(host.isAlive()).isFalse();
        node.lost();

        connect(1);
        node.arrived(STATE, state(false, 1000));
        speak();
        assertThat(node.mustLeave()).as("it waits where it is").isFalse();
        node.arrived(STATE, state(true, 2000));
        host.told();
        speak();
        assertThat(host.told()).startsWith("NBIRTH", "DBIRTH door");
    }

    /** As after its start, until its clock was set by the network: it says its state once a connection, so nothing follows. */
    @Test
    void aHostWhoseClockWasAheadIsAskedForAnewAndNotWaitedFor() {
        node = node(Optional.of("scada"), false, Rhythm.USUAL);
        connect(0);
        node.arrived(STATE, state(true, 10_000));
        speak();
        node.arrived(STATE, state(false, 10_000));
        host.receive(node.death().topic(), node.death().payload());
        node.lost();

        connect(1);
        node.arrived(STATE, state(false, 10_000));
        node.arrived(STATE, state(false, 4_000));
        assertThat(node.doubtsHost()).as("of a late will").isFalse();
        assertThat(node.arrived(STATE, state(true, 5_000))).isEqualTo(new Order.Outdated());
        assertThat(node.isWaiting()).isTrue();
        assertThat(node.doubtsHost()).isTrue();

        node.forgetHost();
        assertThat(node.doubtsHost()).isFalse();
        node.arrived(STATE, state(true, 5_000));
        host.told();
        speak();
        assertThat(host.told()).containsExactly("NBIRTH");
        node.arrived(STATE, state(false, 5_000));
        assertThat(node.mustLeave()).isTrue();
    }

    @Test
    void wordsThatAreNoStateAreIgnored() {
        node = node(Optional.of("scada"), false, Rhythm.USUAL);
        connect(0);
        for (var text :
                new String[] {"ONLINE", "", "{}", "{\"online\":1,\"timestamp\":2}", "[", "\"", "{\"online\":true}"}) {
            assertThat(node.arrived(STATE, text.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(new Order.Ignored());
        }
        assertThat(node.isWaiting()).isTrue();
    }

    @Test
    void whatHappensWhileNobodyListensIsToldLaterAsHistory() {
        camera("door");
        connect(0);
        speak();
        node.lost();
        for (int i = 1; i <= 120; i++) {
            now = now.plusSeconds(10);
            people("door", i);
        }
        connect(1);
        speak();
        assertThat(host.value("door/People")).as("the birth tells how it is").isEqualTo(120);
        for (int i = 0; i < 10; i++) {
            pass(Rhythm.USUAL.history());
        }
        assertThat(host.history())
                .hasSize(119)
                .extracting(HostApplication.Past::value)
                .startsWith(1, 2, 3);
        assertThat(host.history().getFirst().at()).isEqualTo(BEGIN.plusSeconds(10));
        assertThat(host.value("door/People")).as("history is not how it is").isEqualTo(120);
        assertThat(node.takeDropped()).isZero();
    }

    /** Counts of a school gate in the morning: a rush must not melt into the one value with which it ended. */
    @Test
    void ofWhatMovesAllTheTimeTheLastOfEachSecondIsKept() {
        camera("door");
        connect(0);
        speak();
        node.lost();
        for (int i = 1; i <= 100; i++) {
            now = now.plusMillis(200);
            people("door", i);
        }
        connect(1);
        speak();
        assertThat(host.value("door/People")).isEqualTo(100);
        assertThat(host.history())
                .extracting(HostApplication.Past::value, past -> past.at().toInstant())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 19)
                        .mapToObj(second -> tuple(5 * second, BEGIN.plusSeconds(second)))
                        .toList());
        assertThat(node.takeDropped()).isZero();
    }

    /** Nothing that was kept is overwritten because its time is not over yet by the clock as it is now. */
    @Test
    void aClockThatIsSetBackWhileNobodyListensCostsNoHistory() {
        camera("door");
        connect(0);
        speak();
        node.lost();
        for (int i = 1; i <= 6; i++) {
            now = i == 4 ? now.minus(Duration.ofHours(1)) : now.plusSeconds(10);
            people("door", i);
        }
        connect(1);
        speak();
        pass(Rhythm.USUAL.history());
        assertThat(host.history()).extracting(HostApplication.Past::value).containsExactly(1, 2, 3, 4, 5);
        assertThat(node.takeDropped()).isZero();
    }

    @Test
    void tooMuchHistoryLosesItsOldestAndIsCounted() {
        node = node(Optional.empty(), false, new Rhythm(Duration.ZERO, Duration.ZERO, Duration.ZERO, 100));
        camera("door");
        camera("desk");
        connect(0);
        speak();
        node.lost();
        for (int i = 1; i <= 200; i++) {
            now = now.plusSeconds(10);
            people("door", i);
            people("desk", i);
        }
        assertThat(node.takeDropped()).isEqualTo(300);
        connect(1);
        speak();
        assertThat(host.history()).hasSize(98);
        assertThat(host.history().getFirst().value()).isEqualTo(151);
    }

    @Test
    void aHostSwitchesACameraByTheAliasAndNothingElse() {
        camera("door");
        camera("desk");
        connect(0);
        speak();
        var off = host.write("desk/Enabled", false);
        assertThat(node.arrived("spBv1.0/site/DCMD/lobby/desk", off)).isEqualTo(new Order.Enable("desk", false));
        assertThat(node.arrived("spBv1.0/site/DCMD/lobby/door", off)).isEqualTo(new Order.Ignored());
        assertThat(node.arrived("spBv1.0/site/DCMD/lobby/cellar", off)).isEqualTo(new Order.Ignored());
        assertThat(node.arrived("spBv1.0/site/NCMD/lobby", off)).isEqualTo(new Order.Ignored());
        assertThat(node.arrived("spBv1.0/site/DCMD/lobby/desk", host.write("desk/Alarm", false)))
                .isEqualTo(new Order.Ignored());
        assertThat(node.arrived("spBv1.0/site/DCMD/lobby/desk", new byte[] {1, 2, 3}))
                .isEqualTo(new Order.Ignored());
        assertThat(node.arrived("spBv1.0/site/DCMD/lobby/desk", Arrays.copyOf(off, 5000)))
                .isEqualTo(new Order.Ignored());
    }

    @Test
    void whereOnlyCountsPerIntervalMayLeaveThereIsNoMetricForAnythingElse() {
        node = node(Optional.empty(), true, Rhythm.USUAL);
        camera("door");
        people("door", 17);
        node.put("door", Measure.PASSAGES, 40, now);
        node.put("door", new Tag.Crossed("entrance", LineCrossing.Direction.OUT), 3, now);
        connect(0);
        speak();
        assertThat(host.metrics())
                .contains("door/State", "door/Interval/Passages")
                .noneMatch(metric -> metric.matches("door/(People|With.*|Compliance|Alarm|Lines.*)"));
        assertThat(host.value("door/Interval/Passages")).isEqualTo(40);
    }

    private static byte[] state(boolean online, long timestamp) {
        return ("{\"online\":" + online + ",\"timestamp\":" + timestamp + "}").getBytes(StandardCharsets.UTF_8);
    }
}
