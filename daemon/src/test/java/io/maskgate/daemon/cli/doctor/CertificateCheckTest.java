package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.daemon.tls.Issued;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateCheckTest {
    private final Instant now = Instant.now();

    @TempDir
    Path folder;

    private Finding at(Instant time) {
        return ConfigChecks.certificate(new Issued(folder).files(), Clock.fixed(time, ZoneOffset.UTC));
    }

    @Test
    void aCertificateIsOkThenNearItsEndThenOver() throws Exception {
        new Issued(folder).make("gate", now, now.plus(Duration.ofDays(30))).serve("gate", "gate");

        assertThat(at(now.plusSeconds(60)).state()).isEqualTo(Finding.State.OK);
        assertThat(at(now.plus(Duration.ofDays(20))).state()).isEqualTo(Finding.State.WARNING);
        assertThat(at(now.plus(Duration.ofDays(31)))).satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(Finding.State.FAILED);
            assertThat(finding.text()).startsWith("expired at ");
            assertThat(finding.remedy()).contains("renew " + folder.resolve("web.pem"));
        });
    }

    @Test
    void oneThatLivesForAWeekIsOkUntilItsLastThird() throws Exception {
        new Issued(folder).make("week", now, now.plus(Duration.ofDays(6))).serve("week", "week");

        assertThat(at(now.plus(Duration.ofDays(4)).minusSeconds(2)).state()).isEqualTo(Finding.State.OK);
        assertThat(at(now.plus(Duration.ofDays(4))).state()).isEqualTo(Finding.State.WARNING);
    }

    @Test
    void aPairThatIsNoneHasItsRemedy() throws Exception {
        new Issued(folder).make("gate").make("other").serve("gate", "other");

        assertThatThrownBy(() -> at(now)).hasMessageContaining("put the certificate itself before those of its CA");
    }

    @Test
    void aChainOutOfOrderHasItsRemedy() throws Exception {
        new Issued(folder)
                .make("gate")
                .make("other")
                .join("wrong", "gate", "other")
                .serve("wrong", "gate");

        assertThatThrownBy(() -> at(now))
                .hasMessageContaining("put the certificate itself first, then that of the CA that signed it");
    }
}
