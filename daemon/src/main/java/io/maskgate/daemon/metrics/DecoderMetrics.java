package io.maskgate.daemon.metrics;

import io.maskgate.hw.video.HardwareDecoders.GivenUp;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Which hardware decoders had to be given up. */
public final class DecoderMetrics {
    private DecoderMetrics() {}

    /**
     * Adds it to a registry; once per registry.
     *
     * @param givenUp decoder to why; answers at once, on any thread
     */
    public static void register(PrometheusRegistry registry, Supplier<Map<String, GivenUp>> givenUp) {
        GaugeWithCallback.builder()
                .name("maskgate_hardware_decoder_given_up")
                .help("1 for a hardware decoder that is not used any more before the next start: it was silent when it"
                        + " was tried, stuck in a call, or failed on a stream.")
                .labelNames("decoder", "reason")
                .callback(callback -> givenUp.get()
                        .forEach((decoder, why) ->
                                callback.call(1, decoder, why.name().toLowerCase(Locale.ROOT))))
                .register(registry);
    }
}
