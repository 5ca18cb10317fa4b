package io.maskgate.daemon.demo;

import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.SecretSources;
import io.maskgate.daemon.demo.rtsp.H264Clip;
import io.maskgate.daemon.demo.rtsp.RtspFileServer;
import io.maskgate.daemon.gateway.Gateway;
import io.maskgate.daemon.gateway.StartException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;

/** The demonstration: broker, camera and gateway in one process, connected over real sockets. */
public final class Demo {
    private static final String CAMERA = "lobby";

    private final PrintStream out;
    private final Gateway.Surroundings around;

    public Demo(PrintStream out, Gateway.Surroundings around) {
        this.out = out;
        this.around = around;
    }

    /** Returns when the demonstration is to end. */
    public interface Wait {
        void await() throws InterruptedException;
    }

    /**
     * Runs as long as somebody waits.
     *
     * @return whether an event came back from the broker
     */
    public boolean run(Wait wait) throws IOException, StartException, InterruptedException {
        var printer = new EventPrinter(out);
        try (var folder = new TemporaryFolder("maskgate-demo");
                var broker = EmbeddedBroker.start();
                var camera = RtspFileServer.start(
                        RtspFileServer.Settings.open(), Map.of(CAMERA, clip()), new SecureRandom(), around.clock());
                var _ = EventTap.open(broker.url(), (event, _) -> printer.print(event))) {
            Path config = folder.path().resolve("demo.yaml");
            Files.writeString(config, yaml(broker.url(), camera.address(CAMERA).toString(), folder.path()));
            try (var gateway = start(config)) {
                out.println("camera   " + camera.address(CAMERA) + " (the bundled clip, looping)");
                out.println("broker   " + broker.url() + "  topics maskgate/demo/#");
                out.println("page     http://127.0.0.1:" + gateway.webPort().orElseThrow() + "/");
                out.println("health   http://127.0.0.1:" + gateway.healthPort().orElseThrow() + "/health/ready");
                wait.await();
            }
        }
        out.println(printer.events() + " events came back from the broker, labels "
                + printer.labels().stream().map(label -> label.text()).toList());
        return printer.events() > 0;
    }

    private Gateway start(Path config) throws StartException {
        return switch (ConfigReader.read(config, new SecretSources(Map.of()))) {
            case ConfigResult.Valid valid -> Gateway.start(valid.config(), around);
            case ConfigResult.Faulty faulty ->
                throw new IllegalStateException("the demo's own configuration is faulty: " + faulty.faults());
        };
    }

    private static String yaml(String broker, String camera, Path state) {
        return """
                gateway: demo
                state: %s
                mqtt:
                  url: %s
                  # The embedded broker speaks no MQTT 5.
                  version: 3.1.1
                cameras:
                  - id: %s
                    url: %s
                health:
                  listen: 127.0.0.1:0
                web:
                  listen: 127.0.0.1:0
                  preview: true
                """.formatted(state, broker, CAMERA, camera);
    }

    private static H264Clip clip() throws IOException {
        try (var in = Demo.class.getResourceAsStream("/demo/lobby.mp4")) {
            if (in == null) {
                throw new IOException("the bundled clip demo/lobby.mp4 is missing from this build");
            }
            return H264Clip.ofMp4(in.readAllBytes());
        }
    }
}
