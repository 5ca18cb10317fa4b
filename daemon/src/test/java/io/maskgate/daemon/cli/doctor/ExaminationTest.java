package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.logging.Redactor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looks at more streams than there is room for at once. */
@Timeout(30)
class ExaminationTest {
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void end() {
        end.countDown();
    }

    private static List<Check> looks(int count, Duration deadline, Callable<Finding> work) {
        var looks = new ArrayList<Check>();
        for (int i = 0; i < count; i++) {
            looks.add(new Check("look " + i, deadline, work));
        }
        return looks;
    }

    private static Map<String, Finding> run(List<Check> checks, List<Check> looks) throws InterruptedException {
        return new Examination(1, new Redactor()).run(checks, looks);
    }

    /** Those at the end were failed without having been looked at, the same ones each time. */
    @Test
    void theirDeadlineBeginsWithThemHoweverLongTheyWaitedForTheirTurn() throws Exception {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        Callable<Finding> work = () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            end.await(200, TimeUnit.MILLISECONDS);
            now.decrementAndGet();
            return Finding.ok("seen");
        };
        // Six rounds of a fifth of a second.
        var findings = run(List.of(), looks(96, Duration.ofSeconds(1), work));
        assertThat(findings)
                .hasSize(96)
                .allSatisfy((_, finding) -> assertThat(finding).isEqualTo(Finding.ok("seen")));
        assertThat(most).hasValue(16);
    }

    /** As in a native call that knows no interrupt. */
    private Finding hang() {
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException _) {
                continue;
            }
        }
        return Finding.ok("too late");
    }

    @Test
    void whatHangsTakesNoTurnFromTheOthers() throws Exception {
        var looks = looks(100, Duration.ofMillis(50), this::hang);
        looks.add(new Check("last", Duration.ofSeconds(20), () -> Finding.ok("seen")));
        var findings = run(List.of(), looks);
        assertThat(findings.get("look 99").state()).isEqualTo(Finding.State.FAILED);
        assertThat(findings.get("look 99").text()).startsWith("no answer within");
        assertThat(findings.get("last")).isEqualTo(Finding.ok("seen"));
    }

    /** The service's own checks came after all cameras, and had no time left. */
    @Test
    void otherChecksDoNotWaitForThem() throws Exception {
        var looks = looks(100, Duration.ofSeconds(20), () -> {
            end.await();
            return Finding.ok("seen");
        });
        var findings = run(
                List.of(new Check("service", Duration.ofSeconds(20), () -> {
                    end.countDown();
                    return Finding.ok("runs");
                })),
                looks);
        assertThat(findings.get("service")).isEqualTo(Finding.ok("runs"));
        assertThat(findings.get("look 99")).isEqualTo(Finding.ok("seen"));
        assertThat(findings.keySet()).startsWith("service", "look 0", "look 1");
    }
}
