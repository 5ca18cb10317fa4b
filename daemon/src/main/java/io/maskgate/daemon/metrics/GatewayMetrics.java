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
 * Every metric of the gateway, by room. Labels are fixed words and names from the configuration as it is now, so cardinality
 * is bounded.
 */
public final class GatewayMetrics {
    private static final double[] STAGE_SECONDS = {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5};

    public final PrometheusRegistry registry;
    private final CameraSeries cameras = new CameraSeries();
    private volatile LongSupplier outboxEvents = () -> 0;

    public final Counter framesDecoded;
    /**
     * Labels camera, reason: rate (the configured rate leaves it out), newer (a newer frame came first), pool (no input
     * was free), model (its model had gone), engine (inference failed), fault (tracking failed), corrupt_packet, decode_error, corrupt_frame.
     */
    public final Counter framesDropped;

    /**
     * What went wrong and cost no frame. Labels camera, kind: concealed (parts of a picture were guessed),
     * decoder_fallback (software took the place of a hardware decoder), time_jump (of the camera's stamps, or
     * packets that come late), geometry_change (of size, pixel format or codec).
     */
    public final Counter streamTroubles;

    /** Frames received and not decoded. */
    public final Counter framesLeft;
    /** Processor time of the camera's thread in reading and decoding; helpers of the decoder are not in it. */
    public final Counter decodeSeconds;
    /** 1 while a camera is decoded sparsely. */
    public final Gauge decodingSparsely;

    public final Counter framesInferred;
    public final Counter framesUnchanged;
    public final Counter cameraReconnects;
    /** Labels camera, reason: died, stuck. */
    public final Counter threadsReplaced;
    /** 1 for the state a camera is in. Labels camera, state. */
    public final Gauge cameraState;

    public final Gauge tracks;
    /** Labels camera. */
    public final Counter undecidedTracks;
    /** Labels camera. */
    public final Counter refusedTracks;
    /** Labels camera, type, label. */
    public final Counter events;
    /** Labels camera, reason: zone (outside every zone), quiet (a silent hour). */
    public final Counter eventsSuppressed;
    /** Labels camera, line, direction: in, out. */
    public final Counter lineCrossings;
    /** 1 while there is an alarm; absent where none is configured. */
    public final Gauge alarm;
    /** Labels camera, state: on, off. */
    public final Counter alarms;
    /** 0 to 1; absent while no face was seen within the window. */
    public final Gauge compliance;
    /** Labels stage: scale, infer, track, preview. */
    public final Histogram stageSeconds;
    /** Frame received to event written to the broker's socket. */
    public final Histogram eventLatencySeconds;

    public final Gauge outboxBytes;
    /**
     * Labels reason: size, age, damaged, disk, refused (by the broker for good), withdrawn (of an earlier privacy mode), closed
     * and stopped (came, or was in memory, at the end).
     */
    public final Counter outboxLost;

    /** Events the broker has acknowledged. */
    public final Counter outboxDelivered;
    /** Events sent once more since the connection broke before their acknowledgement; consumers know them by their id. */
    public final Counter outboxRepeated;
    /** 1 while more events wait than the drain rate lets go. */
    public final Gauge outboxDraining;

    public final Gauge mqttConnected;
    public final Counter mqttReconnects;
    public final Counter mqttPublished;
    /**
     * Labels reason: how a connection failed, subscription, unheard, event (one that could not be written), and the broker's
     * own words for what it did not take.
     */
    public final Counter mqttFailures;
    /** Labels result: accepted, ignored. */
    public final Counter mqttCommands;

    /** 1 while another daemon speaks under this gateway's name. */
    public final Gauge mqttRivals;

    public final Gauge sparkplugConnected;
    public final Counter sparkplugReconnects;
    /** Labels reason: how a connection failed, subscription, unheard. */
    public final Counter sparkplugFailures;

    public final Counter sparkplugPublished;
    /** Values kept while nobody listened, and given up as there were too many. */
    public final Counter sparkplugDropped;
    /** Labels result: taken, failed, late. */
    public final Counter mainPictures;
    /** Labels code. */
    public final Counter httpResponses;
    /**
     * Labels reason: no_token, wrong_token, locked_out (too many wrong ones from there), not_operator, other_camera, host,
     * origin, proxy (passed on to a listener for this machine alone).
     */
    public final Counter accessRefused;
    /**
     * Labels result: applied, unchanged, faulty, restart (refused, since it needs one), busy (a model is on its way),
     * memory (there is none for its cameras).
     */
    public final Counter configReloads;

    public GatewayMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        framesDecoded = counter("maskgate_frames_decoded", "Frames decoded.", "camera");
        framesDropped = counter("maskgate_frames_dropped", "Frames not looked at, by reason.", "camera", "reason");
        streamTroubles = counter(
                "maskgate_stream_troubles",
                "What went wrong in streams without costing a frame, by kind.",
                "camera",
                "kind");
        framesLeft =
                counter("maskgate_frames_left", "Frames received and not decoded, as nobody needed them.", "camera");
        decodeSeconds = counter(
                "maskgate_decode_seconds",
                "Processor time of reading and decoding, in the camera's own thread.",
                "camera");
        decodingSparsely = gauge("maskgate_decoding_sparsely", "1 while only key frames are decoded.", "camera");
        framesInferred = counter("maskgate_frames_inferred", "Frames the detector saw.", "camera");
        framesUnchanged = counter(
                "maskgate_frames_unchanged",
                "Frames of an empty scene that showed what the one before did, and were not given to the detector.",
                "camera");
        cameraReconnects = counter("maskgate_camera_reconnects", "Connection attempts after the first.", "camera");
        threadsReplaced =
                counter("maskgate_camera_threads_replaced", "Camera threads that failed, by how.", "camera", "reason");
        cameraState = gauge("maskgate_camera_state", "1 for the state the camera is in.", "camera", "state");
        tracks = gauge("maskgate_tracks", "Faces tracked now.", "camera");
        undecidedTracks = counter(
                "maskgate_tracks_undecided",
                "Faces whose label was not sure within tracking.undecided-after, or never.",
                "camera");
        refusedTracks = counter("maskgate_tracks_refused", "Faces not tracked because there were too many.", "camera");
        events = counter("maskgate_events", "Mask events made.", "camera", "type", "label");
        eventsSuppressed =
                counter("maskgate_events_suppressed", "Mask events not told, by reason.", "camera", "reason");
        lineCrossings = counter("maskgate_line_crossings", "Faces that crossed a line.", "camera", "line", "direction");
        alarm = gauge("maskgate_alarm", "1 while too many have gone without a mask for too long.", "camera");
        alarms = counter("maskgate_alarms", "Alarms begun and ended.", "camera", "state");
        compliance = gauge("maskgate_compliance_ratio", "Share of faces with a mask within the window.", "camera");
        stageSeconds = histogram("maskgate_stage_seconds", "Time a frame spends in a stage.", "stage");
        eventLatencySeconds = histogram("maskgate_event_latency_seconds", "Frame received to event published.");
        GaugeWithCallback.builder()
                .name("maskgate_outbox_events")
                .help("Events waiting for the broker, on the disk and in memory.")
                .callback(callback -> callback.call(outboxEvents.getAsLong()))
                .register(registry);
        outboxBytes = gauge("maskgate_outbox_bytes", "Bytes of events on the disk.");
        outboxLost = counter("maskgate_outbox_lost", "Events given up, by reason.", "reason");
        outboxDelivered = counter("maskgate_outbox_delivered", "Events acknowledged by the broker.");
        outboxRepeated = counter("maskgate_outbox_repeated", "Events sent again, as no acknowledgement had come.");
        outboxDraining = gauge("maskgate_outbox_draining", "1 while the drain rate holds events back.");
        mqttConnected = gauge("maskgate_mqtt_connected", "1 while connected to the broker.");
        mqttReconnects =
                counter("maskgate_mqtt_reconnects", "Connection attempts after the first, of the ordinary connection.");
        mqttPublished = counter("maskgate_mqtt_published", "Messages acknowledged by the broker.");
        mqttFailures = counter(
                "maskgate_mqtt_failures",
                "Failed connects and publishes of the ordinary connection, by reason.",
                "reason");
        mqttCommands = counter("maskgate_mqtt_commands", "Commands received, by result.", "result");
        mqttRivals = gauge("maskgate_mqtt_rivals", "1 while another daemon speaks under this gateway\'s name.");
        sparkplugConnected =
                gauge("maskgate_sparkplug_connected", "1 while Sparkplug's connection to the broker is there.");
        sparkplugReconnects = counter(
                "maskgate_sparkplug_reconnects", "Connection attempts after the first, of Sparkplug's connection.");
        sparkplugFailures =
                counter("maskgate_sparkplug_failures", "Failures of Sparkplug's connection, by reason.", "reason");
        sparkplugPublished = counter("maskgate_sparkplug_published", "Sparkplug messages published.");
        sparkplugDropped =
                counter("maskgate_sparkplug_dropped", "Values given up that were kept for Sparkplug's history.");
        configReloads = counter("maskgate_config_reloads", "Reloads of the configuration, by result.", "result");
        mainPictures = counter("maskgate_main_pictures", "Pictures of main streams asked for, by result.", "result");
        httpResponses = counter("maskgate_http_responses", "HTTP answers, by status code.", "code");
        accessRefused =
                counter("maskgate_access_refused", "Requests to the page and API refused, by reason.", "reason");
        begin(outboxLost, "size", "age", "damaged", "disk", "refused", "withdrawn", "closed", "stopped");
        begin(
                mqttFailures,
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
                "unheard",
                "event");
        begin(
                sparkplugFailures,
                "unreachable",
                "timeout",
                "tls",
                "refused",
                "lost",
                "taken_over",
                "rival",
                "host_away",
                "protocol",
                "fault",
                "subscription",
                "unheard");
        begin(mqttCommands, "accepted", "ignored");
        begin(mainPictures, "taken", "failed", "late");
        begin(configReloads, "applied", "unchanged", "faulty", "restart", "busy", "memory");
        begin(
                accessRefused,
                "no_token",
                "wrong_token",
                "locked_out",
                "not_operator",
                "other_camera",
                "host",
                "origin",
                "proxy");
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
    private static void begin(Counter counter, String... words) {
        for (String word : words) {
            counter.initLabelValues(word);
        }
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
