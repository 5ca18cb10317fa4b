package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraAddressTest {
    @TempDir
    Path folder;

    @Test
    void transportIsForEitherAddress() throws Exception {
        assertThat(faults("https://nvr/1.m3u8", "detect-url: rtsp://nvr/1/sub", "transport: udp"))
                .isEmpty();
        assertThat(faults("rtsp://nvr/1", "detect-url: https://nvr/1/sub.m3u8", "transport: udp"))
                .isEmpty();
        assertThat(faults("https://nvr/1.m3u8", "detect-url: http://nvr/1/sub", "transport: udp"))
                .containsExactly(
                        ":8: cameras[0].transport: expected transport with an rtsp address only, found it with http: in"
                                + " detect-url; remove it");
    }

    @Test
    void theFileThatStartsAgainIsTheOneThatIsRead() throws Exception {
        assertThat(faults("rtsp://192.0.2.1/s", "detect-url: file:/clips/a.mp4", "loop: true"))
                .isEmpty();
        assertThat(faults("file:/clips/a.mp4", "detect-url: rtsp://192.0.2.1/s", "loop: true"))
                .containsExactly(
                        ":8: cameras[0].loop: expected loop with a file: address only, found it with rtsp:// in detect-url;"
                                + " remove it");
    }

    @Test
    void ofAnAddressThatCannotBeUsedThatAloneIsTold() throws Exception {
        assertThat(faults("http://192.0.2.1/s", "detect-url: gopher://192.0.2.1/s", "transport: udp", "loop: true"))
                .singleElement()
                .asString()
                .startsWith(":7: cameras[0].detect-url: expected ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.0.2.5/video?user=admin&password=hunter2",
                "http://192.0.2.5/${env:P}/video?pwd=hunter2",
                "${env:BASE}/video?pwd=hunter2",
                "rtsp://192.0.2.5/user=admin_password=hunter2_channel=1.sdp",
                "rtsp://admin:hunter2@${env:HOST}/s",
                "rtsp://${env:NAME}:hunter2@192.0.2.5/s",
            })
    void aPasswordWrittenAnywhereInAnAddressIsWarnedOf(String url) throws Exception {
        assertThat(warnings(url))
                .containsExactly(
                        ":6: cameras[0].url: expected a placeholder for the password, found the password itself"
                                + " (not shown); use ${file:/path}, ${env:NAME} or ${credential:name}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.0.2.5/video?channel=1",
                "http://192.0.2.5/video?user=admin&password=${env:P}&channel=1",
                "rtsp://192.0.2.5/user=admin_password=${env:P}_channel=1.sdp",
                "rtsp://admin:${env:P}@${env:HOST}/s",
                "rtsp://${env:NAME}:${env:P}@192.0.2.5/s",
                "rtsp://${env:NAME}@192.0.2.5:554/s",
                "file:/clips/key=1.mp4",
            })
    void anAddressWithoutAPasswordOfItsOwnIsNot(String url) throws Exception {
        assertThat(warnings(url)).isEmpty();
    }

    private List<String> warnings(String url) throws Exception {
        var result = read(url);
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return texts(((ConfigResult.Valid) result).warnings());
    }

    private List<String> faults(String url, String... more) throws Exception {
        return read(url, more) instanceof ConfigResult.Faulty(var faults) ? texts(faults) : List.of();
    }

    private List<String> texts(List<ConfigFault> faults) {
        return faults.stream()
                .map(fault -> fault.toString().substring(file().toString().length()))
                .toList();
    }

    /** The keys stand from line 7 on. */
    private ConfigResult read(String url, String... more) throws Exception {
        var yaml = new StringBuilder(Refused.BASE.replace("rtsp://192.0.2.1/s", url));
        for (String key : more) {
            yaml.append("    ").append(key).append('\n');
        }
        Files.writeString(file(), yaml);
        return ConfigReader.read(
                file(),
                new SecretSources(
                        Map.of("P", "hunter3", "NAME", "joe", "HOST", "192.0.2.6", "BASE", "http://192.0.2.5")));
    }

    private Path file() {
        return folder.resolve("maskgate.yaml");
    }
}
