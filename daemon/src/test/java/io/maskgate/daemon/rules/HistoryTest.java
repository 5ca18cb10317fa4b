package io.maskgate.daemon.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.MaskLabel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final long INDEX = NOON.getEpochSecond() / 60;

    private final History history = new History();

    private void see(int second, String track, MaskLabel label) {
        history.look(List.of(Scene.face(track, 50, label)), NOON.plusSeconds(second));
    }

    @Test
    void aFaceCountsOnceInEachMinuteWithItsLastLabelInIt() {
        see(0, "a", MaskLabel.NO_FACEMASK);
        see(1, "a", MaskLabel.FACEMASK);
        see(59, "b", MaskLabel.NO_FACEMASK);
        see(60, "b", MaskLabel.NO_FACEMASK);
        assertThat(history.last(2, NOON.plusSeconds(70)))
                .containsExactly(new History.Minute(INDEX, 3, 2, 1, 1), new History.Minute(INDEX + 1, 1, 1, 0, 1));
        assertThat(history.last(2, NOON.plusSeconds(70)).getFirst().compliance())
                .hasValue(50);
    }

    @Test
    void minutesInWhichTheCameraWasDarkHaveNoLooks() {
        see(0, "a", MaskLabel.FACEMASK);
        see(180, "a", MaskLabel.FACEMASK);
        var minutes = history.last(5, NOON.plusSeconds(200));
        assertThat(minutes).extracting(History.Minute::looks).containsExactly(0, 1, 0, 0, 1);
        assertThat(minutes.get(2).compliance()).isEmpty();
    }

    /** A camera that is looked at every few seconds, and a page that asks in between. */
    @Test
    void aMinuteThatHasJustBegunIsNotDarkBeforeItsFirstPicture() {
        see(59, "a", MaskLabel.FACEMASK);
        var begun = history.last(2, NOON.plusSeconds(61));
        assertThat(begun).extracting(minute -> minute.looks() > 0).containsExactly(true, true);
        assertThat(begun).extracting(History.Minute::people).containsExactly(1, 0);
        assertThat(history.last(3, NOON.plusSeconds(121)))
                .extracting(minute -> minute.looks() > 0)
                .containsExactly(true, false, false);
    }

    @Test
    void aDayIsKeptAndNoMore() {
        see(0, "a", MaskLabel.FACEMASK);
        see(History.MOST_MINUTES * 60 - 60, "b", MaskLabel.FACEMASK);
        var now = NOON.plusSeconds(History.MOST_MINUTES * 60L - 60);
        assertThat(history.last(History.MOST_MINUTES, now).getFirst().people()).isEqualTo(1);
        see(History.MOST_MINUTES * 60, "c", MaskLabel.FACEMASK);
        assertThat(history.last(History.MOST_MINUTES, now).getFirst().people()).isZero();
    }

    @Test
    void aClockThatIsSetBackCountsOnFromWhereItIs() {
        see(0, "a", MaskLabel.FACEMASK);
        see(3600, "b", MaskLabel.FACEMASK);
        see(60, "c", MaskLabel.FACEMASK);
        see(61, "d", MaskLabel.FACEMASK);
        see(120, "e", MaskLabel.FACEMASK);
        assertThat(history.last(3, NOON.plusSeconds(120)))
                .extracting(History.Minute::people)
                .containsExactly(1, 2, 1);
    }
}
