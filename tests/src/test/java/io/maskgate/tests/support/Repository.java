package io.maskgate.tests.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the checkout is. */
public final class Repository {
    private Repository() {}

    /** The folder with the launcher; tests run in a module's folder below it. */
    public static Path root() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("maskgate")) && Files.isDirectory(folder.resolve("hw"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "expected to run below the checkout, found " + Path.of("").toAbsolutePath());
    }

    /** A file of the data folder {@code shared/data} in or beside the checkout, where there is one. */
    public static Optional<Path> data(String name) {
        return Stream.of(root(), root().getParent())
                .map(folder -> folder.resolve("shared").resolve("data").resolve(name))
                .filter(Files::exists)
                .findFirst();
    }
}
