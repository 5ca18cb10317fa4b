package io.maskgate.daemon.gateway;

import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.http.HttpEndpoints;
import io.maskgate.daemon.logging.LogCounts;
import io.maskgate.daemon.systemd.ServiceManager;
import io.maskgate.hw.inference.ModelZoo;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A running gateway. Stopped in reverse order of starting: cameras end their tracks first, so that the broker still gets
 * the end events and then {@code offline}.
 *
 * <p>The endpoints open when everything is built, model included, and before broker and cameras connect: that takes
 * about a second, and until then nobody answers, which every prober takes for not started yet.
 */
public final class Gateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

    /**
     * Surroundings of a gateway.
     *
     * @param log what became of the process's log lines
     */
    public record Surroundings(
            ModelZoo zoo, ServiceManager serviceManager, String version, Clock clock, LogCounts log) {
        /** Where the log is not ours. */
        public Surroundings(ModelZoo zoo, ServiceManager serviceManager, String version, Clock clock) {
            this(zoo, serviceManager, version, clock, new LogCounts());
        }
    }

    private final Shutdown shutdown;
    private final HttpEndpoints http;
    private final Status status;
    private final Reloading reloading;
    private final Messaging messaging;

    private Gateway(Shutdown shutdown, Assembly.Running running) {
        this.shutdown = shutdown;
        this.http = running.http();
        this.status = running.status();
        this.reloading = running.reloading();
        this.messaging = running.messaging();
    }

    /**
     * Builds and starts a gateway; cameras and broker connect in the background.
     *
     * @throws StartException naming what cannot be used, what was expected and the remedy; nothing is left running then
     */
    public static Gateway start(GatewayConfig config, Surroundings around) throws StartException {
        var shutdown = new Shutdown();
        boolean started = false;
        try {
            var gateway = new Gateway(shutdown, new Assembly(config, around, shutdown).start());
            gateway.say(config);
            var pulse = new Pulse(around.serviceManager(), gateway.status::fatal, gateway.status::line);
            shutdown.add("pulse", pulse::close);
            pulse.start();
            started = true;
            return gateway;
        } finally {
            if (!started) {
                shutdown.close();
            }
        }
    }

    private void say(GatewayConfig config) {
        LOG.log(
                System.Logger.Level.INFO,
                "gateway {0} is ready: {1} cameras, model {2} on {3}{4}{5}",
                config.gateway(),
                config.cameras().size(),
                status.models().serving(),
                status.engine().name(),
                address(", health at ", healthPort()),
                address(", page at ", webPort()));
    }

    private static String address(String text, OptionalInt port) {
        return port.isPresent() ? text + "port " + port.getAsInt() : "";
    }

    /**
     * Goes over to another configuration, as far as that is possible while running; the log, health and metrics say what
     * became of it. Cameras that did not change do not notice.
     *
     * @param source reads the file, when the service manager knows of the reload
     * @return the configuration in effect: the new one, or the old one where the new was refused
     */
    public GatewayConfig reload(Supplier<ConfigResult> source) throws InterruptedException {
        var now = reloading.reload(source);
        messaging.tryAgain();
        return now;
    }

    public OptionalInt healthPort() {
        return http.healthPort();
    }

    public OptionalInt webPort() {
        return http.webPort();
    }

    /** Stops everything within five seconds. A second call, from whatever thread, waits for the first. */
    @Override
    public void close() {
        shutdown.close();
    }
}
