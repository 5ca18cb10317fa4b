package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Parts of the configuration as pages print them for copying. */
class PageBlocksTest {
    @Test
    void theOneForAProxyIsTakenAsItIsPrinted() throws Exception {
        var page = Files.readString(Path.of("ACCESS.md"));
        var block = page.substring(page.indexOf("## Behind a proxy"))
                .lines()
                .skip(1)
                .dropWhile(String::isBlank)
                .takeWhile(line -> line.startsWith("    "))
                .map(line -> line.substring(4))
                .collect(Collectors.joining("\n", "", "\n"))
                .replace("cameras: entrance", "cameras: door")
                .replace("sha256:…", "sha256:" + "a1".repeat(32));
        assertThat(block).startsWith("web:\n  behind-proxy: true\n");
        assertThat(ConfigSchemaTest.complaints(Refused.BASE + block)).isEmpty();
        assertThat(ConfigSchemaTest.faults(Refused.BASE + block)).isEmpty();
    }
}
