package io.maskgate.models.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFileTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void file() {
        file = folder.resolve("run.json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
        {"kind": "adapt",}              | :1:18: expected a JSON object, found Unexpected character ('}' (code 125)): was
        {"kind": "adapt" "data": {}}    | :1:18: expected a JSON object, found Unexpected character ('"' (code 34)): was
        {"kind": "adapt"                | :1:17: expected a JSON object, found that the file ends within it; mend it
        {"kind": "adapt"} {"data": {}}  | :1:19: expected a JSON object, found more behind it; mend it
        {"kind": "adapt"} and           | :1:22: expected a JSON object, found Unrecognized token 'and': was expecting
        ["kind"]                        | : expected a JSON object, found array; mend it
        ''                              | : expected a JSON object, found an empty file; mend it
        """)
    void whatIsBrokenIsSaidWithFileLineAndColumn(String text, String expected) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(() -> JsonFile.read(file, "mend it"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + expected)
                .hasMessageEndingWith("; mend it");
    }

    @Test
    void anotherEncodingIsBrokenToo() throws IOException {
        Files.writeString(file, "{\n\"cpu\": \"Prozessor f\u00fcr alles\"}", StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> JsonFile.read(file, "mend it"))
                .hasMessageStartingWith(file + ":2:")
                .hasMessageContaining("expected a JSON object, found Invalid UTF-8");
    }

    @Test
    void whatIsWholeIsRead() throws IOException {
        Files.writeString(file, "{\"kind\": \"adapt\"}\n");
        assertThat(JsonFile.read(file, "").path("kind").asText()).isEqualTo("adapt");
    }
}
