package io.maskgate.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    private final Schedule schedule = new Schedule(1e-3, 1e-5, 10, 110);

    @Test
    void warmUpRisesInEqualStepsToThePeak() {
        assertThat(schedule.at(0)).isCloseTo(1e-4, within(1e-12));
        assertThat(schedule.at(4)).isCloseTo(5e-4, within(1e-12));
        assertThat(schedule.at(9)).isCloseTo(1e-3, within(1e-12));
        assertThat(schedule.at(10)).isCloseTo(1e-3, within(1e-12));
    }

    @Test
    void theCosineFallsThroughTheMeanToTheFloorAndStaysThere() {
        assertThat(schedule.at(60)).isCloseTo((1e-3 + 1e-5) / 2, within(1e-12));
        assertThat(schedule.at(110)).isCloseTo(1e-5, within(1e-12));
        assertThat(schedule.at(1000)).isCloseTo(1e-5, within(1e-12));
    }

    @Test
    void withoutWarmUpTheFirstStepIsAtThePeak() {
        assertThat(new Schedule(1e-3, 1e-5, 0, 100).at(0)).isEqualTo(1e-3);
    }
}
