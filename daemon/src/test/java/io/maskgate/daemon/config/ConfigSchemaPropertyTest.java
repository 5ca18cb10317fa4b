package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConfigSchemaPropertyTest {
    @Provide
    Arbitrary<String> nearlyValues() {
        return Arbitraries.of(
                        "PT",
                        "P",
                        "D",
                        "T",
                        "1",
                        "20",
                        "0.5",
                        "ms",
                        "s",
                        "m",
                        "h",
                        "d",
                        "kB",
                        "MiB",
                        "B",
                        "-",
                        " ",
                        ":",
                        "127.0.0.1",
                        "[::1]",
                        "8080",
                        "localhost",
                        "x",
                        "/",
                        "S",
                        "H")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
    }

    /** Any text in any key of text: never taken by the reader against the schema. */
    @Property(tries = 60)
    void noTextIsTakenByTheReaderAndRefusedByTheSchema(@ForAll("nearlyValues") String value) throws Exception {
        String quoted = "\"" + value + "\"";
        for (String line : List.of(
                "outbox: {max-age: %s}",
                "outbox: {max-size: %s}", "health: {listen: %s}", "log: {level: %s}", "state: %s")) {
            String yaml = Refused.BASE + line.formatted(quoted) + "\n";
            if (!ConfigSchemaTest.complaints(yaml).isEmpty()) {
                assertThat(ConfigSchemaTest.faults(yaml)).as(yaml).isNotEmpty();
            }
        }
    }
}
