package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.cli.doctor.ServiceUser.Act;
import io.maskgate.daemon.cli.doctor.ServiceUser.Wish;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.gateway.StateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files that the service needs, and whether its user may have them: without one of them it ends at its start, for good.
 *
 * @param read files to be read
 * @param written files and folders to be written: the state folder, then what lies in it
 */
record ServiceFiles(List<Path> read, List<Path> written) {
    /** Their owner is the manager's business. */
    private static final Path CREDENTIALS = Path.of("/run/credentials");

    /**
     * @param file the configuration
     * @param secrets the files it takes secrets from
     */
    static ServiceFiles of(Path file, Collection<Path> secrets, GatewayConfig config, ServiceUser user)
            throws IOException {
        var web = config.web().tls().filter(_ -> config.web().enabled());
        var broker = config.mqtt().tls();
        var optional = Stream.of(
                        web.map(tls -> tls.certificate()),
                        web.map(tls -> tls.key()),
                        broker.ca(),
                        broker.certificate(),
                        broker.key())
                .flatMap(Optional::stream);
        var model = config.model().name().map(Path::of).filter(Path::isAbsolute).filter(Files::isDirectory);
        var cameras = config.cameras().stream().flatMap(camera -> camera.tls().ca().stream());
        var read = Stream.of(Stream.of(file), secrets.stream(), optional, cameras, model.stream())
                .flatMap(paths -> paths)
                .map(Path::toAbsolutePath)
                .filter(each -> Files.exists(each) && !each.startsWith(CREDENTIALS))
                .distinct()
                .toList();
        return new ServiceFiles(read, written(config.state().toAbsolutePath(), user));
    }

    /** That the folder can be made is another check's. */
    private static List<Path> written(Path state, ServiceUser user) throws IOException {
        // The manager makes it, and gives it to the user with all there is in it where it is somebody else's.
        boolean given = state.startsWith(ServiceUnit.STATE)
                && (Files.notExists(ServiceUnit.STATE)
                        || !Files.getOwner(ServiceUnit.STATE).getName().equals(user.name()));
        var inside = Stream.concat(
                Stream.of("outbox", "outbox/outbox.db", "outbox/outbox.lock", "pictures", "engines"),
                StateFiles.NAMES.stream());
        return given
                ? List.of()
                : Stream.concat(Stream.of(state), inside.map(state::resolve))
                        .filter(Files::exists)
                        .toList();
    }

    Finding look(ServiceUser user, ServiceUnit unit) throws IOException, InterruptedException {
        var hidden = new LinkedHashMap<Path, String>();
        for (var each : read) {
            unit.hides(each).or(() -> unit.hides(realPath(each))).ifPresent(setting -> hidden.put(each, setting));
        }
        if (!hidden.isEmpty()) {
            String settings = hidden.values().stream().distinct().sorted().collect(Collectors.joining(", "));
            return Finding.failed(
                    "the service does not see " + joined(List.copyOf(hidden.keySet())) + " (" + settings + ")",
                    "move it, below /etc/maskgate for instance, and name it there in the configuration");
        }
        var ways = new ArrayList<Set<Wish>>();
        for (var each : read) {
            ways.add(way(Act.READ, each));
        }
        for (var each : written) {
            ways.add(way(Act.WRITE, each));
        }
        List<Wish> refused;
        try {
            refused = user.refused(ways.stream().flatMap(Set::stream).distinct().toList());
        } catch (IOException e) {
            return Finding.warning(
                    "what user " + user.name() + " may read and write was not tried: " + e.getMessage(),
                    "see that the service's user exists, and util-linux is installed");
        }
        // Of each way the first: what lies behind it is refused with it.
        var first = new LinkedHashSet<Wish>();
        ways.forEach(way -> way.stream().filter(refused::contains).findFirst().ifPresent(first::add));
        var faults = new EnumMap<Act, List<Path>>(Act.class);
        first.stream()
                .filter(wish -> first.stream().noneMatch(other -> goesAlong(wish, other)))
                .forEach(wish -> faults.computeIfAbsent(wish.act(), _ -> new ArrayList<>())
                        .add(wish.file()));
        return faults.isEmpty()
                ? Finding.ok(user.name() + " may read " + read.size() + " files and write " + written.size())
                : Finding.failed(
                        "user " + user.name() + " may not " + joined(faults, ", ", ServiceFiles::words),
                        joined(faults, "; ", (act, files) -> remedy(act, files, user)));
    }

    /** Whether the remedy of another, which gives a folder to the user, is the remedy of this as well. */
    private static boolean goesAlong(Wish wish, Wish other) {
        return !wish.equals(other) && other.act() == Act.WRITE && wish.file().startsWith(other.file());
    }

    /** What has to be granted, from the root on; where links lead elsewhere, there as well. */
    private static Set<Wish> way(Act act, Path file) throws IOException {
        var way = new LinkedHashSet<Wish>();
        for (var each : List.of(file.toAbsolutePath(), file.toRealPath())) {
            for (int i = 1; i < each.getNameCount(); i++) {
                way.add(new Wish(Act.ENTER, each.getRoot().resolve(each.subpath(0, i))));
            }
        }
        way.add(new Wish(act, file));
        if (Files.isDirectory(file)) {
            way.add(new Wish(Act.ENTER, file));
        }
        return way;
    }

    private static Path realPath(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException _) {
            // Gone meanwhile: asking for it in the user's name says so.
            return file;
        }
    }

    private static String words(Act act, List<Path> files) {
        return act.name().toLowerCase(Locale.ROOT) + " " + joined(files);
    }

    private String remedy(Act act, List<Path> files, ServiceUser user) {
        String all = joined(files);
        return switch (act) {
            case READ -> "chgrp " + user.name() + " " + all + "; chmod g+r " + all;
            case ENTER -> "chgrp " + user.name() + " " + all + "; chmod g+x " + all;
            // What was copied by another is another's as a whole, also what is not looked at here.
            case WRITE -> "chown -R " + user.name() + ": " + written.getFirst();
        };
    }

    private static String joined(List<Path> files) {
        return files.stream().map(Path::toString).collect(Collectors.joining(" "));
    }

    private static String joined(
            Map<Act, List<Path>> faults, String between, BiFunction<Act, List<Path>, String> words) {
        return faults.entrySet().stream()
                .map(each -> words.apply(each.getKey(), each.getValue()))
                .collect(Collectors.joining(between));
    }
}
