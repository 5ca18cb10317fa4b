package io.maskgate.daemon.http;

import io.maskgate.daemon.access.Caller;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.rollout.ModelLife;
import io.maskgate.daemon.rules.History;
import io.maskgate.daemon.rules.RuleState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the endpoints may know of the running gateway, and do with it. Thread-safe; every method returns at once. */
public interface GatewayView {
    /** The gateway's id, as in topics. */
    String gateway();

    /** Version of this program. */
    String version();

    /** The time by the gateway's own clock, which somebody may set. */
    Instant now();

    /** Time since the process began to serve. */
    Duration uptime();

    /** Whether the orderly start is over. */
    boolean started();

    /** Why this process must be restarted: what it lost cannot be had again in this one. Empty while it can go on. */
    Optional<String> fatal();

    /** All configured cameras in order of configuration. */
    List<CameraStatus> cameras();

    /**
     * Switches a camera on or off until the process ends, as the broker's command does.
     *
     * @return false when there is none of this id
     */
    boolean switchCamera(String camera, boolean on);

    /** What a camera watches for, and where that stands; empty when there is none of this id. */
    Optional<Watch> watch(String camera);

    /**
     * What cameras saw minute by minute, up to now.
     *
     * @param minutes from 1 to {@link History#MOST_MINUTES}; the last of them is not over yet
     */
    Past history(int minutes);

    /** Counts of the last intervals, oldest first; none where not only they may leave. */
    List<Aggregate> intervals();

    Broker broker();

    Engine engine();

    Outbox.Health outbox();

    /** The pictures stored on this machine; empty where none are, nor any that should be gone. */
    Optional<Pictures> pictures();

    /** What became of the last reload of the configuration; empty before the first. */
    Optional<Reload> lastReload();

    ModelLife models();

    /**
     * Zones, lines, alarm and compliance of a camera.
     *
     * @param onlyZones whether faces outside every zone count for nothing but lines
     * @param alarm its limits; empty where none is configured
     */
    record Watch(
            List<RuleKeys.Zone> zones,
            boolean onlyZones,
            List<RuleKeys.Line> lines,
            Optional<RuleKeys.Alarm> alarm,
            RuleState state) {
        public Watch {
            zones = List.copyOf(zones);
            lines = List.copyOf(lines);
        }
    }

    /**
     * What cameras saw.
     *
     * @param from begin of the first minute
     * @param cameras the minutes of each by its id, in order of configuration
     */
    record Past(Instant from, Map<String, List<History.Minute>> cameras) {
        public Past {
            cameras = Collections.unmodifiableMap(new LinkedHashMap<>(cameras));
        }

        /** The same of those cameras that are there for the caller. */
        Past of(Caller caller) {
            var his = new LinkedHashMap<>(cameras);
            his.keySet().removeIf(id -> !caller.sees(id));
            return new Past(from, his);
        }

        /** The same of one camera; empty when there is none of this id. */
        public Optional<Past> only(String camera) {
            return Optional.ofNullable(cameras.get(camera)).map(minutes -> new Past(from, Map.of(camera, minutes)));
        }
    }

    /**
     * The connection to the broker.
     *
     * @param detail where to, or why not; no credentials in it, but perhaps topics
     */
    record Broker(boolean connected, String detail) {}

    /**
     * Stored pictures.
     *
     * @param ok whether they are stored, and deleted on time
     * @param detail why not
     */
    record Pictures(boolean ok, String detail) {}

    /**
     * A reload of the configuration.
     *
     * @param ok whether the new file is in effect
     * @param detail what changed, or why the old one stays
     */
    record Reload(Instant at, boolean ok, String detail) {}

    /**
     * The inference engine.
     *
     * @param name such as {@code onnxruntime cpu fp32} or {@code tensorrt fp16}; it may change while the gateway runs
     * @param detail the model, what stands in the way of a faster engine, that it does not keep up with the cameras; or why it
     *     does not work
     */
    record Engine(String name, boolean ok, String detail) {}
}
