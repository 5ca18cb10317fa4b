package io.maskgate.daemon.bench;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.Locale;

/** The configuration of the daemon under measurement. */
record DaemonConfig(PipelineBench.Settings settings, String address, String broker, Path state, int healthPort) {
    String yaml() {
        var text = new StringBuilder("""
                gateway: bench
                state: %s
                mqtt:
                  url: %s
                  # The embedded broker speaks no MQTT 5.
                  version: 3.1.1
                health:
                  listen: 127.0.0.1:%d
                web:
                  listen: 127.0.0.1:0
                """.formatted(quoted(state.toString()), broker, healthPort));
        settings.model().ifPresent(model -> text.append("model:\n  name: " + quoted(model) + "\n"));
        text.append("cameras:\n");
        for (int i = 1; i <= settings.cameras(); i++) {
            text.append("  - id: camera-%d\n    url: %s\n    rate: %s\n    decode: {policy: %s, loop-filter: %s}\n"
                    .formatted(
                            i, quoted(address), settings.rate(), word(settings.policy()), word(settings.loopFilter())));
        }
        return text.toString();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** JSON strings are YAML strings. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
