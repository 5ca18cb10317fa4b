package io.maskgate.daemon.gateway;

import io.maskgate.daemon.cli.Typed;
import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.SecretSources;
import io.maskgate.daemon.demo.rtsp.H264Clip;
import io.maskgate.daemon.systemd.ServiceManager;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.VideoWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Where a gateway is put up in a test. */
public final class Site {
    /** The probe reads box and scores from the colour: x0 40, y0 10, to the edges, scores 5/255 and 200/255. */
    private static final int FACE = 0x1405C8;

    private Site() {}

    static Gateway.Surroundings surroundings() {
        return surroundings(new ServiceManager(Map.of()));
    }

    static Gateway.Surroundings surroundings(ServiceManager manager) {
        return new Gateway.Surroundings(new ModelZoo(List.of(Typed.zoo())), manager, "test", Clock.systemUTC());
    }

    public static GatewayConfig config(Path folder, String broker, String camera) throws IOException {
        return config(folder, broker, camera, "127.0.0.1:0", "");
    }

    static GatewayConfig config(Path folder, String broker, String camera, String health, String more)
            throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml(folder, broker, camera, health, more));
        return switch (ConfigReader.read(file, new SecretSources(Map.of()))) {
            case ConfigResult.Valid valid -> valid.config();
            case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
        };
    }

    static String yaml(Path folder, String broker, String camera, String health, String more) {
        return """
                gateway: site
                state: %s
                mqtt:
                  url: %s
                  version: 3.1.1
                  sparkplug: {enabled: true, group: site}
                cameras:
                  - id: lobby
                    url: %s
                health:
                  listen: %s
                web:
                  listen: 127.0.0.1:0
                  preview: %s
                %s
                """.formatted(folder.resolve("state"), broker, camera, health, !more.contains("mode: aggregate"), more);
    }

    /** Two seconds of one unchanging face. */
    static H264Clip clip(Path folder) throws IOException {
        var file = folder.resolve("clip.mp4");
        var picture = new RgbPicture(128, 64);
        picture.fill(0, 0, 128, 64, FACE);
        try (var writer = VideoWriter.create(file, VideoWriter.Format.mp4(128, 64, 10, 400_000))) {
            for (int i = 0; i < 20; i++) {
                writer.write(picture);
            }
            writer.finish();
        }
        return H264Clip.ofMp4(Files.readAllBytes(file));
    }
}
