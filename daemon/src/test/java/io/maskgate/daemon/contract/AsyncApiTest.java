package io.maskgate.daemon.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.events.AggregateJson;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleJson;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AsyncApiTest {
    private static final Path KEPT = Path.of("..", "config", "schema", "asyncapi.yaml");

    private static final Document DOCUMENT = Document.of(AsyncApi.yaml());

    @Test
    void theKeptDocumentIsTheOneTheTypesGive() throws Exception {
        if (Boolean.getBoolean("maskgate.schema.write")) {
            Files.writeString(KEPT, AsyncApi.yaml());
        }
        assertThat(Files.readString(KEPT))
                .as("to bring it up to date see config/README.md")
                .isEqualTo(AsyncApi.yaml());
    }

    @Test
    void namesAndAddressesAreThereOnce() {
        assertThat(Messages.all()).extracting(Message::name).doesNotHaveDuplicates();
        assertThat(Messages.all()).extracting(Message::address).doesNotHaveDuplicates();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(DOCUMENT.references())
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                DOCUMENT.root().at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Property(tries = 200)
    void everyEventIsTakenByItsSchema(@ForAll("events") MaskEvent event) {
        assertThat(DOCUMENT.faults("maskgate/lobby/cameras/door/events", EventJson.write(event)))
                .isEmpty();
    }

    @Test
    void everyKeyOfAnEventIsNeededAndNoOtherIsTaken() {
        var text = EventJson.text(event(1, MaskEvent.Type.NEW, MaskLabel.FACEMASK, 0.5, List.of("desk")));
        for (var key :
                List.of("id", "type", "seq", "label", "score", "box", "frame", "zones", "at", "since", "model")) {
            assertThat(faults(text.replace("\"" + key + "\":", "\"other\":")))
                    .as("without " + key)
                    .hasSize(2);
        }
        assertThat(faults(text.replace("\"facemask\"", "\"mask\""))).hasSize(1);
        assertThat(faults(text.replaceAll("\"box\":\\[\\d+,", "\"box\":["))).hasSize(1);
    }

    @Test
    void anAggregateMayHoldNumbersBack() {
        var row = new Aggregate.Row(
                "door",
                1200,
                Optional.of(7),
                Optional.of(6),
                Optional.empty(),
                Optional.of(0),
                Optional.of(0.857),
                true);
        var now = Instant.parse("2026-03-01T12:00:00Z");
        var payload = AggregateJson.write(
                new Aggregate(new UUID(7, 1), "lobby", now.minusSeconds(1200), now, 5, List.of(row)));
        assertThat(DOCUMENT.faults("maskgate/lobby/aggregates", payload)).isEmpty();
        assertThat(faults("maskgate/lobby/aggregates", new String(payload, StandardCharsets.UTF_8).replace("7", "-7")))
                .isNotEmpty();
    }

    @Test
    void alarmsAndCrossingsAreTakenAsTheyAreWritten() {
        var now = Instant.parse("2026-03-01T12:00:00Z");
        var begin = new AlarmEvent(
                new UUID(7, 1),
                new UUID(7, 1),
                "lobby",
                "door",
                Optional.of("desk"),
                2,
                4,
                now,
                Optional.empty(),
                now.plusSeconds(10));
        var end = begin.ended(new UUID(7, 2), 5, now.plusSeconds(60), AlarmEvent.Reason.CLEARED, now.plusSeconds(90));
        for (var alarm : List.of(begin, end)) {
            assertThat(DOCUMENT.faults("maskgate/lobby/cameras/door/alarms", RuleJson.write(alarm)))
                    .isEmpty();
        }
        assertThat(faults(
                        "maskgate/lobby/cameras/door/alarms",
                        text(RuleJson.write(end)).replace("cleared", "bored")))
                .isNotEmpty();
        for (var label : List.of(Optional.<MaskLabel>empty(), Optional.of(MaskLabel.NO_FACEMASK))) {
            var crossing = new LineCrossing(
                    new UUID(7, 3), "lobby", "door", "entrance", LineCrossing.Direction.IN, "t1", label, now);
            assertThat(DOCUMENT.faults("maskgate/lobby/cameras/door/lines", RuleJson.write(crossing)))
                    .isEmpty();
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Test
    void topicsAreKnownByTheirAddressesAndWordsByTheirLists() {
        assertThat(faults("maskgate/lobby/availability", "online")).isEmpty();
        assertThat(faults("site/a/maskgate/lobby/cameras/door/availability", "stalled"))
                .isEmpty();
        assertThat(faults("maskgate/lobby/cameras/door/availability", "asleep")).hasSize(1);
        assertThat(faults("maskgate/lobby/cameras/door/compliance", "unknown")).isEmpty();
        assertThat(faults("maskgate/lobby/cameras/door/compliance", "101")).hasSize(1);
        assertThat(faults("maskgate/lobby/cameras/door/counts/people", "-1")).hasSize(1);
        assertThat(faults("maskgate/lobby/cameras/door/counts/people", ""))
                .as("retained, taken away")
                .isEmpty();
        assertThat(faults("maskgate/lobby/cameras/door/gossip", "x")).hasSize(1);
    }

    @Provide
    Arbitrary<MaskEvent> events() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 1000),
                        Arbitraries.of(MaskEvent.Type.class),
                        Arbitraries.of(MaskLabel.class),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.strings().alpha().list().ofMaxSize(3))
                .as(AsyncApiTest::event);
    }

    private static MaskEvent event(int seq, MaskEvent.Type type, MaskLabel label, double score, List<String> zones) {
        var now = Instant.parse("2026-03-01T12:00:00Z");
        return new MaskEvent(
                UUID.nameUUIDFromBytes(new byte[] {(byte) seq}),
                type,
                "lobby",
                "door",
                "t1",
                seq,
                label,
                score,
                new Box(1.5f, 2, 30, 40),
                640,
                384,
                zones,
                now,
                now.minusMillis(seq),
                "m@0011aaff",
                type == MaskEvent.Type.END
                        ? Optional.of(new MaskEvent.Summary(Duration.ofMillis(seq), score, 1 - score))
                        : Optional.empty());
    }

    private static List<String> faults(String event) {
        return faults("maskgate/lobby/cameras/door/events", event);
    }

    private static List<String> faults(String topic, String text) {
        return DOCUMENT.faults(topic, text.getBytes(StandardCharsets.UTF_8));
    }
}
