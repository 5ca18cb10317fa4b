package io.maskgate.daemon.metrics;

import io.maskgate.hw.inference.MaskLabel;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Every metric of the gateway, by room, in a registry of its own. Labels are fixed words and names from the configuration as
 * it is now, so cardinality is bounded.
 */
public final class GatewayMetrics {
    private static final double[] STAGE_SECONDS = {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5};

    /** How a connection to the broker fails. */
    private static final String[] CONNECTION = {
        "unreachable",
        "timeout",
        "tls",
        "refused",
        "lost",
        "taken_over",
        "rival",
        "protocol",
        "fault",
        "subscription",
        "unheard"
    };

    // These two first: the metrics are made with them.
    public final PrometheusRegistry registry = new PrometheusRegistry();
    private final CameraSeries cameras = new CameraSeries();
    private volatile LongSupplier outboxEvents = () -> 0;

    public final Counter framesDecoded = counter("maskgate_frames_decoded", "Frames decoded.", "camera");
    /**
     * Reasons: rate (the configured rate leaves it out), newer (a newer frame came first), pool (no input was free), model (its
     * model had gone), engine (inference failed), fault (tracking failed), and the reader's losses.
     */
    public final Counter framesDropped =
            counter("maskgate_frames_dropped", "Frames not looked at, by reason.", "camera", "reason");
    /**
     * Kinds: concealed (parts of a picture were guessed), decoder_fallback (software took the place of a hardware decoder),
     * time_jump (of the camera's stamps, or packets that come late), geometry_change (of size, pixel format or codec).
     */
    public final Counter streamTroubles = counter(
            "maskgate_stream_troubles",
            "What went wrong in streams without costing a frame, by kind.",
            "camera",
            "kind");

    public final Counter framesLeft =
            counter("maskgate_frames_left", "Frames received and not decoded, as nobody needed them.", "camera");
    /** Helpers of the decoder are not in it. */
    public final Counter decodeSeconds = counter(
            "maskgate_decode_seconds", "Processor time of reading and decoding, in the camera's own thread.", "camera");

    public final Gauge decodingSparsely =
            gauge("maskgate_decoding_sparsely", "1 while only key frames are decoded.", "camera");
    public final Counter framesInferred = counter("maskgate_frames_inferred", "Frames the detector saw.", "camera");
    public final Counter framesUnchanged = counter(
            "maskgate_frames_unchanged",
            "Frames of an empty scene that showed what the one before did, and were not given to the detector.",
            "camera");
    public final Counter cameraReconnects =
            counter("maskgate_camera_reconnects", "Connection attempts after the first.", "camera");
    /** Reasons: died, stuck. */
    public final Counter threadsReplaced =
            counter("maskgate_camera_threads_replaced", "Camera threads that failed, by how.", "camera", "reason");

    public final Gauge cameraState =
            gauge("maskgate_camera_state", "1 for the state the camera is in.", "camera", "state");

    public final Gauge tracks = gauge("maskgate_tracks", "Faces tracked now.", "camera");
    public final Counter undecidedTracks = counter(
            "maskgate_tracks_undecided",
            "Faces that might be told of (only-zones, silent hours) whose label was not sure within tracking.undecided-after, or never.",
            "camera");
    public final Counter refusedTracks =
            counter("maskgate_tracks_refused", "Faces not tracked because there were too many.", "camera");
    public final Counter events = counter("maskgate_events", "Mask events made.", "camera", "type", "label");
    /** Reasons: zone (outside every zone), quiet (a silent hour). */
    public final Counter eventsSuppressed =
            counter("maskgate_events_suppressed", "Mask events not told, by reason.", "camera", "reason");
    /** Directions: in, out. */
    public final Counter lineCrossings =
            counter("maskgate_line_crossings", "Faces that crossed a line.", "camera", "line", "direction");
    /** Absent where none is configured. */
    public final Gauge alarm =
            gauge("maskgate_alarm", "1 while too many have gone without a mask for too long.", "camera");
    /** States: on, off. */
    public final Counter alarms = counter("maskgate_alarms", "Alarms begun and ended.", "camera", "state");
    /** 0 to 1; absent while no face was seen within the window. */
    public final Gauge compliance =
            gauge("maskgate_compliance_ratio", "Share of faces with a mask within the window.", "camera");
    /** Stages: scale, infer, track, preview. */
    public final Histogram stageSeconds =
            histogram("maskgate_stage_seconds", "Time a frame spends in a stage.", "stage");
    /** To the broker's socket. */
    public final Histogram eventLatencySeconds =
            histogram("maskgate_event_latency_seconds", "Frame received to event published.");

    public final Gauge outboxBytes = gauge("maskgate_outbox_bytes", "Bytes of events on the disk.");
    /**
     * Refused: by the broker for good; withdrawn: of an earlier privacy mode; closed and stopped: came, or was in memory, at
     * the end.
     */
    public final Counter outboxLost = begun(
            counter("maskgate_outbox_lost", "Events given up, by reason.", "reason"),
            "size",
            "age",
            "damaged",
            "disk",
            "refused",
            "withdrawn",
            "closed",
            "stopped");

    public final Counter outboxDelivered = counter("maskgate_outbox_delivered", "Events acknowledged by the broker.");
    /** The connection broke before; consumers know them by their id. */
    public final Counter outboxRepeated =
            counter("maskgate_outbox_repeated", "Events sent again, as no acknowledgement had come.");

    public final Gauge outboxDraining = gauge("maskgate_outbox_draining", "1 while the drain rate holds events back.");

    public final Gauge mqttConnected = gauge("maskgate_mqtt_connected", "1 while connected to the broker.");
    public final Counter mqttReconnects =
            counter("maskgate_mqtt_reconnects", "Connection attempts after the first, of the ordinary connection.");
    public final Counter mqttPublished = counter("maskgate_mqtt_published", "Messages acknowledged by the broker.");
    /**
     * Reasons: how a connection failed, subscription, unheard, event (one that could not be written), and the broker's own
     * words for what it did not take.
     */
    public final Counter mqttFailures = begun(
            begun(
                    counter(
                            "maskgate_mqtt_failures",
                            "Failed connects and publishes of the ordinary connection, by reason.",
                            "reason"),
                    CONNECTION),
            "event");

    public final Counter mqttCommands =
            begun(counter("maskgate_mqtt_commands", "Commands received, by result.", "result"), "accepted", "ignored");
    public final Gauge mqttRivals =
            gauge("maskgate_mqtt_rivals", "1 while another daemon speaks under this gateway's name.");

    public final Gauge sparkplugConnected =
            gauge("maskgate_sparkplug_connected", "1 while Sparkplug's connection to the broker is there.");
    public final Counter sparkplugReconnects =
            counter("maskgate_sparkplug_reconnects", "Connection attempts after the first, of Sparkplug's connection.");
    public final Counter sparkplugFailures = begun(
            begun(
                    counter("maskgate_sparkplug_failures", "Failures of Sparkplug's connection, by reason.", "reason"),
                    CONNECTION),
            "host_away",
            "twin");
    public final Counter sparkplugPublished = counter("maskgate_sparkplug_published", "Sparkplug messages published.");
    /** Nobody listened, and they were too many. */
    public final Counter sparkplugDropped =
            counter("maskgate_sparkplug_dropped", "Values given up that were kept for Sparkplug's history.");

    /** Restart: refused, since it needs one; busy: a model is on its way; memory: there is none for its cameras. */
    public final Counter configReloads = begun(
            counter("maskgate_config_reloads", "Reloads of the configuration, by result.", "result"),
            "applied",
            "unchanged",
            "faulty",
            "restart",
            "busy",
            "memory");

    public final Counter mainPictures = begun(
            counter("maskgate_main_pictures", "Pictures of main streams asked for, by result.", "result"),
            "taken",
            "failed",
            "late");
    public final Counter httpResponses = counter("maskgate_http_responses", "HTTP answers, by status code.", "code");
    /** Locked_out: too many wrong tokens from there; proxy: passed on to a listener for this machine alone. */
    public final Counter accessRefused = begun(
            counter("maskgate_access_refused", "Requests to the page and API refused, by reason.", "reason"),
            "no_token",
            "wrong_token",
            "locked_out",
            "not_operator",
            "other_camera",
            "host",
            "origin",
            "proxy");

    public GatewayMetrics() {
        GaugeWithCallback.builder()
                .name("maskgate_outbox_events")
                .help("Events waiting for the broker, on the disk and in memory.")
                .callback(callback -> callback.call(outboxEvents.getAsLong()))
                .register(registry);
    }

    /** Where Sparkplug is off: a connection that nobody asked for would be told as one that is not there. */
    public void withoutSparkplug() {
        for (Collector metric : List.<Collector>of(
                sparkplugConnected, sparkplugReconnects, sparkplugFailures, sparkplugPublished, sparkplugDropped)) {
            registry.unregister(metric);
        }
    }

    /** @param waiting for the broker; asked at each scrape, answers at once */
    public void outboxEvents(LongSupplier waiting) {
        outboxEvents = waiting;
    }

    /** At zero: who asks for an increase is not told of the first step of a counter that appears with it. */
    private static Counter begun(Counter counter, String... words) {
        for (String word : words) {
            counter.initLabelValues(word);
        }
        return counter;
    }

    /** A camera's counters, and how many faces it tracks, at zero. */
    public void begin(String camera) {
        tracks.initLabelValues(camera);
        decodingSparsely.initLabelValues(camera);
        for (String label : MaskLabel.texts()) {
            for (String type : List.of("new", "update", "end")) {
                events.initLabelValues(camera, type, label);
            }
        }
        undecidedTracks.initLabelValues(camera);
        refusedTracks.initLabelValues(camera);
        for (String reason : List.of("zone", "quiet")) {
            eventsSuppressed.initLabelValues(camera, reason);
        }
        for (String reason : List.of("rate", "newer", "pool", "model", "engine", "fault")) {
            framesDropped.initLabelValues(camera, reason);
        }
        for (String how : List.of("died", "stuck")) {
            threadsReplaced.initLabelValues(camera, how);
        }
    }

    /** The counters of a camera's lines, and of its alarm if it has one, at zero; those of other lines go. */
    public void begin(String camera, List<String> lines, boolean alarmed) {
        cameras.removeLines(camera, lines::contains);
        for (String line : lines) {
            for (String direction : List.of("in", "out")) {
                lineCrossings.initLabelValues(camera, line, direction);
            }
        }
        if (alarmed) {
            for (String state : List.of("on", "off")) {
                alarms.initLabelValues(camera, state);
            }
        }
    }

    /**
     * A camera is no more. Its counters go too: one that stands still for ever is to an alarm a camera of which no frames
     * come.
     */
    public void end(String camera) {
        cameras.removeCamera(camera);
    }

    // Without exemplars: nothing here is traced, and sampling them keeps a thread busy.
    private Counter counter(String name, String help, String... labels) {
        var metric = Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
        cameras.add(metric::collect, metric::remove, List.of(labels));
        return metric;
    }

    private Gauge gauge(String name, String help, String... labels) {
        var metric = Gauge.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
        cameras.add(metric::collect, metric::remove, List.of(labels));
        return metric;
    }

    private Histogram histogram(String name, String help, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .classicOnly()
                .classicUpperBounds(STAGE_SECONDS)
                .register(registry);
    }
}
