package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be changed without a restart, as the page on reloading says it. */
class ReloadPageTest {
    private static final Pattern KEY = Pattern.compile("`([a-z.-]+)`");

    @Test
    void thePageNamesWhatChangesWhileRunningAndWhatIsTakenForIt() throws Exception {
        var page = Files.readString(Path.of("../systemd/README.md"));
        var section = page.substring(page.indexOf("\n## Reload\n")).replaceAll("\\s+", " ");
        String live = section.substring(0, section.indexOf(" change while running"));
        String rest = section.substring(live.length(), section.indexOf(" need a restart"));

        assertThat(Reloading.LIVE).allMatch(key -> named(live).stream().anyMatch(name -> isOf(key, name)));
        assertThat(named(live))
                .allMatch(name -> Reloading.LIVE.stream().anyMatch(key -> isOf(key, name)))
                .noneMatch(name -> isOf("model.threshold", name));
        assertThat(named(rest)).contains("model.threshold", "time-zone").doesNotContainAnyElementsOf(Reloading.LIVE);
    }

    private static List<String> named(String text) {
        return KEY.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static boolean isOf(String key, String name) {
        return key.equals(name) || key.startsWith(name + ".");
    }
}
