package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Listen;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.mqtt.OwnCertificate;
import io.maskgate.daemon.tls.ServerPair;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a configuration needs of its surroundings: ports, state, broker, cameras. */
final class ConfigChecks {
    private ConfigChecks() {}

    /** @param unit that runs with this configuration, if one does */
    static List<Check> all(GatewayConfig config, Optional<ServiceUnit> unit, MediaClock clock) {
        var checks = new ArrayList<Check>();
        // Many pictures are counted, on a slow card.
        checks.add(new Check("state", Duration.ofSeconds(20), () -> state(config, unit)));
        int firstPort = unit.map(ServiceUnit::firstPort).orElse(0);
        if (config.health().enabled()) {
            checks.add(new Check(
                    "health port",
                    Duration.ofSeconds(5),
                    () -> port(config.health().listen(), firstPort)));
        }
        if (config.web().enabled()) {
            checks.add(new Check(
                    "web port", Duration.ofSeconds(5), () -> port(config.web().listen(), firstPort)));
        }
        config.web()
                .tls()
                .filter(_ -> config.web().enabled())
                .ifPresent(files -> checks.add(new Check(
                        "web certificate", Duration.ofSeconds(5), () -> certificate(files, Clock.systemUTC()))));
        var keys = KeyFiles.of(config);
        if (!keys.isEmpty()) {
            checks.add(new Check("key files", Duration.ofSeconds(5), () -> KeyFiles.look(keys)));
        }
        checks.add(new Check(
                "broker", BrokerCheck.DEADLINE.multipliedBy(3), () -> BrokerCheck.look(config, clock.wall())));
        OwnCertificate.of(config.mqtt(), clock::wall)
                .ifPresent(own -> checks.add(new Check(
                        "certificate at the broker", Duration.ofSeconds(5), () -> BrokerCheck.own(own, clock.wall()))));
        return checks;
    }

    /** Those of the service: what it does not see decodes nothing there, whoever types doctor. */
    static HardwareDecoders decoders(Optional<ServiceUnit> unit, HardwareDecoders seen) {
        return unit.flatMap(ServiceUnit::hidesDevices).isPresent() ? HardwareDecoders.none() : seen;
    }

    /**
     * Of the cameras' streams.
     *
     * @param capacity is told what detection reads
     */
    static List<Check> looks(
            GatewayConfig config,
            HardwareDecoders hardware,
            OptionalInt modelWidth,
            MediaClock clock,
            Capacity capacity) {
        var looks = new ArrayList<Check>();
        for (var camera : config.cameras()) {
            var check = new CameraCheck(camera, hardware, clock, modelWidth);
            looks.add(new Check(
                    "camera " + camera.id(),
                    check.deadline(),
                    () -> check.look(camera.detectionUrl(), load -> capacity.seen(camera.id(), load))));
            if (camera.detectUrl().isPresent()) {
                looks.add(new Check(
                        "camera " + camera.id() + " (url)", check.deadline(), () -> check.look(camera.url())));
            }
        }
        return looks;
    }

    /** The daemon makes the folder itself where it may. */
    static Finding state(GatewayConfig config, Optional<ServiceUnit> unit) throws IOException {
        Path folder = config.state();
        Path there = folder.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        boolean own = there.equals(folder.toAbsolutePath());
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            return Finding.failed(
                    own ? folder + " cannot be written" : folder + " is not there and cannot be made",
                    "create it and give it to the daemon's user, or set state");
        }
        Path whole = folder.toAbsolutePath().normalize();
        var hidden = unit.flatMap(each -> each.hides(whole));
        if (hidden.isPresent()) {
            // systemd opens nothing below what it hides.
            return Finding.failed(
                    "the service does not see " + folder + " (" + hidden.get() + ")",
                    "choose a folder elsewhere, and name it as state and in ReadWritePaths; or leave state out");
        }
        if (unit.isPresent() && unit.get().forbids(whole)) {
            return Finding.warning(
                    folder + " lies outside " + ServiceUnit.STATE + ", where the service may not write",
                    "systemctl edit maskgate: [Service] ReadWritePaths=" + whole + "; then restart it");
        }
        return StateRoom.of(config)
                .judge(
                        folder + (own ? " can be written" : " can be made"),
                        Files.getFileStore(there).getUsableSpace());
    }

    /** What keeps the gateway from serving the page comes as an exception, with its remedy. */
    static Finding certificate(WebKeys.Tls files, Clock clock) {
        var pair = ServerPair.read(files);
        var now = clock.instant();
        var trouble = pair.trouble(now);
        String text = trouble.orElse(pair.subject()) + ", valid until " + pair.expires();
        if (trouble.isPresent()) {
            return Finding.failed(text, "renew " + files.certificate() + "; look at the clock as well");
        }
        return pair.isNearItsEnd(now)
                ? Finding.warning(text, "renew " + files.certificate() + "; no restart is needed")
                : Finding.ok(text);
    }

    /** @param first port that the service may open: who asks may be allowed more */
    static Finding port(Listen listen, int first) {
        if (listen.port() > 0 && listen.port() < first) {
            return Finding.failed(listen + " cannot be opened by the service", Listen.remedy("Permission denied"));
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(listen.host(), listen.port()));
            return Finding.ok(listen + " is free");
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            String text = listen + " cannot be opened (" + why + ")";
            if (!why.equals("Address already in use")) {
                return Finding.failed(text, Listen.remedy(why));
            }
            return Finding.warning(
                    text,
                    "fine if it is Maskgate that runs already; otherwise stop the other program or choose another port");
        }
    }
}
