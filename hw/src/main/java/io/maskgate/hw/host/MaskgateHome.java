package io.maskgate.hw.host;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/**
 * The folder the program was installed in.
 *
 * @param folder absolute; not checked to exist when a person named it
 */
public record MaskgateHome(Path folder) {
    public MaskgateHome {
        folder = folder.toAbsolutePath().normalize();
    }

    /**
     * Named by the system property {@code maskgate.home}, else by the environment variable {@code MASKGATE_HOME}, else
     * the nearest folder above this code that holds {@code models/zoo}; absent when there is none.
     */
    public static Optional<MaskgateHome> find() {
        return find(
                Optional.ofNullable(System.getProperty("maskgate.home")),
                Optional.ofNullable(System.getenv("MASKGATE_HOME")),
                code());
    }

    static Optional<MaskgateHome> find(Optional<String> property, Optional<String> variable, Optional<Path> code) {
        return property.filter(value -> !value.isBlank())
                .or(() -> variable.filter(value -> !value.isBlank()))
                .map(Path::of)
                .or(() -> code.flatMap(MaskgateHome::above))
                .map(MaskgateHome::new);
    }

    /** The folder of the model folders. */
    public Path zoo() {
        return zoo(folder);
    }

    private static Optional<Path> above(Path code) {
        for (var folder = code.toAbsolutePath().normalize(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(zoo(folder))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    private static Path zoo(Path folder) {
        return folder.resolve("models").resolve("zoo");
    }

    private static Optional<Path> code() {
        return Optional.ofNullable(MaskgateHome.class.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation)
                .flatMap(location -> {
                    try {
                        return Optional.of(Path.of(location.toURI()));
                    } catch (URISyntaxException | IllegalArgumentException e) {
                        return Optional.empty();
                    }
                });
    }
}
