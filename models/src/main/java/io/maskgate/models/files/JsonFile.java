package io.maskgate.models.files;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** JSON that a command left for a later one, and that somebody may have edited since. */
public final class JsonFile {
    private JsonFile() {}

    /**
     * Reads an object.
     *
     * @param remedy what to do about a broken one
     * @throws IOException naming the file, line and column, what was expected and what was found
     */
    public static ObjectNode read(Path file, String remedy) throws IOException {
        var json = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        byte[] content = Files.readAllBytes(file);
        try {
            var found = json.readTree(content);
            if (found instanceof ObjectNode object) {
                return object;
            }
            String what = found.isMissingNode()
                    ? "an empty file"
                    : found.getNodeType().name().toLowerCase(Locale.ROOT);
            throw new IOException(file + ": expected a JSON object, found " + what + "; " + remedy);
        } catch (JacksonException e) {
            throw new IOException(file + place(e) + ": expected a JSON object, found " + what(e) + "; " + remedy, e);
        }
    }

    private static String place(JacksonException e) {
        var at = e.getLocation();
        return at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
    }

    private static String what(JacksonException e) {
        return switch (e) {
            case JsonEOFException _ -> "that the file ends within it";
            case MismatchedInputException _ -> "more behind it";
            default -> e.getOriginalMessage();
        };
    }
}
