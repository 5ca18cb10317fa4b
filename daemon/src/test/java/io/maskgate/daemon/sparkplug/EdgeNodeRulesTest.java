package io.maskgate.daemon.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.sparkplug.EdgeNode.Rhythm;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens in whatever order: the host never hears what breaks the rules, and in the end knows how it is. */
class EdgeNodeRulesTest {
    private static final List<String> CAMERAS = List.of("door", "desk", "yard");

    /** What can happen. */
    enum What {
        APPEARS,
        DARK,
        REMOVED,
        COUNTS,
        CROSSING,
        OTHER_LINES,
        CONNECTED,
        LOST,
        REBIRTH,
        HOST_COMES,
        HOST_GOES,
        SPEAKS,
        SPEAKS_A_LITTLE,
        SECOND,
        CLOCK_SET_BACK
    }

    record Happening(What what, int camera, int number) {}

    @Property(tries = 500)
    void theHostIsNeverConfused(@ForAll("happenings") List<Happening> happenings, @ForAll boolean primary) {
        var world = new World(primary);
        happenings.forEach(world::happen);
        world.endWell();
        assertThat(world.host.isAlive()).isTrue();
        assertThat(world.host.devices()).containsExactlyInAnyOrderElementsOf(world.present);
        world.present.forEach(
                camera -> assertThat(world.host.value(camera + "/State")).isEqualTo("online"));
        assertThat(world.node.next(world.now, world.nanos)).isEmpty();
    }

    @Property(tries = 2000)
    void noMessageFromOutsideDoesHarm(@ForAll("messages") byte[] message) {
        var world = new World(true);
        world.happen(new Happening(What.APPEARS, 0, 0));
        world.connect();
        world.state(true);
        world.speak(Integer.MAX_VALUE);
        for (var topic :
                List.of("spBv1.0/site/NCMD/lobby", "spBv1.0/site/DCMD/lobby/door", "spBv1.0/STATE/scada", "other")) {
            assertThat(world.node.arrived(topic, message)).isNotNull();
        }
        if (world.node.mustLeave()) {
            world.lose();
        }
        world.endWell();
        assertThat(world.host.devices()).containsExactly("door");
    }

    private static final class World {
        final HostApplication host = new HostApplication();
        final List<String> present = new ArrayList<>();
        final EdgeNode node;
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        long nanos;
        private boolean connected;
        private int bdSeq;
        private int crossings;

        World(boolean primary) {
            node = new EdgeNode(
                    new Names("site", "lobby"),
                    primary ? Optional.of("scada") : Optional.empty(),
                    false,
                    new Rhythm(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(50), 20),
                    Clock.fixed(now, ZoneOffset.UTC));
        }

        void endWell() {
            connect();
            state(true);
            for (int i = 0; i < 100; i++) {
                second();
                speak(Integer.MAX_VALUE);
            }
        }

        private void second() {
            now = now.plusSeconds(1);
            nanos += 1_000_000_000;
        }

        void happen(Happening happening) {
            var camera = CAMERAS.get(happening.camera());
            switch (happening.what()) {
                case APPEARS -> {
                    node.put(camera, Measure.STATE, "online", now);
                    node.present(camera, true, now);
                    present.remove(camera);
                    present.add(camera);
                }
                case DARK -> {
                    node.put(camera, Measure.STATE, "offline", now);
                    node.present(camera, false, now);
                    present.remove(camera);
                }
                case REMOVED -> {
                    node.remove(camera);
                    present.remove(camera);
                }
                case COUNTS -> {
                    if (present.contains(camera)) {
                        node.put(camera, Measure.PEOPLE, happening.number(), now);
                    }
                }
                case CROSSING -> {
                    var line = new Tag.Crossed("line" + happening.number(), LineCrossing.Direction.IN);
                    node.put(camera, line, ++crossings, now);
                    if (!present.contains(camera)) {
                        node.present(camera, false, now);
                    }
                }
                case OTHER_LINES -> {
                    node.lines(camera, List.of("line" + happening.number()), now);
                    if (!present.contains(camera)) {
                        node.present(camera, false, now);
                    }
                }
                case CONNECTED -> connect();
                case LOST -> lose();
                case REBIRTH -> node.arrived("spBv1.0/site/NCMD/lobby", HostApplication.rebirth());
                case HOST_COMES -> state(true);
                case HOST_GOES -> {
                    state(false);
                    if (node.mustLeave()) {
                        host.receive(node.death().topic(), node.death().payload());
                        lose();
                    }
                }
                case SPEAKS -> speak(Integer.MAX_VALUE);
                case SPEAKS_A_LITTLE -> speak(happening.number());
                case SECOND -> second();
                case CLOCK_SET_BACK -> now = now.minusSeconds(3600);
            }
        }

        private void connect() {
            if (!connected) {
                node.connecting(bdSeq);
                bdSeq = (bdSeq + 1) % 256;
                node.connected();
                connected = true;
            }
        }

        private void lose() {
            node.lost();
            connected = false;
        }

        private void state(boolean online) {
            if (connected) {
                // The host has a clock of its own.
                var text = "{\"online\":" + online + ",\"timestamp\":" + nanos / 1_000_000 + "}";
                node.arrived("spBv1.0/STATE/scada", text.getBytes(StandardCharsets.UTF_8));
            }
        }

        private void speak(int most) {
            for (int said = 0; said < most; said++) {
                var next = node.next(now, nanos);
                if (next.isEmpty()) {
                    return;
                }
                host.receive(next.get().topic(), next.get().payload());
            }
        }
    }

    @Provide
    Arbitrary<List<Happening>> happenings() {
        return Combinators.combine(
                        Arbitraries.of(What.class),
                        Arbitraries.integers().between(0, CAMERAS.size() - 1),
                        Arbitraries.integers().between(0, 4))
                .as(Happening::new)
                .list()
                .ofMaxSize(80);
    }

    /** Any bytes, and real messages with some of their bytes changed. */
    @Provide
    Arbitrary<byte[]> messages() {
        var any = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        var real = Arbitraries.of(
                HostApplication.rebirth(),
                "{\"online\":true,\"timestamp\":1795721229080}".getBytes(StandardCharsets.UTF_8));
        var changed = Combinators.combine(real, Arbitraries.integers().between(0, 20), Arbitraries.bytes())
                .as((message, at, value) -> {
                    var copy = message.clone();
                    copy[at % copy.length] = value;
                    return copy;
                });
        return Arbitraries.oneOf(any, changed);
    }
}
