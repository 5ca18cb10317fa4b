package io.maskgate.hw.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reading the small text files of /proc and /sys; what cannot be read or understood is absent. */
final class ProcFile {
    private ProcFile() {}

    static Optional<String> text(Path file) {
        try {
            // device-tree strings end with a zero byte
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .replace("\0", "")
                    .strip());
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    static List<String> lines(Path file) {
        return text(file).map(text -> text.lines().toList()).orElse(List.of());
    }

    /** The value of the first line {@code key: value}. */
    static Optional<String> value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> {
                    int colon = line.indexOf(':');
                    return colon > 0 && line.substring(0, colon).strip().equals(key);
                })
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    /** The value of the line {@code key: number kB}, in bytes. */
    static OptionalLong kibibytes(List<String> lines, String key) {
        var number = value(lines, key)
                .filter(value -> value.endsWith(" kB"))
                .map(value -> number(value.substring(0, value.length() - 3)))
                .orElse(OptionalLong.empty());
        return number.isPresent() ? OptionalLong.of(number.getAsLong() * 1024) : number;
    }

    static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
