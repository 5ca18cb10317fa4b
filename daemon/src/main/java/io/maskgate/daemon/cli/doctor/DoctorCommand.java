package io.maskgate.daemon.cli.doctor;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.cli.Cli;
import io.maskgate.daemon.cli.Version;
import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.SecretSources;
import io.maskgate.daemon.logging.Redactor;
import io.maskgate.hw.host.Host;
import io.maskgate.hw.host.ProcessUser;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.tensorrt.Engines;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code doctor}. */
@Command(
        name = "doctor",
        description = "Check this host, the model, the configuration, the broker and the cameras; say what to do.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class)
public final class DoctorCommand implements Callable<Integer> {
    private static final Path USUAL = Path.of("/etc/maskgate/maskgate.yaml");

    private final Cli cli;
    private final Path usual;
    private final ServiceUnit installed;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration to check; default: /etc/maskgate/maskgate.yaml where there is one.")
    private @Nullable Path config;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--patience",
            paramLabel = "TIMES",
            description = "How many times longer than usual each check may take, on a slow or emulated machine.")
    private int patience = 1;

    public DoctorCommand(Cli cli) {
        this(cli, USUAL, ServiceUnit.ofThisHost());
    }

    /**
     * @param usual the configuration that is checked where none is named
     * @param installed the unit that runs with it
     */
    DoctorCommand(Cli cli, Path usual, ServiceUnit installed) {
        this.cli = cli;
        this.usual = usual;
        this.installed = installed;
    }

    @Override
    public Integer call() throws Exception {
        var findings = new LinkedHashMap<String, Finding>();
        var redactor = new Redactor();
        var secrets = new ArrayList<Path>();
        Optional<GatewayConfig> read = configuration(findings, redactor, secrets);
        var hardware = HardwareDecoders.ofThisMachine();
        var model = read.flatMap(c -> c.model().name());
        unit().flatMap(ServiceUnit::unread).ifPresent(finding -> findings.put("drop-ins", finding));
        var capacity = new Capacity();
        var checks = new ArrayList<Check>(HostChecks.all(cli.zoo(), read, unit(), hardware, capacity));
        read.map(valid -> ConfigChecks.all(valid, unit(), MediaClock.system())).ifPresent(checks::addAll);
        unit().filter(ServiceUnit::installed)
                .map(unit -> new Check("service", Duration.ofSeconds(5), unit::look))
                .ifPresent(checks::add);
        read.flatMap(valid -> serviceFiles(valid, secrets)).ifPresent(checks::add);
        var theirs = ConfigChecks.decoders(unit(), hardware);
        var looks = read.map(
                        valid -> ConfigChecks.looks(valid, theirs, modelWidth(model), MediaClock.system(), capacity))
                .orElse(List.of());
        if (looks.size() > Examination.LOOKS) {
            cli.err()
                    .printf(
                            "looking at %d streams, %d at a time, for some 10 s each%n",
                            looks.size(), Examination.LOOKS);
        }
        findings.putAll(new Examination(Math.max(1, patience), redactor).run(checks, looks));
        read.ifPresent(valid -> together(valid, capacity, findings));
        // Last, when everything else has loaded what it needs.
        findings.put("libraries", LibraryChecks.loaded());
        if (json) {
            printJson(findings);
        } else {
            printText(findings);
        }
        return failed(findings) ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    /** Once all streams were looked at. */
    private void together(GatewayConfig valid, Capacity capacity, Map<String, Finding> findings) {
        var host = Host.read();
        var options = ManagementFactory.getRuntimeMXBean().getInputArguments();
        MemoryBound.of(unit().filter(ServiceUnit::installed), options, Engines.hasDevice(), host.usableBytes())
                .flatMap(bound -> capacity.memory(valid.cameras(), bound))
                .ifPresent(finding -> findings.put("memory", finding));
        capacity.decoding(valid.cameras(), host.cores()).ifPresent(finding -> findings.put("decoding", finding));
        capacity.detector(valid.cameras()).ifPresent(finding -> findings.put("detector", finding));
    }

    /** The service runs with the usual file alone, and where systemd does: a container may have the unit's file too. */
    private Optional<ServiceUnit> unit() {
        boolean theirs = config == null || config.toAbsolutePath().normalize().equals(usual);
        return Optional.of(installed).filter(unit -> theirs && unit.booted());
    }

    /** What root finds in order the service may be refused. */
    private Optional<Check> serviceFiles(GatewayConfig valid, List<Path> secrets) {
        return unit().filter(unit -> unit.installed() && ProcessUser.isRoot()).map(unit -> {
            var user = ServiceUser.of(unit);
            return new Check(
                    "service user",
                    Duration.ofSeconds(10),
                    () -> ServiceFiles.of(usual, secrets, valid, user).look(user, unit));
        });
    }

    /** Of the model's input, as its card says. */
    private OptionalInt modelWidth(Optional<String> name) {
        try {
            return name.map(cli.zoo()::resolve)
                    .orElseGet(cli.zoo()::defaultModel)
                    .card()
                    .map(card -> card.document().path("input").path("width").asInt(0))
                    .filter(width -> width > 0)
                    .map(OptionalInt::of)
                    .orElse(OptionalInt.empty());
        } catch (InferenceException e) {
            // The check of the model says what is wrong with it.
            return OptionalInt.empty();
        }
    }

    /** @param secretFiles takes the files that secrets came from */
    Optional<GatewayConfig> configuration(Map<String, Finding> findings, Redactor redactor, List<Path> secretFiles) {
        Path named = config;
        if (named == null && Files.notExists(usual)) {
            findings.put(
                    "configuration",
                    Finding.warning("none named, and no " + usual, "name one with --config to check its surroundings"));
            return Optional.empty();
        }
        Path file = named == null ? usual : named;
        return switch (ConfigReader.read(file, new SecretSources(cli.environment(), secretFiles::add))) {
            case ConfigResult.Faulty(var faults) -> {
                String all = faults.stream().map(Object::toString).collect(Collectors.joining("\n"));
                boolean hidden = !Files.notExists(file) && !Files.isReadable(file);
                findings.put(
                        "configuration",
                        Finding.failed(all, hidden ? "ask as root, or as who may read it" : "correct the file"));
                yield Optional.empty();
            }
            case ConfigResult.Valid(var valid, var warnings, var secrets) -> {
                secrets.forEach(secret -> redactor.add(secret.reveal()));
                String all = warnings.stream().map(Object::toString).collect(Collectors.joining("\n"));
                findings.put(
                        "configuration",
                        warnings.isEmpty()
                                ? Finding.ok(
                                        file + ", cameras: " + valid.cameras().size())
                                : Finding.warning(all, ""));
                yield Optional.of(valid);
            }
        };
    }

    private void printText(Map<String, Finding> findings) {
        findings.forEach((name, finding) -> {
            String state = finding.state().name().toLowerCase(Locale.ROOT);
            cli.out().printf("%-8s %-16s %s%n", state, name, finding.text().replace("\n", "\n" + " ".repeat(26)));
            if (!finding.remedy().isEmpty()) {
                cli.out().printf("%25s -> %s%n", "", finding.remedy());
            }
        });
    }

    private void printJson(Map<String, Finding> findings) throws Exception {
        var mapper = new JsonMapper();
        var root = mapper.createObjectNode();
        root.put("ok", !failed(findings));
        var list = root.putArray("checks");
        findings.forEach((name, finding) -> list.addObject()
                .put("name", name)
                .put("state", finding.state().name().toLowerCase(Locale.ROOT))
                .put("text", finding.text())
                .put("remedy", finding.remedy()));
        cli.out().println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    }

    private static boolean failed(Map<String, Finding> findings) {
        return findings.values().stream().anyMatch(finding -> finding.state() == Finding.State.FAILED);
    }
}
