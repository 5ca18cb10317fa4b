package io.maskgate.daemon.http;

import io.maskgate.daemon.privacy.PrivacyGate;
import java.util.List;

/** The gateway as a whole. */
final class StatusRoutes {
    private final GatewayView gateway;
    private final HealthRoutes health;
    private final PrivacyGate gate;
    private final HttpLimits limits;

    StatusRoutes(GatewayView gateway, HealthRoutes health, PrivacyGate gate, HttpLimits limits) {
        this.gateway = gateway;
        this.health = health;
        this.gate = gate;
        this.limits = limits;
    }

    List<Route> routes() {
        return List.of(Route.get("/api/status", Route.JSON, this::status));
    }

    private Reply status(Call call) {
        var checks = health.ready(call.caller());
        boolean up = HealthRoutes.up(checks);
        var json = ApiJson.object();
        json.put("gateway", gateway.gateway());
        json.put("version", gateway.version());
        json.put("uptimeSeconds", gateway.uptime().toSeconds());
        json.put("pictures", gate.picturesAllowed());
        json.put("privacy", gate.mode());
        json.put("uploadBytes", limits.uploadBytes());
        var engine = gateway.engine();
        json.putObject("engine")
                .put("name", engine.name())
                .put("ok", engine.ok())
                .put("detail", engine.detail());
        json.set("ready", HealthRoutes.document(up, checks));
        return Reply.json(json);
    }
}
