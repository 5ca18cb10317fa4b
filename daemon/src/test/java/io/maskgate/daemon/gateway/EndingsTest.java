package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleJson;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndingsTest {
    private static final Instant SINCE = Instant.parse("2026-11-24T08:00:00Z");
    private static final UUID ID = new UUID(0x7000, 1);

    private static final Instant NOW = SINCE.plusSeconds(60);

    private final List<MaskEvent> said = new ArrayList<>();
    private final List<RuleNews> news = new ArrayList<>();
    private final List<AlarmEvent> known = new ArrayList<>();
    private final List<Integer> toldAfter = new ArrayList<>();
    private int told;

    private static MaskEvent event(String track, int seq, MaskLabel label) {
        return new MaskEvent(
                new UUID(0x7000, 99),
                seq == 1 ? MaskEvent.Type.NEW : MaskEvent.Type.UPDATE,
                "gate",
                "door",
                track,
                seq,
                label,
                0.9,
                new Box(1, 2, 3, 4),
                640,
                384,
                List.of("hall"),
                SINCE.plusSeconds(3),
                SINCE,
                "m@00000000",
                Optional.empty());
    }

    private Endings endings(List<byte[]> latest) {
        return new Endings("gate", () -> latest, () -> ID, () -> NOW, camera -> !camera.equals("gone"), new Said());
    }

    private void say(List<byte[]> latest) {
        endings(latest).atTheStart(alarms -> {
            known.addAll(alarms);
            return alarms.stream().filter(it -> !it.camera().equals("door")).toList();
        });
    }

    private static AlarmEvent alarm(String camera) {
        return alarm("gate", camera);
    }

    private static AlarmEvent alarm(String gateway, String camera) {
        var id = new UUID(0x7000, camera.hashCode());
        return new AlarmEvent(
                id, id, gateway, camera, Optional.empty(), 0, 2, SINCE, Optional.empty(), SINCE.plusSeconds(10));
    }

    /** It is asked each second, and nobody is to wait for the disk then. */
    @Test
    void whereNothingComesToLightNobodyIsToldSo() {
        endings(List.of()).late();
        assertThat(told).isZero();
        endings(List.of(RuleJson.write(alarm("door")))).late();
        assertThat(told).isEqualTo(1);
    }

    @Test
    void anAlarmGoesOnWhereItsCameraIsAndEndsWhereThatIsGone() {
        say(List.of(RuleJson.write(alarm("door")), RuleJson.write(alarm("gone"))));
        assertThat(known).containsExactly(alarm("door"), alarm("gone"));
        assertThat(said).isEmpty();
        assertThat(news)
                .containsExactly(
                        alarm("gone").ended(ID, 2, NOW, AlarmEvent.Reason.CONFIGURATION, NOW),
                        new RuleNews.AlarmState("gone", Optional.empty()));
    }

    /** Whoever saw it begin listens to the old name, and nobody under the new one knows it. */
    @Test
    void afterAnotherNameWhatTheOldOneBeganEndsUnderTheOldOne() {
        var old = alarm("old", "door");
        say(List.of(RuleJson.write(old)));
        assertThat(known).isEmpty();
        assertThat(news).containsExactly(old.ended(ID, 2, NOW, AlarmEvent.Reason.CONFIGURATION, NOW));
        news.clear();
        endings(List.of(RuleJson.write(old))).late();
        assertThat(news).containsExactly(old.ended(ID, 2, NOW, AlarmEvent.Reason.CONFIGURATION, NOW));
    }

    /** Whose state was copied goes on, and nobody there knows of these ends. */
    @Test
    void whatIsEndedUnderAnotherNameIsSaidOnceForEachName() {
        try (var log = LogListener.to(Endings.class, new SimpleFormatter()::formatMessage)) {
            say(List.of(
                    RuleJson.write(alarm("old", "door")),
                    RuleJson.write(alarm("old", "gone")),
                    RuleJson.write(alarm("gone")),
                    EventJson.write(event("t1", 1, MaskLabel.FACEMASK))));
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("old"))
                    .containsExactly(
                            "Tracks or alarms that gateway old began are ended in its name, since this one is gate."
                                    + " Where old goes on, this one has a copy of its state: stop this one and remove the outbox"
                                    + " from its state folder.");
        }
    }

    @Test
    void whetherACameraThatIsThereHasAnAlarmIsItsOwnToTell() {
        say(List.of(RuleJson.write(alarm("changed"))));
        assertThat(news).containsExactly(alarm("changed").ended(ID, 2, NOW, AlarmEvent.Reason.CONFIGURATION, NOW));
    }

    /** The camera has told by then that it has none, or has another one. */
    @Test
    void anAlarmThatComesToLightLaterEndsToo() {
        var track = EventJson.write(event("t1", 1, MaskLabel.FACEMASK));
        endings(List.of(RuleJson.write(alarm("door")), track, RuleJson.write(alarm("gone"))))
                .late();
        assertThat(said).extracting(MaskEvent::track).containsExactly("t1");
        assertThat(news)
                .containsExactly(
                        alarm("door").ended(ID, 2, NOW, AlarmEvent.Reason.CLEARED, NOW),
                        alarm("gone").ended(ID, 2, NOW, AlarmEvent.Reason.CONFIGURATION, NOW),
                        new RuleNews.AlarmState("gone", Optional.empty()));
    }

    /** The outbox keeps a thousand in memory, and pushes out the oldest of more. */
    @Test
    void ofManyTracksNoMoreAreEndedAtOnceThanTheOutboxKeepsInMemory() {
        say(IntStream.rangeClosed(1, 600)
                .mapToObj(i -> EventJson.write(event("t" + i, 1, MaskLabel.FACEMASK)))
                .toList());
        assertThat(said).hasSize(600);
        assertThat(toldAfter).containsExactly(256, 512, 600);
    }

    private final class Said implements CameraListener {
        @Override
        public void stateChanged(CameraStatus status) {}

        @Override
        public void countsChanged(String camera, FaceCounts counts) {}

        @Override
        public void removed(String camera) {}

        @Override
        public void event(MaskEvent event) {
            said.add(event);
        }

        @Override
        public void ruled(RuleNews rule) {
            news.add(rule);
        }

        @Override
        public void told() {
            told++;
            toldAfter.add(said.size());
        }
    }

    @Test
    void aTrackEndsAtItsLatestEventWithTheNextNumberAndTheLabelItHad() {
        say(List.of(EventJson.write(event("t1", 2, MaskLabel.NO_FACEMASK))));
        assertThat(said).singleElement().satisfies(end -> {
            assertThat(end.type()).isEqualTo(MaskEvent.Type.END);
            assertThat(end.id()).isEqualTo(ID);
            assertThat(end.track()).isEqualTo("t1");
            assertThat(end.seq()).isEqualTo(3);
            assertThat(end.at()).isEqualTo(SINCE.plusSeconds(3));
            assertThat(end.zones()).containsExactly("hall");
            assertThat(end.summary()).contains(new MaskEvent.Summary(Duration.ofSeconds(3), 0, 1));
        });
    }

    @Test
    void whatCannotBeReadDoesNotKeepTheOthersFromEnding() {
        var broken = "{".getBytes(StandardCharsets.UTF_8);
        say(List.of(broken, EventJson.write(event("t2", 1, MaskLabel.FACEMASK))));
        assertThat(said).extracting(MaskEvent::track).containsExactly("t2");
    }
}
