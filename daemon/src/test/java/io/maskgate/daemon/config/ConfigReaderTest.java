package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    @TempDir
    Path folder;

    static List<Refused> refused() {
        return Refused.table();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aBadFileIsRefusedWithItsLineKeyAndRemedy(Refused snippet) throws Exception {
        Path file = write(snippet.yaml());
        assertThat(faults(file, Map.of()))
                .containsExactlyElementsOf(snippet.messages().stream()
                        .map(message -> file + message)
                        .toList());
        assertThat(faults(file, Map.of()).toString()).doesNotContain("hunter2").doesNotContain("hun/ter2");
    }

    @Test
    void whatIsAbsentHasTheDefaultsOfTheKeys() throws Exception {
        var config = valid(Refused.BASE, Map.of()).config();
        assertThat(config.gateway()).isEqualTo("g1");
        assertThat(config.state()).isEqualTo(Path.of("/var/lib/maskgate"));
        assertThat(config.mqtt().version()).isEqualTo(BrokerKeys.MqttVersion.V5);
        assertThat(config.mqtt().clientId()).isEmpty();
        assertThat(config.mqtt().keepAlive()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.mqtt().tls().ca()).isEmpty();
        assertThat(config.model().threshold()).isEqualTo(0.7);
        assertThat(config.outbox().maxSize()).isEqualTo(new Size(256L << 20));
        assertThat(config.outbox().maxAge()).isEqualTo(Duration.ofDays(7));
        assertThat(config.health().listen()).isEqualTo(new Listen("0.0.0.0", 8081));
        assertThat(config.web().preview()).isFalse();
        assertThat(config.log().level()).isEqualTo(GatewayConfig.LogLevel.INFO);
        var camera = config.cameras().getFirst();
        assertThat(camera.transport()).isEqualTo(GatewayConfig.Transport.TCP);
        assertThat(camera.rate()).isEqualTo(5);
        assertThat(camera.stallAfter()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void allFaultsAreReportedAtOnceByLine() throws Exception {
        Path file = write("""
                gateway: "a b"
                mqtt:
                  url: mqtt://broker
                  keep_alive: 30s
                  tls: {}
                cameras:
                  - id: door
                    url: rtsp://192.0.2.1/s
                    rate: 0
                  - id: door
                    url: gopher://192.0.2.1/s
                web:
                  listen: 192.0.2.9:8081
                """);
        assertThat(faults(file, Map.of()))
                .extracting(text -> text.replaceFirst(".*?yaml:", "").replaceFirst(": expected.*", ""))
                .containsExactly(
                        "1: gateway",
                        "4: mqtt.keep_alive",
                        "5: mqtt.tls",
                        "9: cameras[0].rate",
                        "10: cameras[1].id",
                        "11: cameras[1].url",
                        "13: web.listen",
                        "13: web.listen",
                        "13: web.listen");
    }

    @ParameterizedTest
    @CsvSource({
        "pa55:w@rd/?#, 'rtsp://u:${env:P}@h:554/s', rtsp://u:pa55%3Aw%40rd%2F%3F%23@h:554/s",
        "me:s/ecret, 'rtsp://${env:P}@h/s', rtsp://me:s%2Fecret@h/s",
        "rtsp://u:p@h/s, '${env:P}', rtsp://u:p@h/s",
        "a/b, 'http://h/${env:P}?x=1', http://h/a/b?x=1",
        "tok@en, 'http://h/?t=${env:P}', http://h/?t=tok@en",
        "x, 'http://h/$${env:P}', 'http://h/${env:P}'",
        "a/b%41, 'rtsp://joe@example.org:${env:P}@h/s', rtsp://joe@example.org:a%2Fb%2541@h/s",
        "cam1/s, 'rtsp://u:p@${env:P}', rtsp://u:p@cam1/s",
    })
    void aSecretInAnAddressIsEncodedOnlyAmongUserAndPassword(String secret, String url, String expected)
            throws Exception {
        String text = ((Template.Filled) Template.of(url).fill(new SecretSources(Map.of("P", secret)))).text();
        assertThat(text).isEqualTo(expected);
    }

    @Test
    void secretsComeFromFilesVariablesAndCredentials() throws Exception {
        Path secret = Files.writeString(folder.resolve("pw"), "from file\n");
        Files.writeString(folder.resolve("door"), "from-credential");
        String yaml = Refused.BASE
                .replace("192.0.2.1", "${env:USER_NAME}:${credential:door}@192.0.2.1")
                .replace(
                        "mqtt://broker",
                        "mqtt://broker\n  username: ${env:USER_NAME}\n  password: ${file:" + secret + "}");
        var valid = valid(yaml, Map.of("USER_NAME", "viewer", "CREDENTIALS_DIRECTORY", folder.toString()));
        assertThat(valid.config().mqtt().password().map(Secret::reveal)).contains("from file");
        assertThat(valid.config().mqtt().username()).contains("viewer");
        assertThat(valid.config().cameras().getFirst().url().reveal())
                .isEqualTo("rtsp://viewer:from-credential@192.0.2.1/s");
        assertThat(valid.config().cameras().getFirst().url().filledIn())
                .containsExactlyInAnyOrder("viewer", "from-credential");
        assertThat(valid.secrets()).extracting(Secret::reveal).contains("from file", "from-credential");
        assertThat(valid.warnings()).isEmpty();
        assertThat(valid.config().toString()).doesNotContain("from file").doesNotContain("from-credential");
    }

    @Test
    void aPasswordInTheFileIsTakenWithAWarningThatDoesNotShowIt() throws Exception {
        var valid = valid(
                Refused.BASE
                        .replace("192.0.2.1", "u:hunter22@192.0.2.1")
                        .replace("mqtt://broker", "mqtt://broker\n  password: hunter33"),
                Map.of());
        assertThat(valid.warnings()).extracting(ConfigFault::key).containsExactly("mqtt.password", "cameras[0].url");
        assertThat(valid.warnings().toString()).doesNotContain("hunter");
        assertThat(valid.secrets()).extracting(Secret::reveal).contains("hunter22", "hunter33");
    }

    /** The folder is systemd's: nobody makes a file there. */
    @Test
    void aCredentialThatTheUnitDoesNotHandOverIsNotAFileToCreate() throws Exception {
        String yaml = Refused.BASE.replace("192.0.2.1", "u:${credential:entrance2}@192.0.2.1");
        assertThat(faults(write(yaml), Map.of("CREDENTIALS_DIRECTORY", folder.toString())))
                .singleElement()
                .asString()
                .endsWith(":6: cameras[0].url: expected the credential entrance2, found none of that name in " + folder
                        + "; add LoadCredential=entrance2:/path to the unit and restart the service, which is given its"
                        + " credentials at its start alone; outside of the service put it into that folder");
    }

    /** Below a folder that may not be entered, say. */
    @Test
    void aSecretFileThatCannotBeLookedAtIsNotOneToCreate() throws Exception {
        Path shut = folder.resolve("shut");
        Files.createSymbolicLink(shut, shut);
        String yaml =
                Refused.BASE.replace("mqtt://broker", "mqtt://broker\n  password: ${file:" + shut.resolve("pw") + "}");
        assertThat(faults(write(yaml), Map.of()))
                .singleElement()
                .asString()
                .contains("expected a readable file " + shut.resolve("pw"), "let the daemon's user read it");
    }

    @Test
    void whereOnlyCountsMayLeaveDecodingThatFollowsFacesIsWarnedOf() throws Exception {
        String yaml = Refused.BASE + "    decode: {policy: %s}\nprivacy: {mode: %s}\n";
        assertThat(valid(yaml.formatted("adaptive", "aggregate"), Map.of()).warnings())
                .extracting(ConfigFault::key)
                .containsExactly("cameras[0].decode.policy");
        assertThat(valid(yaml.formatted("keyframes", "aggregate"), Map.of()).warnings())
                .isEmpty();
        assertThat(valid(yaml.formatted("adaptive", "events"), Map.of()).warnings())
                .isEmpty();
    }

    @Test
    void aSecretFileOfTwoLinesOrNoneIsRefused() throws Exception {
        Path two = Files.writeString(folder.resolve("two"), "a\nb\n");
        Path none = Files.writeString(folder.resolve("none"), "\n");
        for (Path path : List.of(two, none)) {
            String yaml = Refused.BASE.replace("mqtt://broker", "mqtt://broker\n  password: ${file:" + path + "}");
            assertThat(faults(write(yaml), Map.of()))
                    .singleElement()
                    .asString()
                    .contains("expected a secret of one line");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: b: c' | :1: expected one key with its value in a line, found a second ': '; quote values with ': ' in them, and begin a new line before another key",
                "'a: [1, 2' | :1: expected ',' or ']', found something else; close the '[' of line 1",
                "'a:\n\tb: 1' | :2: expected spaces for indentation, found a tab; replace tabs by spaces",
                "'a: *hunter2' | :1: expected YAML, found undefined alias; quote values with special characters",
                "'a: %hunter2' | :1: expected YAML, found a character that cannot stand here unquoted",
                "'a: 1\nb: \u0007' | :2: expected printable text, found a control character; remove it",
                "'# nothing' | :1: expected keys and values, found an empty file; start from config/maskgate.yaml, in the package /usr/share/maskgate/maskgate.yaml",
                "'text' | :1: expected a section, found text",
                "'a: 1\n---\nb: 2' | :2: expected one document, found the beginning of another; remove the '---'",
            })
    void whatIsNotYamlIsOneFaultWithItsLine(String yaml, String message) throws Exception {
        Path file = write(yaml);
        assertThat(faults(file, Map.of()))
                .singleElement()
                .asString()
                .startsWith(file + message)
                .doesNotContain("hunter2");
    }

    @Test
    @Timeout(10)
    void manyPlaceholdersThatNeverEndAreNoWork() throws Exception {
        Path begun = write("gateway: '" + "${".repeat(200_000) + "'\n");
        assertThat(faults(begun, Map.of())).anyMatch(fault -> fault.contains("gateway: "));
    }

    @Test
    void aLongLineOfSignsOutsideOfTheBasicPlaneIsRead() throws Exception {
        Path faces = write("# " + "\ud83d\ude37".repeat(3000) + "\nx: 1\n");
        assertThat(faults(faces, Map.of())).anyMatch(fault -> fault.contains(": x: expected a known key"));
    }

    @Test
    void ofAFileThatIsSomethingElseTheFirstFaultsAreNamedAndTheRestCounted() throws Exception {
        String text =
                IntStream.range(0, 50_000).mapToObj(i -> "key" + i + ": 1\n").collect(Collectors.joining());
        Path other = write(text);

        var faults = faults(other, Map.of());

        assertThat(faults).hasSize(Faults.MOST + 1);
        assertThat(faults.getLast())
                .matches(".*: expected a configuration, found \\d+ more faults; is it the right file\\?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"- ", "[", "{a: ", "? "})
    void aFileThatIsNestedWithoutEndIsOneFault(String more) throws Exception {
        Path deep = write("cameras:\n  " + more.repeat(20_000));
        assertThat(faults(deep, Map.of()))
                .containsExactly(
                        deep
                                + ":2: expected at most 50 lists and sections in each other, found more; is it the right file?");
    }

    @Test
    void aFileThatIsMissingTooLongOrNotUtf8IsOneFault() throws Exception {
        Path missing = folder.resolve("missing.yaml");
        assertThat(faults(missing, Map.of()))
                .containsExactly(missing
                        + ": expected a configuration file, found nothing there; create it from config/maskgate.yaml,"
                        + " in the package /usr/share/maskgate/maskgate.yaml");
        Path big = write("#".repeat(YamlFile.MOST_BYTES + 1));
        assertThat(faults(big, Map.of()))
                .containsExactly(big + ": expected a file of at most 1 MiB, found a longer one; is it the right file?");
        Path latin = Files.write(folder.resolve("latin.yaml"), "a: 1\nb: Tür\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(faults(latin, Map.of()))
                .containsExactly(
                        latin + ":2: expected text in UTF-8, found a byte that is not; save the file as UTF-8");
        assertThat(faults(folder, Map.of()))
                .containsExactly(
                        folder + ": expected a configuration file, found a folder; name the file in it, such as "
                                + folder.resolve("maskgate.yaml"));
    }

    @Test
    void anchorsMayRepeatASection() throws Exception {
        String yaml = Refused.BASE + "outbox: &o {max-age: 1h}\n";
        assertThat(valid(yaml, Map.of()).config().outbox().maxAge()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void allCamerasMayShareTheirSections() throws Exception {
        String entry = "  - {id: c%d, url: rtsp://192.0.2.1/%d, quiet-hours: *night, alarm: *alarm}\n";
        String yaml = Refused.BASE
                + "    quiet-hours: &night [{from: '22:00', to: '06:00'}]\n    alarm: &alarm {for: 30s}\n"
                + IntStream.range(1, 256).mapToObj(i -> entry.formatted(i, i)).collect(Collectors.joining());

        var cameras = valid(yaml, Map.of()).config().cameras();

        assertThat(cameras).hasSize(256);
        assertThat(cameras.getLast().alarm()).isEqualTo(cameras.getFirst().alarm());
        assertThat(cameras.getLast().quietHours()).hasSize(1);
    }

    @Test
    void moreReferencesThanAreFollowedAreOneFaultThatSaysSo() throws Exception {
        String begin = "gateway: &text g1\nx: &list []\ny:\n";
        String most = begin + "- *list\n".repeat(4096);
        assertThat(faults(write(most + "- *text\n"), Map.of())).anyMatch(fault -> fault.contains("known key"));
        Path more = write(most + "- *list\n");
        assertThat(faults(more, Map.of()))
                .containsExactly(more + ":" + (4096 + 4)
                        + ": expected at most 4096 references (*name) to sections and lists, found more;"
                        + " write out what some of them stand for");
    }

    /** 256 cameras of 32 zones that are all one list of so many corners. */
    @Test
    @Timeout(10)
    void aLongListThatIsReferredToAThousandTimesIsNoWork() throws Exception {
        String zones = "- &zone {name: z, polygon: [" + "[0,0],".repeat(20_000) + "]}" + "\n    - *zone".repeat(31);
        Path corners = write("gateway: g1\nmqtt: {url: mqtt://broker}\ncameras:\n- &camera\n    id: door\n"
                + "    url: rtsp://192.0.2.1/s\n    zones:\n    " + zones + "\n- *camera".repeat(255) + "\n");
        assertThat(faults(corners, Map.of())).anyMatch(fault -> fault.endsWith("found 20000 corners"));
    }

    @Test
    void theByteOrderMarkOfASecretFileIsNoPartOfTheSecret() throws Exception {
        Path secret = Files.writeString(folder.resolve("pw"), "\uFEFFfrom file\r\n");
        String yaml = Refused.BASE.replace("mqtt://broker", "mqtt://broker\n  password: ${file:" + secret + "}");
        assertThat(valid(yaml, Map.of()).config().mqtt().password().map(Secret::reveal))
                .contains("from file");
    }

    @Test
    void theEffectiveConfigurationReadsAgainWithItsSecretsMasked() throws Exception {
        var config = valid(Refused.BASE.replace("mqtt://broker", "mqtt://broker\n  password: hunter2"), Map.of())
                .config();
        String yaml = ConfigPrinter.yaml(config);
        assertThat(yaml)
                .contains("  keep-alive: \"30s\"")
                .contains("  - id: door\n    url: \"****\"")
                .doesNotContain("hunter2");
        var again = valid(yaml.replace("url: \"****\"", "url: rtsp://192.0.2.1/s"), Map.of())
                .config();
        assertThat(again.mqtt().password()).isEqualTo(Optional.of(new Secret("****")));
        assertThat(again.tracking()).isEqualTo(config.tracking());
        assertThat(again.outbox()).isEqualTo(config.outbox());
        assertThat(again.cameras()).isEqualTo(config.cameras());
    }

    /** Whoever renews them may have left them unreadable: that costs no camera, and no token that is taken back stays. */
    @Test
    void whatRunsTakesCertificatesThatCannotBeReadYet() throws Exception {
        String web = "web:\n  tls: {certificate: /nowhere/web.pem, key: /nowhere/web.key}\n";
        String broker = "mqtts://broker\n  tls: {ca: /nowhere/ca.pem}";
        Path file = write(Refused.BASE.replace("mqtt://broker", broker) + web);

        var running = ConfigReader.readToRun(file, new SecretSources(Map.of()));
        assertThat(running)
                .isInstanceOfSatisfying(
                        ConfigResult.Valid.class,
                        valid -> assertThat(valid.config().web().tls().map(WebKeys.Tls::key))
                                .contains(Path.of("/nowhere/web.key")));
        assertThat(faults(file, Map.of())).hasSize(3).allMatch(fault -> fault.contains("expected a readable PEM file"));
    }

    private Path write(String yaml) throws Exception {
        return Files.writeString(folder.resolve("maskgate.yaml"), yaml);
    }

    private ConfigResult.Valid valid(String yaml, Map<String, String> environment) throws Exception {
        var result = ConfigReader.read(write(yaml), new SecretSources(environment));
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return (ConfigResult.Valid) result;
    }

    private static List<String> faults(Path file, Map<String, String> environment) {
        return switch (ConfigReader.read(file, new SecretSources(environment))) {
            case ConfigResult.Valid valid -> throw new AssertionError("expected faults, found " + valid);
            case ConfigResult.Faulty(var faults) ->
                faults.stream().map(ConfigFault::toString).toList();
        };
    }
}
