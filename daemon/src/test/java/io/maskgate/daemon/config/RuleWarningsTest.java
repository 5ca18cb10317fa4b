package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a camera can watch for, and mostly is not meant to. */
class RuleWarningsTest {
    private static final String LINE = "    lines: [{name: entry, from: [0.5, 1], to: [0.5, 0]}]\n";

    @TempDir
    Path folder;

    @Test
    void aLineOfACameraThatMostlyLooksAtKeyFramesIsWarnedOf() throws Exception {
        for (String policy : List.of("adaptive", "keyframes")) {
            assertThat(warnings(LINE + "    decode: {policy: " + policy + "}\n"))
                    .containsExactly(
                            "cameras[0].decode.policy: expected all where lines are counted, found " + policy
                                    + "; it works, but who comes in alone is often first seen beyond the line, and not counted");
        }
        assertThat(warnings(LINE + "    decode: {policy: all}\n")).isEmpty();
        assertThat(warnings(LINE)).isEmpty();
        assertThat(warnings("    decode: {policy: adaptive}\n")).isEmpty();
    }

    @Test
    void anAlarmThatBeginsBeforeWhoMerelyPassesIsLostIsWarnedOf() throws Exception {
        assertThat(warnings("    alarm: {for: 2s}\n"))
                .containsExactly("cameras[0].alarm.for: expected more than tracking.lost-after (2s), found 2s;"
                        + " it works, but whoever is seen for a moment begins an alarm: raise it");
        assertThat(warnings("    alarm: {for: 3s}\n")).isEmpty();
        assertThat(warnings("    alarm: {for: 3s}\ntracking: {lost-after: 5s}\n"))
                .hasSize(1);
        assertThat(warnings("    alarm: {above: 0}\ntracking: {lost-after: 15s}\n"))
                .as("by the default of for")
                .hasSize(1);
    }

    @Test
    void anAlarmThatIsToBeginAtOnceOrIsNoneIsNot() throws Exception {
        assertThat(warnings("    alarm: {for: 0s}\n")).isEmpty();
        assertThat(warnings("tracking: {lost-after: 15s}\n")).isEmpty();
    }

    private List<String> warnings(String more) throws Exception {
        Path file = Files.writeString(folder.resolve("maskgate.yaml"), Refused.BASE + more);
        var result = ConfigReader.read(file, new SecretSources(Map.of()));
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result)
                .warnings().stream()
                        .map(ConfigFault::toString)
                        .map(text -> text.substring(text.indexOf("cameras[0].")))
                        .toList();
    }
}
