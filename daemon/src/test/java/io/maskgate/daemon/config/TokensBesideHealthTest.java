package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token for some cameras bounds nothing while the health listener tells anybody of all. */
class TokensBesideHealthTest {
    private static final String TOKENS = """
            web:
              access:
                tokens:
                  - {name: all, role: viewer, cameras: "*", hash: "sha256:%s"}
                  - {name: some, role: viewer, cameras: %s, hash: "sha256:%s"}
            """;

    @TempDir
    Path folder;

    @Test
    void isWarnedOfOnce() throws Exception {
        assertThat(warnings("CAMERA", ""))
                .containsExactly("web.access.tokens[1].cameras: expected health.cameras: false beside a token for some"
                        + " cameras, found true; anybody who reaches health.listen reads states and numbers of every camera:"
                        + " set it, or listen on loopback");
    }

    @Test
    void isWellWhereHealthTellsNobodyElseOrNothing() throws Exception {
        assertThat(warnings("CAMERA", "health: {cameras: false}\n")).isEmpty();
        assertThat(warnings("CAMERA", "health: {enabled: false}\n")).isEmpty();
        assertThat(warnings("CAMERA", "health: {listen: \"127.0.0.1:8081\"}\n")).isEmpty();
        assertThat(warnings("\"*\"", "")).isEmpty();
    }

    private List<String> warnings(String cameras, String health) throws Exception {
        String yaml = Refused.BASE + TOKENS.formatted("a".repeat(64), cameras, "b".repeat(64)) + health;
        Path file = Files.writeString(folder.resolve("maskgate.yaml"), yaml.replace("CAMERA", "door"));
        var result = ConfigReader.read(file, new SecretSources(Map.of()));
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result)
                .warnings().stream()
                        .map(ConfigFault::toString)
                        .map(text -> text.substring(text.indexOf("web.")))
                        .toList();
    }
}
