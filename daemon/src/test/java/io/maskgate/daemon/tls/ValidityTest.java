package io.maskgate.daemon.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidityTest {
    private static final Instant BEGINS = Instant.parse("2026-03-01T00:00:00Z");

    /** Of six weeks the last third is two weeks. */
    @ParameterizedTest
    @CsvSource({
        "2027-03-01T00:00:00Z, 2027-02-15T00:00:00Z",
        "2026-04-12T00:00:00Z, 2026-03-29T00:00:00Z",
        "2026-03-31T00:00:00Z, 2026-03-21T00:00:00Z",
        "2026-03-02T00:00:00Z, 2026-03-01T16:00:00Z"
    })
    void isToBeRenewedTwoWeeksBeforeOrInTheLastThirdOfAShortLife(Instant expires, Instant renewal) {
        var validity = new Validity("CN=gate", BEGINS, expires);
        assertThat(validity.renewal()).isEqualTo(renewal);
        assertThat(validity.isNearItsEnd(renewal.minusSeconds(1))).isFalse();
        assertThat(validity.isNearItsEnd(renewal)).isTrue();
    }

    @Test
    void oneThatIsOverIsToBeRenewed() {
        assertThat(new Validity("CN=gate", BEGINS, BEGINS.plusSeconds(60)).isNearItsEnd(BEGINS.plusSeconds(61)))
                .isTrue();
    }
}
