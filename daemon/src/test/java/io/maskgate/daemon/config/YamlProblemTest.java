package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlProblemTest {
    private static final String ALIGN = ": expected keys and entries of one section at one indentation, found another;"
            + " align this line with those of its section, with a blank behind each '-'";
    private static final String NO_PLACE = ": expected no key within the text of the line above, found one;"
            + " align it with the keys of its section; where it is, the line above lacks a ':' or '-' with a blank behind"
            + " it";
    private static final String NO_COLON =
            ": expected key: value, found a line without ': '; write the ':' with a blank behind it";
    private static final String SECOND = ": expected one key with its value in a line, found a second ': ';"
            + " quote values with ': ' in them, and begin a new line before another key";
    private static final String OPEN =
            ": expected a quote that is closed, found one that begins here and is not; close it";
    private static final String MORE = ": expected the end of the value, found more behind it;"
            + " quote the value as a whole, a ' within single quotes written twice; see that quotes above are closed";
    private static final String ESCAPE = ": expected an escape that YAML knows, found a '\\' with something else;"
            + " write it twice, or use single quotes";
    private static final String DOCUMENT = ": expected one document, found the beginning of another; remove the '---'";
    private static final String ENDED = ": expected the configuration to go on here, found it ended further up;"
            + " look there for a key without ': ', for '...' or for a bracket";
    private static final String UNQUOTED =
            ": expected YAML, found a character that cannot stand here unquoted; quote values with special characters";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~cameras:\n  - id: a\n     url: rtsp://u:hunter2@h/s~ | ~:3" + NO_PLACE + "~",
                "~cameras:\n  - id: a\n   url: rtsp://u:hunter2@h/s~ | ~:3" + ALIGN + "~",
                "~cameras:\n  - id: a\n  url: rtsp://u:hunter2@h/s~ | ~:3" + ALIGN + "~",
                "~mqtt:\n  url: mqtt://b\n    username: joe~ | ~:3" + NO_PLACE + "~",
                "~mqtt:\n  url: mqtt://b\n username: joe~ | ~:3" + ALIGN + "~",
                "~cameras:\n  - id: a\n    url: x\n - id: b~ | ~:4" + ALIGN + "~",
                "~cameras:\n  - id: a\n    url: x\n   - id: b~ | ~:4" + ALIGN + "~",
                "~cameras:\n  - id: a\n    url: x\n  -id: b~ | ~:4" + ALIGN + "~",
                "~cameras:\n  -id: a\n    url: x~ | ~:3" + NO_PLACE + "~",
                "~gateway:lobby\nmqtt:\n  url: x~ | ~:2" + NO_PLACE + "~",
                "~gateway:lobby\n# The broker.\nmqtt:\n  url: x~ | ~:3" + ENDED + "~",
                "~mqtt:\n  username: joe\n  password:hunter2\nlog: {}\n~ | ~:3" + NO_COLON + "~",
                "~web: listen: 0.0.0.0:80~ | ~:1" + SECOND + "~",
                "~a: 1\nx: {}\nb: hunter2: c~ | ~:3" + SECOND + "~",
                "~a: - hunter2~ | ~:1: expected a value behind ': ', found '- ';"
                        + " quote the value, or begin a new line before it~",
                "~gateway: \"lobby\nmqtt:\n  url: x\n~ | ~:1" + OPEN + "~",
                "~a: 1\ngateway: 'lobby\n---\nmqtt: 1~ | ~:2" + OPEN + "~",
                "~password: \"hunter2\"x~ | ~:1" + MORE + "~",
                "~password: 'hunter2's'~ | ~:1" + MORE + "~",
                "~password: \"hunter2\\q\"~ | ~:1" + ESCAPE + "~",
                "~password: \"hunter2\\xzz\"~ | ~:1" + ESCAPE + "~",
                "~a: 1\nmqtt:\n---\n~ | ~:3" + DOCUMENT + "~",
                "~a: 1\nb: [1,\n  2\nc: 3~ | ~:4: expected ',' or ']', found something else;"
                        + " close the '[' of line 2, and quote entries with ',', brackets or ': ' in them~",
                "~b: {a: hunter2: c}~ | ~:1: expected ',' or '}', found something else;"
                        + " close the '{' of line 1, and quote entries with ',', brackets or ': ' in them~",
                "~password: ]hunter2~ | ~:1" + UNQUOTED + "~",
                "~password: *~ | ~:1" + UNQUOTED + "~",
                "~password: 'x'\nb: \"%hunter2\n  y\"\nc: |hunter2~ | ~:4" + UNQUOTED + "~",
                "~password: !<hunter2~ | ~:1" + UNQUOTED + "~",
            })
    void whatTheParserRefusesIsToldInTermsOfTheFile(String yaml, String message) throws Exception {
        Path file = Files.writeString(folder.resolve("maskgate.yaml"), yaml);

        var result = ConfigReader.read(file, new SecretSources(Map.of()));

        assertThat(result).isInstanceOf(ConfigResult.Faulty.class);
        assertThat(((ConfigResult.Faulty) result).faults())
                .singleElement()
                .hasToString(file + message)
                .asString()
                .doesNotContain("hunter2");
    }
}
