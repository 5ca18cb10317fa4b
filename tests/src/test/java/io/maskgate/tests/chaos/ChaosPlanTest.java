package io.maskgate.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.tests.chaos.ChaosPlan.Means;
import io.maskgate.tests.chaos.ChaosPlan.Step;
import java.time.Duration;
import java.util.HashSet;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ChaosPlanTest {
    private static final Means ALL = new Means(true, true);

    @Property(tries = 200)
    void theSameSeedDrawsTheSamePlan(@ForAll long seed, @ForAll @IntRange(min = 10, max = 3600) int seconds) {
        var length = Duration.ofSeconds(seconds);

        assertThat(ChaosPlan.draw(seed, length, ALL)).isEqualTo(ChaosPlan.draw(seed, length, ALL));
    }

    @Property(tries = 200)
    void everyBlowIsMadeGoodBeforeTheEnd(@ForAll long seed, @ForAll @IntRange(min = 10, max = 3600) int seconds) {
        var plan = ChaosPlan.draw(seed, Duration.ofSeconds(seconds), ALL);
        var open = new HashSet<Blow>();
        var time = Duration.ZERO;
        for (var step : plan.steps()) {
            assertThat(step.at()).isBetween(time, plan.length());
            time = step.at();
            var _ = switch (step) {
                case Step.Strike(var blow) -> assertThat(open.add(blow)).isTrue();
                case Step.Heal(var blow) -> assertThat(open.remove(blow)).isTrue();
            };
        }

        assertThat(open).isEmpty();
        assertThat(plan.blows()).isNotEmpty();
    }

    @Property(tries = 200)
    void noTwoBlowsHoldTheSameAndNeverTooManyAtOnce(
            @ForAll long seed, @ForAll @IntRange(min = 10, max = 1200) int seconds) {
        var blows = ChaosPlan.draw(seed, Duration.ofSeconds(seconds), ALL).blows();

        assertThat(blows).allSatisfy(one -> {
            assertThat(blows).filteredOn(other -> other != one).noneMatch(other -> one.clashes(other, ChaosPlan.REST));
            assertThat(blows).filteredOn(other -> other.at(one.from())).hasSizeLessThanOrEqualTo(ChaosPlan.AT_ONCE);
        });
    }

    @Property(tries = 200)
    void theGatewayIsNeverKilledWhileItsDiskIsFullNorInTheSecondHalf(
            @ForAll long seed, @ForAll @IntRange(min = 30, max = 1200) int seconds) {
        var plan = ChaosPlan.draw(seed, Duration.ofSeconds(seconds), ALL);
        var full = plan.blows().stream()
                .filter(blow -> blow.harm() instanceof Harm.DiskFull)
                .toList();

        assertThat(plan.blows())
                .filteredOn(blow -> blow.harm() instanceof Harm.GatewayKilled)
                .allSatisfy(kill -> {
                    assertThat(full).noneMatch(blow -> blow.at(kill.from()) || blow.at(kill.to()));
                    assertThat(kill.to()).isLessThan(plan.length().dividedBy(2));
                });
    }

    @Property(tries = 100)
    void whatTheMachineCannotDoIsNotDrawn(@ForAll long seed) {
        var plan = ChaosPlan.draw(seed, Duration.ofMinutes(5), new Means(false, false));

        assertThat(plan.blows())
                .noneMatch(blow -> blow.harm() instanceof Harm.DiskFull || blow.harm() instanceof Harm.ClockMoved);
    }

    @Example
    void anHourHasEveryKindOfBlowManyTimes() {
        var byKind = ChaosPlan.draw(1, Duration.ofHours(1), ALL).blows().stream()
                .collect(Collectors.groupingBy(blow -> blow.harm().getClass(), Collectors.counting()));

        assertThat(byKind).hasSize(Harm.class.getPermittedSubclasses().length);
        assertThat(byKind.values()).allSatisfy(times -> assertThat(times).isGreaterThan(5));
    }

    @Example
    void aPlanTooShortForAnythingIsRefused() {
        assertThatThrownBy(() -> ChaosPlan.draw(1, Duration.ofSeconds(9), ALL))
                .hasMessage("expected PT10S or more, found PT9S");
    }
}
