package io.maskgate.daemon.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.daemon.access.Caller;
import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.metrics.CameraScope;
import io.maskgate.daemon.metrics.HealthMetrics;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.privacy.PrivacyGate;
import io.maskgate.daemon.rollout.RolloutStatus;
import io.maskgate.daemon.rollout.Stage;
import io.maskgate.daemon.tls.ServedCertificate;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Health as MicroProfile Health has it, and the metrics.
 *
 * <p>Ready is DOWN when the broker, the engine or the outbox's disk is, or when every enabled camera is. One dark camera
 * among others stands there as DOWN with {@code "required": false} and leaves the gateway ready: the others still work, and
 * taking the gateway out of service would help nobody. Live is DOWN only when restarting the process is the remedy.
 */
final class HealthRoutes {
    /** Causes whose words name hosts, owners of certificates and files. */
    private static final Set<String> OF_CERTIFICATES = Set.of("untrusted", "unverifiable");

    private static final String OPEN_METRICS = "application/openmetrics-text";
    /** Not protobuf, which Prometheus likes best where it scrapes native histograms: we have none, and its library is large. */
    private static final List<String> METRICS = List.of("text/plain", OPEN_METRICS);

    private final GatewayView gateway;
    private final PrivacyGate gate;
    private final Optional<ServedCertificate> certificate;
    private final Supplier<Optional<String>> webClosed;
    private final PrometheusRegistry registry;
    private final ExpositionFormats formats = ExpositionFormats.init();

    /** @param webClosed why the web listener is closed, but for what its certificate tells */
    HealthRoutes(
            GatewayView gateway,
            PrivacyGate gate,
            Optional<ServedCertificate> certificate,
            Supplier<Optional<String>> webClosed,
            PrometheusRegistry registry) {
        this.gateway = gateway;
        this.gate = gate;
        this.certificate = certificate;
        this.webClosed = webClosed;
        this.registry = registry;
        HealthMetrics.register(registry, this::whole);
    }

    /** What stands in health of the gateway as a whole: name to whether all is well. */
    private Map<String, Boolean> whole() {
        return Stream.of(working(Caller.ANYBODY), Stream.of(sum(gateway.cameras())), standing(Caller.ANYBODY))
                .flatMap(checks -> checks)
                .collect(Collectors.toMap(Check::name, Check::up));
    }

    List<Route> routes() {
        return List.of(
                Route.open("/health/live", Route.JSON, call -> answer(List.of(live(call.caller())))),
                Route.open("/health/ready", Route.JSON, call -> answer(ready(call.caller()))),
                Route.open("/health/started", Route.JSON, _ -> answer(List.of(started()))),
                new Route("GET", "/metrics", Right.OPEN, METRICS, this::metrics));
    }

    /** On the web listener, for the cameras of the caller. */
    List<Route> webRoutes() {
        return List.of(new Route("GET", "/api/metrics", Right.VIEW, METRICS, this::metrics));
    }

    /** One check; only required ones decide the whole. */
    record Check(String name, boolean up, boolean required, ObjectNode data) {}

    private Check live(Caller caller) {
        var reason = gateway.fatal();
        var data = ApiJson.object();
        // It may name a camera.
        reason.ifPresent(text -> data.put("reason", caller.cameras().all() ? text : "the log says why"));
        return new Check("process", reason.isEmpty(), true, data);
    }

    private Check started() {
        var data = ApiJson.object();
        data.put("gateway", gateway.gateway());
        data.put("version", gateway.version());
        data.put("uptimeSeconds", gateway.uptime().toSeconds());
        return new Check("start", gateway.started(), true, data);
    }

    /** @param caller who asks: cameras that are not there for him stand in no check */
    List<Check> ready(Caller caller) {
        return Stream.of(working(caller), cameras(caller), standing(caller))
                .flatMap(checks -> checks)
                .toList();
    }

    /** What events need. */
    private Stream<Check> working(Caller caller) {
        var engine = gateway.engine();
        return Stream.of(
                check(gateway.broker(), caller),
                new Check(
                        "engine",
                        engine.ok(),
                        true,
                        ApiJson.object().put("name", engine.name()).put("detail", engine.detail())),
                disk(gateway.outbox(), caller));
    }

    private Stream<Check> cameras(Caller caller) {
        var his = gateway.cameras().stream()
                .filter(camera -> caller.sees(camera.id()))
                .toList();
        // A sum of all tells of none.
        var all = sum(caller.equals(Caller.STRANGER) ? gateway.cameras() : his);
        var each = his.stream()
                .map(camera -> check(camera, gateway.watch(camera.id()).flatMap(it -> WatchJson.alarmed(it, gate))));
        return Stream.concat(Stream.of(all), each);
    }

    private static Check sum(List<CameraStatus> cameras) {
        long enabled = cameras.stream()
                .filter(camera -> camera.state() != CameraState.DISABLED)
                .count();
        long online = cameras.stream()
                .filter(camera -> camera.state() == CameraState.ONLINE)
                .count();
        return new Check(
                "cameras",
                enabled == 0 || online > 0,
                true,
                ApiJson.object()
                        .put("configured", cameras.size())
                        .put("enabled", enabled)
                        .put("online", online));
    }

    /** What events go on without; there only where there is something to tell. */
    private Stream<Check> standing(Caller caller) {
        var told = gateway.models().rollout();
        var rollout = caller.cameras().all() ? told : told.discreet();
        return Stream.of(
                        Optional.of(rollout)
                                .filter(it -> it.stage() != Stage.IDLE)
                                .map(HealthRoutes::check),
                        gateway.pictures().map(HealthRoutes::check),
                        gateway.lastReload().map(reload -> check(reload, caller)),
                        certificate.map(served -> check(served.state())),
                        webClosed.get().map(HealthRoutes::check))
                .flatMap(Optional::stream);
    }

    private static Check check(GatewayView.Broker broker, Caller caller) {
        // What it refuses or does not answer is told with topics, which have the names of cameras in them.
        String hidden = broker.connected() ? "" : "not connected; the log says why";
        String detail = caller.cameras().all() ? broker.detail() : hidden;
        return new Check("broker", broker.connected(), true, ApiJson.object().put("detail", detail));
    }

    /** What waits moves with every camera's events, so that whoever sees some cameras is not told of it. */
    private static Check disk(Outbox.Health outbox, Caller caller) {
        var data = ApiJson.object();
        if (limited(caller)) {
            data.put("detail", outbox.detail().isEmpty() ? "" : "the log says more");
        } else {
            data.put("detail", outbox.detail())
                    .put("messages", outbox.messages())
                    .put("bytes", outbox.bytes())
                    .put("lost", outbox.lost());
        }
        return new Check("disk", outbox.ok(), true, data);
    }

    /** Whether he sees some cameras: sums over all, less his own, would tell him of the others. */
    private static boolean limited(Caller caller) {
        return !caller.cameras().all() && !caller.equals(Caller.STRANGER);
    }

    /** Events go on without them. */
    private static Check check(GatewayView.Pictures pictures) {
        return new Check("pictures", pictures.ok(), false, ApiJson.object().put("detail", pictures.detail()));
    }

    /** Events go on without a page. */
    private static Check check(String webClosed) {
        return new Check("web", false, false, ApiJson.object().put("detail", webClosed));
    }

    /** A refused file is the operator's to mend; the gateway works on with the old one. */
    private static Check check(GatewayView.Reload reload, Caller caller) {
        // What changed is told with the names of cameras.
        String detail = caller.cameras().all() ? reload.detail() : "";
        var data = ApiJson.object().put("at", reload.at().toString()).put("detail", detail);
        return new Check("configuration", reload.ok(), false, data);
    }

    /** Events go on while browsers complain, or find no page. */
    private static Check check(ServedCertificate.State state) {
        var data = ApiJson.object().put("detail", state.detail());
        state.expires().ifPresent(end -> data.put("expires", end.toString()));
        return new Check("certificate", state.ok(), false, data);
    }

    /** A model that was not taken is the operator's to look into; the gateway works on with the old one. */
    private static Check check(RolloutStatus rollout) {
        var data = ApiJson.object()
                .put("activation", rollout.stage().text())
                .put("model", rollout.model())
                .put("since", rollout.since().toString())
                .put("detail", rollout.detail());
        return new Check("model", !rollout.isTrouble(), false, data);
    }

    /** @param alarm no fault of the gateway: it is shown, and changes nothing else */
    private static Check check(CameraStatus camera, Optional<Boolean> alarm) {
        var data = ApiJson.object();
        data.put("state", camera.state().text());
        data.put("reason", reason(camera));
        data.put("since", camera.since().toString());
        data.put("lastFrame", camera.lastFrame().map(Object::toString).orElse(null));
        alarm.ifPresent(on -> data.put("alarm", on ? "on" : "off"));
        boolean up = camera.state() == CameraState.ONLINE || camera.state() == CameraState.DISABLED;
        return new Check("camera/" + camera.id(), up, false, data);
    }

    /** Why it is not online, without its address and whose certificate it shows: health is told to everybody. */
    private static String reason(CameraStatus camera) {
        String reason = camera.reason();
        var last = camera.trouble().last();
        var cause = last.map(CameraStatus.Fault::cause);
        boolean present = last.filter(fault -> fault.text().equals(reason)).isPresent();
        if (present && cause.filter(OF_CERTIFICATES::contains).isPresent()) {
            return cause.get();
        }
        String address = camera.url() + ": ";
        String words = reason.startsWith(address) ? reason.substring(address.length()) : reason;
        return words.contains("://") ? cause.orElse("not told here; the log says why") : words;
    }

    private static Reply answer(List<Check> checks) {
        boolean up = up(checks);
        return Reply.json(up ? 200 : 503, document(up, checks));
    }

    static boolean up(List<Check> checks) {
        return checks.stream().allMatch(check -> check.up() || !check.required());
    }

    static ObjectNode document(boolean up, List<Check> checks) {
        var json = ApiJson.object();
        json.put("status", word(up));
        var list = json.putArray("checks");
        for (Check check : checks) {
            var entry = list.addObject();
            entry.put("name", check.name());
            entry.put("status", word(check.up()));
            entry.set("data", check.data().deepCopy().put("required", check.required()));
        }
        return json;
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }

    private static CameraScope scope(Caller caller) {
        return caller.cameras().all()
                ? CameraScope.ALL
                : CameraScope.some(
                        caller::sees, limited(caller) ? PrivacyGate::telling : PrivacyGate::tellingStrangers);
    }

    private Reply metrics(Call call) {
        var writer = call.accepted().equals(OPEN_METRICS)
                ? formats.getOpenMetricsTextFormatWriter()
                : formats.getPrometheusTextFormatWriter();
        var out = new ByteArrayOutputStream(16 * 1024);
        try {
            writer.write(out, scope(call.caller()).of(registry.scrape(gate::metric)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Reply.Content(200, writer.getContentType(), out.toByteArray(), Map.of());
    }
}
