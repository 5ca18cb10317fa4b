package io.maskgate.daemon.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the installed unit lets the service do: systemd.exec(5), User=, ProtectSystem=strict, ReadWritePaths=,
 * ProtectHome=, PrivateTmp= and PrivateDevices=.
 *
 * @param root of the file system the unit lies in
 */
record ServiceUnit(Path root) {
    /** The unit's StateDirectory. */
    static final Path STATE = Path.of("/var/lib/maskgate");

    private static final String NAME = "maskgate.service";
    private static final String GPU_CONF = "gpu.conf";
    /** Where the drop-in for a GPU lies, seen from the program's folder: of the package, and of the tar.gz. */
    private static final List<String> SHARED = List.of("../../share/maskgate/" + GPU_CONF, "systemd/" + GPU_CONF);
    /** Settings that give the service other, empty folders, and which. */
    private static final Map<String, List<Path>> HIDING = Map.of(
            "ProtectHome", List.of(Path.of("/home"), Path.of("/root"), Path.of("/run/user")),
            "PrivateTmp", List.of(Path.of("/tmp"), Path.of("/var/tmp")));
    /** Of ProtectHome, {@code read-only} hides nothing; of PrivateTmp, {@code disconnected} does as {@code yes}. */
    private static final Set<String> ON = Set.of("yes", "true", "on", "1", "tmpfs", "disconnected");

    private static final Path FIRST_PORT = Path.of("proc/sys/net/ipv4/ip_unprivileged_port_start");
    /** There where systemd runs: sd_booted(3). */
    private static final Path BOOTED = Path.of("run/systemd/system");

    private static final Path GROUPS = Path.of("sys/fs/cgroup");

    private static final List<String> FOLDERS = List.of(
            "etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system");

    static ServiceUnit ofThisHost() {
        return new ServiceUnit(Path.of("/"));
    }

    /** Whether there is a unit that keeps the service from writing this absolute folder. */
    boolean forbids(Path folder) {
        return installed() && !folder.startsWith(STATE) && opened().noneMatch(folder::startsWith);
    }

    boolean installed() {
        return folders().anyMatch(each -> Files.exists(each.resolve(NAME)));
    }

    /** The setting because of which the service does not see this absolute file, whoever it runs as. */
    Optional<String> hides(Path file) {
        return HIDING.entrySet().stream()
                .filter(each -> each.getValue().stream().anyMatch(file::startsWith))
                .flatMap(each -> last(each.getKey())
                        .map(value -> value.toLowerCase(Locale.ROOT))
                        .filter(ON::contains)
                        .filter(value -> isInaccessible(each.getKey(), value) || shown().noneMatch(file::startsWith))
                        .map(value -> each.getKey() + "=" + value)
                        .stream())
                .findFirst();
    }

    /** Whether systemd runs here; where it does not, as in a container, a unit's file binds nobody. */
    boolean booted() {
        return Files.isDirectory(root.resolve(BOOTED));
    }

    /** That what the service is and runs is what was installed last, or another's; and that its memory is bounded. */
    Finding look() {
        var units = folders()
                .map(folder -> folder.resolve(NAME))
                .filter(Files::isRegularFile)
                .toList();
        if (units.isEmpty()) {
            return Finding.ok("none is installed");
        }
        String runs = units.getFirst() + " runs " + program().orElse("nothing");
        if (units.size() > 1) {
            return Finding.warning(
                    runs + "; it hides " + units.getLast() + ", and no upgrade changes it",
                    "delete it, then systemctl daemon-reload && systemctl restart maskgate; what is to be otherwise"
                            + " here belongs in a drop-in (systemctl edit maskgate)");
        }
        return boundsMemory()
                ? Finding.ok(runs)
                : Finding.warning(
                        runs + "; the kernel has no memory control group, so that MemoryHigh=, MemoryMax= and"
                                + " MemorySwapMax= bind nothing",
                        "on a Raspberry Pi add cgroup_enable=memory to the line in /boot/firmware/cmdline.txt and reboot");
    }

    /**
     * Whether there is a memory control group, version 2 or 1, or nothing is known of any. A Raspberry Pi's firmware has the
     * kernel leave it out.
     */
    private boolean boundsMemory() {
        var controllers = root.resolve(GROUPS).resolve("cgroup.controllers");
        if (Files.isRegularFile(controllers)) {
            return lines(controllers)
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .anyMatch("memory"::equals);
        }
        return !Files.isDirectory(root.resolve(GROUPS).resolve("systemd"))
                || Files.isDirectory(root.resolve(GROUPS).resolve("memory"));
    }

    /** The command of its own, as the unit has it. */
    private Optional<String> program() {
        return last("ExecStart").map(line -> line.replaceFirst("^[-@:+!|]+", "").split("\\s+")[0]);
    }

    /**
     * What is wrong with the drop-in for a GPU in its place, which is a link to that of the program that the service runs:
     * where it is a copy, that it lacks settings of that.
     */
    Optional<String> faultOfGpuConf() {
        var place = root.resolve(FOLDERS.getFirst()).resolve(NAME + ".d").resolve(GPU_CONF);
        if (!booted()) {
            return Optional.empty();
        }
        if (Files.isSymbolicLink(place) && Files.notExists(place)) {
            return Optional.of("its gpu.conf leads to " + target(place) + ", which is not there");
        }
        if (!Files.isRegularFile(place)) {
            return Optional.empty();
        }
        var there = settings(place).toList();
        var lacks = shared().stream()
                .flatMap(ServiceUnit::settings)
                .filter(line -> !there.contains(line))
                .toList();
        String more = lacks.size() <= 1 ? "" : " and " + (lacks.size() - 1) + " more";
        return lacks.stream()
                .findFirst()
                .map(first -> "its gpu.conf is a copy of another version's, without " + first + more);
    }

    private static Path target(Path link) {
        try {
            return link.resolveSibling(Files.readSymbolicLink(link)).normalize();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a link is to lead to for a GPU, as the service sees it; empty where it is not known. */
    Optional<Path> gpuConf() {
        return shared().map(file -> Path.of("/").resolve(root.relativize(file)));
    }

    /** The drop-in as it came with the program that the service runs: by way of a link to its folder, which outlives the folder. */
    private Optional<Path> shared() {
        return program()
                .map(program -> root.resolve(program.replaceFirst("^/+", "")))
                .flatMap(program -> Stream.concat(Stream.of(program), real(program))
                        .flatMap(each -> Stream.ofNullable(each.getParent()))
                        .flatMap(bin -> Stream.ofNullable(bin.getParent()))
                        .flatMap(home -> SHARED.stream().map(home::resolve))
                        .map(Path::normalize)
                        .filter(Files::isRegularFile)
                        .findFirst());
    }

    private static Stream<Path> real(Path file) {
        try {
            return Stream.of(file.toRealPath());
        } catch (IOException _) {
            return Stream.empty();
        }
    }

    private static Stream<String> settings(Path file) {
        return lines(file).map(String::strip).filter(line -> !line.isEmpty() && !line.matches("[#;\\[].*"));
    }

    /** The setting because of which the service sees no device of a GPU; none where systemd does not run, as in a container. */
    Optional<String> hidesDevices() {
        return last("PrivateDevices")
                .filter(_ -> booted())
                .filter(value -> ON.contains(value.toLowerCase(Locale.ROOT)))
                .map(value -> "PrivateDevices=" + value);
    }

    /** Nothing is shown below what is inaccessible; an empty folder of the service's own has room for what it is to see. */
    private static boolean isInaccessible(String key, String value) {
        return key.equals("ProtectHome") && !value.equals("tmpfs");
    }

    /** Files and folders that the unit or a drop-in mounts, where the service sees them. */
    private Stream<Path> shown() {
        return Stream.of("BindPaths", "BindReadOnlyPaths").flatMap(this::paths).map(words -> {
            var parts = words.split(":");
            return Path.of(parts[Math.min(1, parts.length - 1)]);
        });
    }

    /** The user it runs as. */
    String user() {
        return last("User").orElse("root");
    }

    /** The group it runs as; none for that of the user. */
    Optional<String> group() {
        return last("Group");
    }

    /** Groups it is in besides those of the user. */
    List<String> moreGroups() {
        return values("SupplementaryGroups")
                .flatMap(line -> Stream.of(line.split("\\s+")))
                .filter(group -> !group.isEmpty())
                .toList();
    }

    /** The lowest port it may open, 0 where nothing is known against any. */
    int firstPort() {
        if (!installed() || values("AmbientCapabilities").anyMatch(line -> line.contains("CAP_NET_BIND_SERVICE"))) {
            return 0;
        }
        try {
            return Integer.parseInt(Files.readString(root.resolve(FIRST_PORT)).strip());
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }

    private Stream<Path> folders() {
        return FOLDERS.stream().map(root::resolve);
    }

    /** Folders that the unit or a drop-in opens. */
    private Stream<Path> opened() {
        return paths("ReadWritePaths").map(Path::of);
    }

    /** The words of lists of paths, without what precedes and quotes them. */
    private Stream<String> paths(String key) {
        return values(key)
                .flatMap(line -> Stream.of(line.split("\\s+")))
                .map(path -> path.replaceFirst("^[-+]+", "").replace("\"", ""))
                .filter(path -> !path.isEmpty());
    }

    /** A system property that the unit or a drop-in gives the Java machine, after those of jvm.options. */
    Optional<String> javaProperty(String name) {
        var given = Pattern.compile("-D" + Pattern.quote(name) + "=([^\\s\"']+)");
        return values("Environment")
                .filter(line -> line.contains("MASKGATE_JAVA_OPTS="))
                .reduce((_, later) -> later)
                .flatMap(line -> given.matcher(line).results().reduce((_, later) -> later))
                .map(match -> match.group(1));
    }

    Optional<String> last(String key) {
        return values(key).filter(value -> !value.isEmpty()).reduce((_, later) -> later);
    }

    /** In the order of the manager: of units the first one found, then what is dropped in by name. */
    private Stream<String> values(String key) {
        return files().flatMap(ServiceUnit::lines)
                .map(String::strip)
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1).strip());
    }

    private Stream<Path> files() {
        var unit = folders()
                .map(folder -> folder.resolve(NAME))
                .filter(Files::isRegularFile)
                .findFirst();
        var dropIns = dropInFolders()
                .flatMap(ServiceUnit::dropIns)
                .sorted(Comparator.comparing(file -> file.getFileName().toString()));
        return Stream.concat(unit.stream(), dropIns);
    }

    private Stream<Path> dropInFolders() {
        return folders().map(folder -> folder.resolve(NAME + ".d")).filter(Files::isDirectory);
    }

    /** Of files and folders that are not for whoever asks: with a umask of 077 what root makes there is root's alone. */
    Optional<Finding> unread() {
        String unread = Stream.concat(
                        dropInFolders().filter(folder -> !Files.isReadable(folder) || !Files.isExecutable(folder)),
                        files().filter(file -> text(file).isEmpty()))
                .map(Path::toString)
                .collect(Collectors.joining(", "));
        return unread.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        unread + " cannot be read; what it lets the service do is not known to the checks here",
                        "ask as root"));
    }

    private static Stream<Path> dropIns(Path folder) {
        try (var all = Files.list(folder)) {
            // A link that leads nowhere is passed over, as systemd does.
            return all.filter(file -> file.toString().endsWith(".conf")).filter(Files::isRegularFile).toList().stream();
        } catch (IOException _) {
            return Stream.empty();
        }
    }

    private static Stream<String> lines(Path file) {
        return text(file).stream().flatMap(String::lines);
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
