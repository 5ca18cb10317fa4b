package io.maskgate.daemon.metrics;

import io.maskgate.daemon.tls.ServedCertificate;
import io.maskgate.daemon.tls.Validity;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Optional;
import java.util.function.Supplier;

/** The certificates of the web listener and of the gateway at the broker. */
public final class CertificateMetrics {
    private CertificateMetrics() {}

    /** Adds them to a registry; once per registry. */
    public static void register(PrometheusRegistry registry, ServedCertificate certificate) {
        GaugeWithCallback.builder()
                .name("maskgate_web_certificate_expiry_timestamp_seconds")
                .help("When the web listener's certificate expires, as Unix time.")
                .callback(
                        callback -> certificate.state().expires().ifPresent(end -> callback.call(end.getEpochSecond())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskgate_web_certificate_renewal_timestamp_seconds")
                .help("From when on the web listener's certificate is to be renewed, as Unix time.")
                .callback(callback -> certificate
                        .pair()
                        .ifPresent(
                                pair -> callback.call(pair.validity().renewal().getEpochSecond())))
                .register(registry);
        CounterWithCallback.builder()
                .name("maskgate_web_certificate_reloads")
                .help("Changed certificate files, by what became of them.")
                .labelNames("result")
                .callback(callback -> {
                    callback.call(certificate.state().renewed(), "renewed");
                    callback.call(certificate.state().refused(), "refused");
                })
                .register(registry);
    }

    /**
     * Adds that of the gateway at the broker to a registry; once per registry.
     *
     * @param validity absent while it is not known
     */
    public static void registerOwn(PrometheusRegistry registry, Supplier<Optional<Validity>> validity) {
        GaugeWithCallback.builder()
                .name("maskgate_mqtt_certificate_expiry_timestamp_seconds")
                .help("When the gateway's own certificate at the broker expires, as Unix time.")
                .callback(callback -> validity.get()
                        .ifPresent(dates -> callback.call(dates.expires().getEpochSecond())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskgate_mqtt_certificate_renewal_timestamp_seconds")
                .help("From when on the gateway's own certificate at the broker is to be renewed, as Unix time.")
                .callback(callback -> validity.get()
                        .ifPresent(dates -> callback.call(dates.renewal().getEpochSecond())))
                .register(registry);
    }
}
