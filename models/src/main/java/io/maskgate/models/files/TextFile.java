package io.maskgate.models.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What people write. */
public final class TextFile {
    private TextFile() {}

    /**
     * Reads a file in UTF-8.
     *
     * @throws IllegalArgumentException naming file, line and byte, when it is in another encoding
     */
    public static String read(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        var bytes = ByteBuffer.wrap(content);
        var text = CharBuffer.allocate(content.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true).isError()) {
            long line = 1 + text.flip().chars().filter(c -> c == '\n').count();
            throw new IllegalArgumentException(
                    "%s:%d: expected text in UTF-8, found the byte 0x%02x; save the file as UTF-8"
                            .formatted(file, line, bytes.get()));
        }
        return text.flip().toString();
    }
}
