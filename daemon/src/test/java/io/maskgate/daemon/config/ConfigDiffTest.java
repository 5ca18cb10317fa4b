package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDiffTest {
    @TempDir
    Path folder;

    private GatewayConfig config(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), text);
        return switch (ConfigReader.read(file, new SecretSources(Map.of()))) {
            case ConfigResult.Valid valid -> valid.config();
            case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
        };
    }

    @Test
    void keysAreNamedAsInTheFileWithoutTheirValues() throws Exception {
        var before = config("""
                gateway: lobby
                mqtt:
                  url: mqtt://one
                  username: me
                  password: first-secret
                cameras:
                  - id: door
                    url: rtsp://door/
                """);
        var after = config("""
                gateway: lobby
                mqtt:
                  url: mqtt://two
                  username: me
                  password: other-secret
                  keep-alive: 30s
                cameras:
                  - id: door
                    url: rtsp://yard/
                web:
                  preview: true
                log:
                  level: debug
                """);
        assertThat(ConfigDiff.keys(before, after))
                .containsExactly("mqtt.url", "mqtt.password", "cameras", "web.preview", "log.level");
        assertThat(ConfigDiff.keys(before, before)).isEmpty();
        assertThat(ConfigDiff.keys(before.cameras().getFirst(), after.cameras().getFirst()))
                .containsExactly("url");
    }
}
