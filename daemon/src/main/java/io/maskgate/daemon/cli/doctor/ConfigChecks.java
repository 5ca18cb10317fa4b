package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Listen;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.Transport;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a configuration needs of its surroundings: ports, state, broker, cameras. */
final class ConfigChecks {
    private static final Duration BROKER = Duration.ofSeconds(5);
    private static final Duration CAMERA = Duration.ofSeconds(10);

    private ConfigChecks() {}

    static List<Check> all(GatewayConfig config) {
        var checks = new ArrayList<Check>();
        checks.add(new Check("state", Duration.ofSeconds(5), () -> state(config.state())));
        if (config.health().enabled()) {
            checks.add(new Check(
                    "health port",
                    Duration.ofSeconds(5),
                    () -> port(config.health().listen())));
        }
        if (config.web().enabled()) {
            checks.add(new Check(
                    "web port", Duration.ofSeconds(5), () -> port(config.web().listen())));
        }
        checks.add(new Check(
                "broker", BROKER.plusSeconds(3), () -> broker(config.mqtt().url())));
        for (var camera : config.cameras()) {
            checks.add(new Check("camera " + camera.id(), CAMERA.plusSeconds(5), () -> camera(camera)));
        }
        return checks;
    }

    /** The daemon makes the folder itself where it may. */
    private static Finding state(Path folder) throws IOException {
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
        long free = Files.getFileStore(there).getUsableSpace() >> 20;
        return Finding.ok(folder + (own ? " can be written" : " can be made") + ", " + free + " MiB free");
    }

    private static Finding port(Listen listen) throws IOException {
        var address = new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port());
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return Finding.ok(listen + " is free");
        } catch (IOException e) {
            return Finding.warning(
                    listen + " cannot be opened (" + e.getMessage() + ")",
                    "fine if it is Maskgate that runs already; otherwise stop the other program or choose another port");
        }
    }

    private static Finding broker(String url) throws IOException {
        var uri = URI.create(url);
        int port = uri.getPort() > 0 ? uri.getPort() : url.startsWith("mqtts:") ? 8883 : 1883;
        String host = uri.getHost();
        String authority = host == null ? uri.getAuthority().replaceFirst(":\\d+$", "") : host;
        String shown = authority + ":" + port;
        try (var socket = new Socket()) {
            var address = new InetSocketAddress(authority.replaceAll("[\\[\\]]", ""), port);
            if (address.isUnresolved()) {
                return Finding.failed("no address for " + authority, "check mqtt.url and the name server");
            }
            socket.connect(address, (int) BROKER.toMillis());
            return Finding.ok(shown + " accepts connections");
        } catch (IOException e) {
            return Finding.failed(
                    shown + " does not answer (" + e.getMessage() + ")",
                    "start the broker, check mqtt.url and the firewall; events wait in the outbox meanwhile");
        }
    }

    private static Finding camera(GatewayConfig.Camera camera) {
        if (!camera.enabled()) {
            return Finding.ok("disabled");
        }
        try {
            var spec = VideoSpec.of(VideoUrl.parse(camera.url().reveal()))
                    .withTransport(Transport.valueOf(camera.transport().name()))
                    .withTimeouts(CAMERA, CAMERA);
            try (var source = VideoSource.open(spec, MediaClock.system())) {
                return Finding.ok("opens, " + source.codec());
            }
        } catch (VideoException e) {
            return Finding.failed(String.valueOf(e.getMessage()), remedy(e.reason()));
        }
    }

    private static String remedy(VideoException.Reason reason) {
        return switch (reason) {
            case UNREACHABLE, TIMEOUT -> "check the camera's power, network and address";
            case UNAUTHORIZED -> "check user and password in the camera's url";
            case NOT_FOUND -> "check the path in the camera's url";
            case NOT_A_STREAM, NO_VIDEO, UNSUPPORTED -> "choose a stream with H.264, H.265 or MJPEG video";
            case REFUSED_SCHEME -> "correct the camera's url";
            case TOO_LARGE -> "choose a smaller picture in the camera";
            case BROKEN, CLOSED -> "try again; then restart the camera";
        };
    }
}
