package io.maskgate.daemon.http;

import io.maskgate.daemon.access.Caller;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.privacy.PrivacyGate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Both listeners. {@code health} answers anybody and shows no picture and nothing secret; {@code web} answers this machine's
 * own browsers, or whoever has a token, and shows pictures where the gate lets them pass.
 */
public final class HttpEndpoints implements AutoCloseable {
    private final GatewayConfig.Health healthConfig;
    private final GatewayConfig.Web webConfig;
    private final Entrance entrance;
    private final HttpLimits limits;
    private final InstantSource clock;
    private final IntConsumer answered;
    private final Watchdog watchdog;
    private final Admission admission;
    private final Guard guard;
    private final List<Route> healthRoutes;
    private final List<Route> webRoutes;
    private @Nullable Listener health;
    private final WebDoor web;
    private volatile Optional<String> fatal = Optional.empty();

    public HttpEndpoints(
            GatewayConfig.Health healthConfig,
            GatewayConfig.Web webConfig,
            GatewayView gateway,
            PreviewSource pictures,
            MainStream mainStream,
            EventFeed events,
            StillDetector detector,
            PrivacyGate gate,
            Entrance entrance,
            GatewayMetrics metrics) {
        this(
                healthConfig,
                webConfig,
                gateway,
                pictures,
                mainStream,
                events,
                detector,
                gate,
                entrance,
                metrics,
                HttpLimits.standard());
    }

    HttpEndpoints(
            GatewayConfig.Health healthConfig,
            GatewayConfig.Web webConfig,
            GatewayView gateway,
            PreviewSource pictures,
            MainStream mainStream,
            EventFeed events,
            StillDetector detector,
            PrivacyGate gate,
            Entrance entrance,
            GatewayMetrics metrics,
            HttpLimits limits) {
        this.healthConfig = healthConfig;
        this.webConfig = webConfig;
        this.entrance = entrance;
        this.limits = limits;
        this.clock = gateway::now;
        this.answered = code ->
                metrics.httpResponses.labelValues(Integer.toString(code)).inc();
        this.watchdog = new Watchdog(limits);
        Consumer<String> refused =
                reason -> metrics.accessRefused.labelValues(reason).inc();
        var cookie = new SessionCookie(gateway.gateway(), webConfig.encrypted());
        var stranger = healthConfig.cameras() ? Caller.ANYBODY : Caller.STRANGER;
        this.admission = new Admission(entrance.access(), cookie.name(), webConfig.behindProxy(), stranger, refused);
        this.guard = new Guard(webConfig, entrance.access()::guarded, refused);
        this.web = new WebDoor(entrance.certificate(), () -> Listener.probe("web", webConfig.listen()), this::openWeb);
        var checks = new HealthRoutes(gateway, gate, entrance.certificate(), web::closed, metrics.registry);
        this.healthRoutes = checks.routes();
        var routes = new ArrayList<Route>(Page.routes());
        routes.addAll(checks.webRoutes());
        routes.addAll(
                new SessionRoutes(entrance.access(), admission, cookie, gate, watchdog, limits, refused).routes());
        routes.addAll(new StatusRoutes(gateway, checks, gate, limits).routes());
        routes.addAll(new ModelRoutes(gateway.models()).routes());
        routes.addAll(new CameraRoutes(gateway, pictures, mainStream, gate, limits).routes());
        routes.addAll(new HistoryRoute(gateway, gate).routes());
        routes.addAll(new EventRoutes(events, gate, limits).routes());
        routes.addAll(new DetectRoute(detector, gate, limits, watchdog).routes());
        this.webRoutes = List.copyOf(routes);
    }

    /**
     * Opens the enabled listeners; that of the page later, where there is no certificate for it yet, or its address is none of
     * this machine's: neither the cameras nor health need them.
     *
     * @throws IllegalStateException if an address cannot be used otherwise; then none is open
     */
    public synchronized void start() {
        try {
            if (healthConfig.enabled()) {
                var router = new Router(
                        healthRoutes,
                        _ -> Optional.empty(),
                        admission,
                        watchdog,
                        limits.answerBytes(),
                        answered,
                        clock);
                health = Listener.start(
                        "health",
                        healthConfig.listen(),
                        Optional.empty(),
                        router,
                        limits,
                        0,
                        watchdog,
                        answered,
                        clock);
            }
            if (webConfig.enabled()) {
                web.start();
            }
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private Listener openWeb() {
        return Listener.start(
                "web",
                webConfig.listen(),
                entrance.certificate(),
                new Router(webRoutes, guard::refuse, admission, watchdog, limits.answerBytes(), answered, clock),
                limits,
                limits.uploadBytes(),
                watchdog,
                answered,
                clock);
    }

    /** The port of the health listener while it is open; the one the system chose where 0 was configured. */
    public synchronized OptionalInt healthPort() {
        return health == null ? OptionalInt.empty() : OptionalInt.of(health.port());
    }

    /** The port of the web listener while it is open. */
    public synchronized OptionalInt webPort() {
        return web.listener().map(it -> OptionalInt.of(it.port())).orElse(OptionalInt.empty());
    }

    /**
     * Looks whether those that were opened still take connections, and whether one that waits can be opened; to be called
     * about once a second.
     *
     * @throws IllegalStateException if the address has been taken meanwhile; the next look tries again
     */
    public synchronized void look() {
        if (fatal.isEmpty()) {
            fatal = deaf("health", Optional.ofNullable(health)).or(() -> deaf("web", web.listener()));
        }
        web.look();
    }

    private static Optional<String> deaf(String name, Optional<Listener> listener) {
        return listener.filter(Listener::isDeaf)
                .map(it -> "the " + name + " listener takes no connections at " + it.address() + " any more");
    }

    /** Why the process must be restarted; empty while it can go on. */
    public Optional<String> fatal() {
        return fatal;
    }

    /** Every operation of both listeners, for comparing with their description. */
    List<Route> routes() {
        var all = new ArrayList<Route>(healthRoutes);
        all.addAll(webRoutes);
        return all;
    }

    /** Ends streams and closes both listeners; idempotent. */
    @Override
    public synchronized void close() {
        try {
            web.close();
        } finally {
            if (health != null) {
                health.close();
                health = null;
            }
            watchdog.close();
        }
    }
}
