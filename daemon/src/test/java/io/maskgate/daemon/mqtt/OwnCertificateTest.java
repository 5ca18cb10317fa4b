package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.metrics.CertificateMetrics;
import io.maskgate.daemon.tls.Issued;
import io.maskgate.daemon.tls.Validity;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCertificateTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private Optional<OwnCertificate> shown(String url, MovableClock clock) {
        var files = new Issued(folder).files();
        var tls = new BrokerKeys.Tls(Optional.empty(), Optional.of(files.certificate()), Optional.of(files.key()));
        return OwnCertificate.of(Gateways.config(url, MqttVersion.V5, Optional.empty(), Optional.empty(), tls), clock);
    }

    private static LogListener<String> log() {
        return LogListener.to(
                OwnCertificate.class,
                line -> line.getLevel() + " " + MessageFormat.format(line.getMessage(), line.getParameters()));
    }

    private String words(String dates) {
        return "this gateway's certificate at the broker, CN=gate, " + dates + "; renew " + folder.resolve("web.pem");
    }

    @Test
    void fromTwoWeeksBeforeItsEndThereIsAWarningADay() throws Exception {
        new Issued(folder).make("gate", BEGIN, END).serve("gate", "gate");
        var clock = new MovableClock(END.minus(Duration.ofDays(15)));
        var shown = shown("mqtts://broker", clock).orElseThrow();
        try (var log = log()) {
            shown.look();
            assertThat(shown.remark()).isEmpty();
            assertThat(shown.validity().map(Validity::expires)).contains(END);

            clock.advance(Duration.ofDays(1));
            for (int hour = 0; hour < 24; hour++) {
                shown.look();
                clock.advance(Duration.ofHours(1));
            }
            assertThat(shown.remark()).contains(words("is valid until " + END));
            assertThat(log.lines()).containsExactly("WARNING " + words("is valid until " + END));

            clock.advance(Duration.ofDays(14));
            shown.look();
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING " + words("is valid until " + END), "WARNING " + words("expired at " + END));
        }
    }

    @Test
    void aRenewedOneIsNoticedWithinAMinuteAndAFileThatIsGoneChangesNothing() throws Exception {
        new Issued(folder).make("gate", BEGIN, END).serve("gate", "gate");
        var clock = new MovableClock(END.minus(Duration.ofDays(1)));
        var shown = shown("mqtts://broker", clock).orElseThrow();
        shown.look();
        assertThat(shown.remark()).isPresent();

        Files.delete(folder.resolve("web.pem"));
        clock.advance(Duration.ofMinutes(1));
        shown.look();
        assertThat(shown.validity().map(Validity::expires)).contains(END);

        var later = END.plus(Duration.ofDays(365));
        new Issued(folder).make("gate", BEGIN, later).serve("gate", "gate");
        clock.advance(Duration.ofMinutes(1));
        shown.look();
        assertThat(shown.remark()).isEmpty();
        assertThat(shown.validity().map(Validity::expires)).contains(later);
    }

    @Test
    void itsEndAndItsRenewalAreMetrics() throws Exception {
        new Issued(folder).make("gate", BEGIN, END).serve("gate", "gate");
        var shown = shown("mqtts://broker", new MovableClock(BEGIN)).orElseThrow();
        var registry = new PrometheusRegistry();
        CertificateMetrics.registerOwn(registry, shown::validity);
        assertThat(registry.scrape().stream().flatMap(metric -> metric.getDataPoints().stream()))
                .as("before the first look")
                .isEmpty();
        shown.look();
        assertThat(registry.scrape().stream().flatMap(metric -> metric.getDataPoints().stream()))
                .extracting(point -> ((GaugeDataPointSnapshot) point).getValue())
                .as("of 1 January, and of 18 December")
                .containsExactlyInAnyOrder(1_798_761_600.0, 1_797_552_000.0);
    }

    @Test
    void withoutTlsNoneIsShown() {
        assertThat(shown("mqtt://broker", new MovableClock(BEGIN))).isEmpty();
    }
}
