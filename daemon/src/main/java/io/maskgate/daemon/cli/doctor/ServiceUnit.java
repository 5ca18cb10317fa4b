package io.maskgate.daemon.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the installed unit lets the service write: systemd.exec(5), ProtectSystem=strict and ReadWritePaths=.
 *
 * @param root of the file system the unit lies in
 */
record ServiceUnit(Path root) {
    /** The unit's StateDirectory. */
    static final Path STATE = Path.of("/var/lib/maskgate");

    private static final String NAME = "maskgate.service";
    private static final String KEY = "ReadWritePaths=";
    private static final List<String> FOLDERS = List.of(
            "etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system");

    static ServiceUnit ofThisHost() {
        return new ServiceUnit(Path.of("/"));
    }

    /** Whether there is a unit that keeps the service from writing this absolute folder. */
    boolean forbids(Path folder) {
        return folders().anyMatch(each -> Files.exists(each.resolve(NAME)))
                && !folder.startsWith(STATE)
                && opened().noneMatch(folder::startsWith);
    }

    private Stream<Path> folders() {
        return FOLDERS.stream().map(root::resolve);
    }

    /** Folders that the unit or a drop-in opens. */
    private Stream<Path> opened() {
        return folders()
                .flatMap(ServiceUnit::files)
                .flatMap(ServiceUnit::lines)
                .map(String::strip)
                .filter(line -> line.startsWith(KEY))
                .flatMap(line -> Stream.of(line.substring(KEY.length()).strip().split("\\s+")))
                .map(path -> path.replaceFirst("^[-+]+", "").replace("\"", ""))
                .filter(path -> !path.isEmpty())
                .map(Path::of);
    }

    private static Stream<Path> files(Path folder) {
        Path dropIns = folder.resolve(NAME + ".d");
        var files = Stream.of(folder.resolve(NAME)).filter(Files::isRegularFile);
        if (!Files.isDirectory(dropIns)) {
            return files;
        }
        try (var all = Files.list(dropIns)) {
            return Stream.concat(files, all.filter(file -> file.toString().endsWith(".conf")).toList().stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
