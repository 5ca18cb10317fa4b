package io.maskgate.daemon.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Uuid7Test {
    private final AtomicLong millis = new AtomicLong(0x017F22E279B0L);
    private final Uuid7 ids = new Uuid7(() -> Instant.ofEpochMilli(millis.get()), new Random(7));

    @Test
    void theTimeOfTheStandardsExampleStandsInFront() {
        // RFC 9562, appendix A.6: 2022-02-22 19:22:22 UTC is 017F22E2-79B0-7...
        UUID id = ids.get();

        assertThat(id.toString()).startsWith("017f22e2-79b0-7");
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void moreIdsInAMillisecondThanTheCounterHoldsStillIncrease() {
        var texts = new ArrayList<String>();
        for (int i = 0; i < 10_000; i++) {
            texts.add(ids.get().toString());
        }

        assertThat(texts).isSorted().doesNotHaveDuplicates();
    }

    @Property(tries = 200)
    void idsIncreaseWhateverTheClockDoes(@ForAll @Size(max = 200) List<@IntRange(min = -50, max = 50) Integer> steps) {
        var texts = new ArrayList<String>();
        texts.add(ids.get().toString());
        for (int step : steps) {
            millis.addAndGet(step);
            texts.add(ids.get().toString());
        }

        assertThat(texts).isSorted().doesNotHaveDuplicates().allMatch(text -> text.charAt(14) == '7');
    }

    @Test
    void generatorsThatStartAtTheSameTimeDiffer() {
        var other = new Uuid7(() -> Instant.ofEpochMilli(millis.get()), new Random(8));

        assertThat(ids.get()).isNotEqualTo(other.get());
    }
}
