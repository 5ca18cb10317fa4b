package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ConfigSchemaTest {
    static final Path CONFIG = Path.of("..", "config");
    private static final Path KEPT = CONFIG.resolve("schema/maskgate.schema.json");
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(ConfigSchema.json());
    private static final Path EXAMPLE = CONFIG.resolve("maskgate.yaml");

    @Test
    void theKeptSchemaIsTheOneTheRecordsGive() throws Exception {
        if (Boolean.getBoolean("maskgate.schema.write")) {
            Files.writeString(KEPT, ConfigSchema.json());
        }
        assertThat(Files.readString(KEPT))
                .as("to bring it up to date see config/README.md")
                .isEqualTo(ConfigSchema.json());
    }

    @Test
    void theKeptPageOfEveryKeyIsTheOneTheRecordsGive() throws Exception {
        Path kept = CONFIG.resolve("README.md");
        if (Boolean.getBoolean("maskgate.schema.write")) {
            Files.writeString(kept, ConfigManual.renew(Files.readString(kept)));
        }
        assertThat(Files.readString(kept))
                .as(
                        "config/README.md is stale; the command in it that starts with ./mvnw brings it and the schema up to"
                                + " date (any run of this test with JAVA_TOOL_OPTIONS=-Dmaskgate.schema.write=true does)")
                .isEqualTo(ConfigManual.renew(Files.readString(kept)));
    }

    @Test
    void thePageNamesEveryKeyThatTheSchemaHas() {
        assertThat(ConfigManual.markdown())
                .contains(
                        "| `gateway` | 1 to 64 letters, digits, '-' or '_' | required |  | Name of this gateway",
                        "| `cameras[]` | list of sections | required | 1 to 256 entries | The cameras. |",
                        "| `cameras[].decode.floor` | a number | `0.5` | 0.01 to 2 |",
                        "| `mqtt.tls.ca` | a path | absent |",
                        "| `log.level` | `error`, `warning`, `info`, `debug` | `info` |");
        assertThat(ConfigManual.markdown().lines().filter(line -> line.startsWith("| `")))
                .hasSize(keys(GatewayConfig.class));
    }

    private static int keys(Class<?> section) {
        return KeySpec.of(section).stream()
                .mapToInt(spec -> 1 + (spec.type().isRecord() && !Notations.known(spec.type()) ? keys(spec.type()) : 0))
                .sum();
    }

    @Test
    void theExampleIsTakenByTheSchemaAndTheReader() throws Exception {
        assertThat(complaints(Files.readString(EXAMPLE))).isEmpty();
        var result = ConfigReader.read(EXAMPLE, new SecretSources(Map.of()));
        assertThat(result)
                .isInstanceOfSatisfying(
                        ConfigResult.Valid.class,
                        valid -> assertThat(valid.warnings()).isEmpty());
    }

    @Test
    void theExampleUncommentedIsTakenButForFilesAndCredentialsThatAreNotHere() throws Exception {
        String all = Files.readString(EXAMPLE)
                .replaceAll("(?m)^ *#fingerprint:.*\n", "")
                .replaceAll("(?m)^( *)#((?:- )?[a-z-]+:)", "$1$2")
                .replace("rtsp://", "rtsps://")
                .replace("mqtt://localhost", "mqtts://localhost");
        assertThat(complaints(all)).isEmpty();
        assertThat(faults(all))
                .extracting(ConfigFault::key)
                .containsExactly(
                        "mqtt.password",
                        "mqtt.tls.ca",
                        "mqtt.tls.certificate",
                        "mqtt.tls.key",
                        "cameras[0].tls.ca",
                        "web.tls.certificate",
                        "web.tls.key",
                        "pictures.key");
    }

    @Test
    void theExampleShowsEveryKeyWithItsDefaultAndItsLimits() throws Exception {
        String example = Files.readString(EXAMPLE);
        assertManual(GatewayConfig.class, example);
    }

    private static void assertManual(Class<?> section, String example) {
        for (KeySpec spec : KeySpec.of(section)) {
            String value = spec.key().def().isEmpty() || spec.nested()
                    ? ""
                    : " " + Pattern.quote(spec.key().def()) + "$";
            assertThat(example).containsPattern("(?m)^ *#?(- )?" + spec.name() + ":" + value);
            if (spec.nested()) {
                assertManual(spec.type(), example);
            }
            if (!spec.key().max().isEmpty()) {
                assertThat(example)
                        .contains(
                                "from " + spec.key().min() + " to " + spec.key().max());
            }
            if (spec.type().isEnum()) {
                assertThat(example).contains(Notations.of(spec.type()).expected());
            }
        }
    }

    static List<Refused> refused() {
        return Refused.table();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatTheSchemaRefusesTheReaderRefuses(Refused snippet) throws Exception {
        assertThat(faults(snippet.yaml())).isNotEmpty();
        assertThat(!complaints(snippet.yaml()).isEmpty())
                .as("whether the schema sees it: " + complaints(snippet.yaml()))
                .isEqualTo(snippet.schemaSees());
    }

    static List<String> complaints(String yaml) {
        Object tree =
                new Load(LoadSettings.builder().setAllowDuplicateKeys(true).build()).loadFromString(yaml);
        JsonNode node = new ObjectMapper().valueToTree(tree);
        var texts = new TreeSet<String>();
        SCHEMA.validate(node).forEach(message -> texts.add(message.getMessage()));
        return new ArrayList<>(texts);
    }

    static List<ConfigFault> faults(String yaml) throws Exception {
        Path file = Files.createTempFile("maskgate", ".yaml");
        try {
            Files.writeString(file, yaml);
            return switch (ConfigReader.read(file, new SecretSources(Map.of()))) {
                case ConfigResult.Valid _ -> List.of();
                case ConfigResult.Faulty(var faults) -> faults;
            };
        } finally {
            Files.delete(file);
        }
    }
}
