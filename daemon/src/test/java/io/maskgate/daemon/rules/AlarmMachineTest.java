package io.maskgate.daemon.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.rules.AlarmMachine.Change;
import io.maskgate.daemon.rules.AlarmMachine.Cleared;
import io.maskgate.daemon.rules.AlarmMachine.Raised;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AlarmMachineTest {
    /** More than one for 10 s; over after 30 s; then none for 60 s. */
    private final AlarmMachine machine = machine(1, 10, 30, 60);

    private final List<String> changes = new ArrayList<>();

    private static AlarmMachine machine(int above, int lasting, int clearAfter, int holdOff) {
        return new AlarmMachine(new RuleKeys.Alarm(
                above,
                Duration.ofSeconds(lasting),
                Duration.ofSeconds(clearAfter),
                Duration.ofSeconds(holdOff),
                Optional.empty()));
    }

    private static Optional<Change> step(AlarmMachine machine, long second, int count, boolean quiet) {
        return machine.step(count, quiet, second * 1_000_000_000L, Instant.ofEpochSecond(second));
    }

    private void hold(int from, int to, int count) {
        for (int second = from; second <= to; second++) {
            int now = second;
            step(machine, second, count, false).ifPresent(change -> changes.add(now + " " + words(change)));
        }
    }

    private static String words(Change change) {
        return switch (change) {
            case Raised(Instant since, int peak) -> "on since " + since.getEpochSecond() + " peak " + peak;
            case Cleared cleared ->
                "off until " + cleared.until().getEpochSecond() + " peak " + cleared.peak()
                        + (cleared.quiet() ? " quiet" : "");
        };
    }

    @Test
    void tooManyForLongEnoughIsAnAlarmUntilThereWereNotForLongEnough() {
        hold(0, 20, 2);
        hold(21, 60, 1);
        assertThat(changes).containsExactly("10 on since 0 peak 2", "51 off until 21 peak 2");
    }

    @Test
    void aBreakBeginsTheTimeAnew() {
        hold(0, 9, 2);
        hold(10, 10, 1);
        hold(11, 20, 2);
        assertThat(changes).isEmpty();
        hold(21, 21, 2);
        assertThat(changes).containsExactly("21 on since 11 peak 2");
    }

    @Test
    void aBreakOfAnAlarmDoesNotEndIt() {
        hold(0, 10, 2);
        hold(11, 39, 0);
        hold(40, 40, 5);
        hold(41, 70, 0);
        assertThat(changes).containsExactly("10 on since 0 peak 2");
        hold(71, 71, 0);
        assertThat(changes).last().isEqualTo("71 off until 41 peak 5");
    }

    @Test
    void withinTheHoldOffNoneBeginsAndAtItsEndOneDoesIfThereAreStillTooMany() {
        hold(0, 10, 2);
        hold(11, 41, 0);
        hold(42, 200, 3);
        assertThat(changes).containsExactly("10 on since 0 peak 2", "41 off until 11 peak 2", "101 on since 42 peak 3");
    }

    @Test
    void aQuietHourEndsAnAlarmAtOnceAndNoneIsPendingInIt() {
        hold(0, 10, 2);
        assertThat(step(machine, 11, 2, true).map(AlarmMachineTest::words)).contains("off until 11 peak 2 quiet");
        for (int second = 12; second < 200; second++) {
            assertThat(step(machine, second, 9, true)).isEmpty();
        }
        hold(200, 210, 2);
        assertThat(changes).last().isEqualTo("210 on since 200 peak 2");
    }

    private record Step(int seconds, int count, boolean quiet) {}

    @Provide
    Arbitrary<List<Step>> lives() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 9).map(it -> it == 0))
                .as(Step::new)
                .list()
                .ofMaxSize(120);
    }

    /** Judged from outside, by what was put in and what came out. */
    @Property(tries = 500)
    void whateverHappensAlarmsKeepTheirPromises(
            @ForAll("lives") List<Step> life,
            @ForAll @IntRange(max = 3) int above,
            @ForAll @IntRange(max = 30) int lasting,
            @ForAll @IntRange(max = 30) int clearAfter,
            @ForAll @IntRange(max = 60) int holdOff) {
        var subject = machine(above, lasting, clearAfter, holdOff);
        boolean on = false;
        long offAt = Long.MIN_VALUE / 2;
        long manySince = -1;
        long fewSince = -1;
        long second = 0;
        for (var step : life) {
            second += step.seconds;
            boolean many = step.count > above && !step.quiet;
            manySince = many ? manySince < 0 ? second : manySince : -1;
            fewSince = many ? -1 : fewSince < 0 ? second : fewSince;
            var change = step(subject, second, step.count, step.quiet);
            boolean due = many && second - manySince >= lasting && second - offAt >= holdOff;
            boolean over = step.quiet || !many && second - fewSince >= clearAfter;
            if (on) {
                // Few since before the alarm began cannot be: it began when there were many.
                assertThat(change.isPresent()).isEqualTo(over);
                offAt = over ? second : offAt;
                on = !over;
            } else {
                assertThat(change.isPresent()).isEqualTo(due);
                change.ifPresent(it -> assertThat(((Raised) it).peak()).isGreaterThan(above));
                on = due;
            }
            assertThat(subject.state() instanceof AlarmMachine.Alarmed).isEqualTo(on);
        }
    }
}
