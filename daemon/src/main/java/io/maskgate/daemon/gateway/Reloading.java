package io.maskgate.daemon.gateway;

import io.maskgate.daemon.camera.CameraChanges;
import io.maskgate.daemon.camera.CameraSystem;
import io.maskgate.daemon.config.ConfigDiff;
import io.maskgate.daemon.config.ConfigFault;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.http.Entrance;
import io.maskgate.daemon.http.GatewayView;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.rollout.Criteria;
import io.maskgate.daemon.rollout.ModelChoice;
import io.maskgate.daemon.rollout.Models;
import io.maskgate.daemon.systemd.MonotonicClock;
import io.maskgate.daemon.systemd.ServiceManager;
import io.maskgate.daemon.tls.ServedCertificate;
import io.maskgate.hw.video.VideoException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Goes over to a changed configuration while running. All of it or nothing: a file with faults, or with a change that needs
 * a restart, leaves everything as it is and says why.
 */
final class Reloading {
    private static final System.Logger LOG = System.getLogger(Reloading.class.getName());
    /** What can change while running; the log's level is its owner's to apply. */
    static final Set<String> LIVE = Set.of(
            "cameras",
            "log.level",
            "model.name",
            "model.engine",
            "model.precision",
            "model.threads",
            "model.rollout.probation",
            "model.rollout.agreement",
            "model.rollout.slower",
            "web.access.tokens",
            "web.access.session-idle",
            "web.access.session-max");

    /** The gateway goes on for weeks, so that nobody would think of the file at the next start. */
    private static final String NEXT_START = "; mend it before the next start, which would fail of it";

    private final Cameras cameras;
    private final Models models;
    private final Entrance entrance;
    private final ServiceManager manager;
    private final GatewayMetrics metrics;
    private final Clock clock;
    private GatewayConfig current;
    private volatile Optional<GatewayView.Reload> last = Optional.empty();

    /** Goes over to other cameras, see {@link CameraSystem#change}: whatever it throws, nothing has changed then. */
    interface Cameras {
        CameraChanges change(List<GatewayConfig.Camera> cameras) throws VideoException, InterruptedException;
    }

    Reloading(
            GatewayConfig config,
            Cameras cameras,
            Models models,
            Entrance entrance,
            ServiceManager manager,
            GatewayMetrics metrics,
            Clock clock) {
        this.current = config;
        this.cameras = cameras;
        this.models = models;
        this.entrance = entrance;
        this.manager = manager;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** What became of the last one; empty before the first. */
    Optional<GatewayView.Reload> last() {
        return last;
    }

    /** The configuration in effect afterwards: the new one, or the old one when it was refused. */
    synchronized GatewayConfig reload(Supplier<ConfigResult> source) throws InterruptedException {
        manager.reloading(MonotonicClock.micros());
        try {
            // Its files are its own affair: they are taken or refused whatever becomes of the configuration.
            entrance.certificate().ifPresent(ServedCertificate::renew);
            switch (source.get()) {
                case ConfigResult.Faulty(var faults) -> {
                    faults.forEach(fault -> LOG.log(System.Logger.Level.ERROR, "{0}", fault));
                    refused(
                            "faulty",
                            faults.size() + " faults in the file, the first: " + faults.getFirst()
                                    + atNextStart(faults));
                }
                case ConfigResult.Valid valid -> {
                    valid.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, "{0}", warning));
                    take(valid.config());
                }
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            // A file that cannot be taken must not end a gateway that works.
            LOG.log(System.Logger.Level.ERROR, "the reload failed", e);
            refused(
                    "faulty",
                    "it failed inside the gateway (" + e.getClass().getSimpleName() + "); the log has the cause");
        } finally {
            manager.ready();
        }
        return current;
    }

    /** What a start would make of them. */
    private static String atNextStart(List<ConfigFault> faults) {
        if (faults.stream().allMatch(ConfigFault::mayPass)) {
            return "; a start would wait until that is over";
        }
        return faults.stream().anyMatch(fault -> fault.until() == ConfigFault.Until.MENDED)
                ? NEXT_START
                : "; a restart takes the file if what is missing is given to the service by then, and fails if not";
    }

    private void take(GatewayConfig next) throws InterruptedException {
        List<String> keys = ConfigDiff.keys(current, next);
        var fixed = keys.stream().filter(key -> !LIVE.contains(key)).toList();
        if (!fixed.isEmpty()) {
            refused("restart", "these need a restart: " + String.join(", ", fixed));
            return;
        }
        switch (models.configure(
                ModelChoice.of(next.model()), Criteria.of(next.model().rollout()))) {
            case Models.Configured.Busy(String why) -> refused("busy", why + "; reload again when that is over");
            case Models.Ready model -> {
                try (model) {
                    take(next, keys, model);
                } catch (VideoException e) {
                    refused("faulty", e.getMessage() + NEXT_START);
                }
            }
        }
    }

    /** The cameras first: they may find no room, and nothing that follows can fail. */
    private void take(GatewayConfig next, List<String> keys, Models.Ready model)
            throws VideoException, InterruptedException {
        CameraChanges changes;
        try {
            changes = cameras.change(next.cameras());
        } catch (OutOfMemoryError e) {
            refused(
                    "memory",
                    "no room for the pictures of " + next.cameras().size() + " cameras (" + e.getMessage()
                            + "); configure fewer cameras or a smaller model, or raise the limits in jvm.options");
            return;
        }
        entrance.access().renew(next.web().access());
        String serves = model.take();
        current = next;
        var others = keys.stream().filter(key -> !key.equals("cameras")).toList();
        String what = changes
                + others.stream().map(key -> "; " + key + " changed").collect(Collectors.joining())
                + (serves.isEmpty() ? "" : "; " + serves);
        LOG.log(System.Logger.Level.INFO, "configuration reloaded: {0}", what);
        note(changes.none() && others.isEmpty() ? "unchanged" : "applied", true, what);
    }

    private void refused(String result, String why) {
        LOG.log(System.Logger.Level.ERROR, "configuration not reloaded, the old one stays: {0}", why);
        note(result, false, why);
    }

    private void note(String result, boolean ok, String detail) {
        metrics.configReloads.labelValues(result).inc();
        last = Optional.of(new GatewayView.Reload(clock.instant(), ok, detail));
    }
}
