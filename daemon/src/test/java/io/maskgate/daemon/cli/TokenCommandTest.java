package io.maskgate.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.access.NewToken;
import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.Names;
import io.maskgate.daemon.config.SecretSources;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.config.WebKeys.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCommandTest {
    @TempDir
    Path folder;

    private List<WebKeys.Token> pasted(String entry) throws Exception {
        Path file = Files.writeString(folder.resolve("m.yaml"), """
                gateway: g1
                mqtt: {url: "mqtt://broker"}
                cameras:
                  - {id: door, url: "rtsp://192.0.2.1/s"}
                  - {id: yard, url: "rtsp://192.0.2.2/s"}
                web:
                  access:
                    tokens:
                """ + entry);
        var result = ConfigReader.read(file, new SecretSources(Map.of()));
        assertThat(result).as(result.toString()).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result).config().web().access().tokens();
    }

    @Test
    void theTokenComesOnceAndBelowItTheEntryThatTheConfigurationTakes() throws Exception {
        var typed = Typed.in(
                "token",
                "new",
                "--name",
                "guard.1",
                "--role",
                "operator",
                "--camera",
                "door",
                "--camera",
                "yard",
                "--faces");
        var lines = typed.out().split("\n", 2);

        assertThat(typed.exit()).isZero();
        assertThat(lines[0]).matches("maskgate_[A-Za-z0-9_-]{43}");
        assertThat(pasted(lines[1]))
                .containsExactly(new WebKeys.Token(
                        "guard.1", Role.OPERATOR, Names.of("door", "yard"), true, new NewToken(lines[0]).hash()));
        assertThat(lines[1] + typed.err()).doesNotContain(lines[0]);
    }

    @Test
    void aTokenIsForAViewerOfAllCamerasWithCoveredFacesUnlessSaidOtherwise() throws Exception {
        var lines = Typed.in("token", "new", "--name", "reception").out().split("\n", 2);

        assertThat(pasted(lines[1]))
                .containsExactly(
                        new WebKeys.Token("reception", Role.VIEWER, Names.ALL, false, new NewToken(lines[0]).hash()));
    }

    /** A room's number is a number to YAML, and so are others. */
    @ParameterizedTest
    @ValueSource(strings = {"101", "1.5", "true", "null", "-"})
    void aNameThatYamlTakesForSomethingElseIsANameInTheEntry(String name) throws Exception {
        var lines = Typed.in("token", "new", "--name", name).out().split("\n", 2);

        assertThat(pasted(lines[1])).extracting(WebKeys.Token::name).containsExactly(name);
    }

    @Test
    void scriptsGetJson() throws Exception {
        var json = new JsonMapper()
                .readTree(Typed.in("token", "new", "--name", "a", "--camera", "door", "--json")
                        .out());

        assertThat(json.at("/entry/hash").asText())
                .isEqualTo(new NewToken(json.get("token").asText()).hash());
        assertThat(json.at("/entry/cameras").asText()).isEqualTo("door");
    }
}
