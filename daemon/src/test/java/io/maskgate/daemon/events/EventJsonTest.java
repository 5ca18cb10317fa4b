package io.maskgate.daemon.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventJsonTest {
    private static final String NEW = """
            {"schema":"maskgate.event/1","id":"01936f5e-8a00-7abc-8def-0123456789ab","type":"new","gateway":"lobby-1",\
            "camera":"door","track":"06csyqm80ay7vrj4","seq":1,"label":"facemask","score":0.968,\
            "box":[100,50,161,130],"frame":[1920,1080],"zones":[],"at":"2026-03-01T08:00:00.600Z",\
            "since":"2026-03-01T08:00:00.000Z","model":"lightmask-320@0a1b2c3d"}""";

    private static final String END = """
            {"schema":"maskgate.event/1","id":"01936f5e-8a00-7abc-8def-0123456789ab","type":"end","gateway":"lobby-1",\
            "camera":"door","track":"06csyqm80ay7vrj4","seq":2,"label":"facemask","score":0.968,\
            "box":[100,50,161,130],"frame":[1920,1080],"zones":[],"at":"2026-03-01T08:00:00.600Z",\
            "since":"2026-03-01T08:00:00.000Z","model":"lightmask-320@0a1b2c3d","duration_s":12.34,\
            "share":{"facemask":0.667,"no facemask":0.333}}""";

    @Test
    void aNewEventIsWrittenAsTheContractSays() {
        assertThat(EventJson.text(event(MaskEvent.Type.NEW, 1, Optional.empty())))
                .isEqualTo(NEW);
    }

    @Test
    void anEndEventCarriesSecondsAndSharesThatAddUpAfterRounding() {
        var summary = new MaskEvent.Summary(Duration.ofNanos(12_340_900_000L), 2.0 / 3, 1 - 2.0 / 3);

        assertThat(EventJson.text(event(MaskEvent.Type.END, 2, Optional.of(summary))))
                .isEqualTo(END);
    }

    @Test
    void wholeNumbersNeedNoDecimals() {
        var summary = new MaskEvent.Summary(Duration.ofSeconds(100), 1, 0);

        assertThat(EventJson.text(event(MaskEvent.Type.END, 2, Optional.of(summary))))
                .endsWith("\"duration_s\":100,\"share\":{\"facemask\":1,\"no facemask\":0}}");
    }

    @Test
    void whatWasReadIsWrittenAgainByteForByte() {
        for (String text : List.of(NEW, END)) {
            assertThat(EventJson.text(read(text))).isEqualTo(text);
        }
    }

    @Test
    void aReadEventHasItsValues() {
        MaskEvent event = read(END);

        assertThat(event.type()).isEqualTo(MaskEvent.Type.END);
        assertThat(event.label()).isEqualTo(MaskLabel.FACEMASK);
        assertThat(event.box()).isEqualTo(new Box(100, 50, 161, 130));
        assertThat(event.at()).isEqualTo(Instant.parse("2026-03-01T08:00:00.600Z"));
        assertThat(event.summary()).contains(new MaskEvent.Summary(Duration.ofMillis(12_340), 0.667, 0.333));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            event/1"             | event/2"               | schema: expected "maskgate.event/1", found "maskgate.event/2"
            "type":"new"         | "type":"NEW"           | type: expected new, update or end, found "NEW"
            "seq":1,             | "seq":0,               | seq: expected an integer from 1, found 0
            "seq":1,             | "seq":"1",             | seq: expected an integer from 1, found "1"
            "seq":1,             | ``                     | seq: expected an integer from 1, found nothing
            "label":"facemask"   | "label":"mask"         | label: expected facemask or no facemask, found "mask"
            0.968                | 1.5                    | score: expected a number from 0 to 1, found 1.5
            [1920,1080]          | [1920]                 | frame: expected 2 integers, found [1920]
            161,130]             | 161.5,130]             | box: expected 4 integers, found [100,50,161.5,130]
            "zones":[]           | "zones":[1]            | zones: expected a list of text, found 1
            00.600Z              | 00.6Z                  | at: expected ISO 8601 in UTC with milliseconds, found "2026-03-01T08:00:00.6Z"
            "seq":1,             | "seq":1,"mood":"good", | mood: expected no such key in an event of type new, found it
            "seq":1,             | "seq":1,"share":{},    | share: expected no such key in an event of type new, found it
            """)
    void aWrongEventIsRefusedWithTheKey(String right, String wrong, String message) {
        String text = NEW.replace(right, wrong);

        assertThat(text).isNotEqualTo(NEW);
        assertThatIllegalArgumentException().isThrownBy(() -> read(text)).withMessage(message);
    }

    @Test
    void whatIsNotOneJsonObjectIsRefused() {
        for (String text : List.of("", "[]", "online", NEW + "{}", NEW.replace("\"seq\":1", "\"seq\":1,\"seq\":1"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> read(text))
                    .withMessageContaining("expected an event");
        }
    }

    private static MaskEvent read(String text) {
        return EventJson.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MaskEvent event(MaskEvent.Type type, int seq, Optional<MaskEvent.Summary> summary) {
        return new MaskEvent(
                UUID.fromString("01936f5e-8a00-7abc-8def-0123456789ab"),
                type,
                "lobby-1",
                "door",
                "06csyqm80ay7vrj4",
                seq,
                MaskLabel.FACEMASK,
                0.96751,
                new Box(100.4f, 49.6f, 160.5f, 130),
                1920,
                1080,
                List.of(),
                Instant.parse("2026-03-01T08:00:00.600999Z"),
                Instant.parse("2026-03-01T08:00:00Z"),
                "lightmask-320@0a1b2c3d",
                summary);
    }
}
