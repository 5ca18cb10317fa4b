package io.maskgate.daemon.cli.engine;

import io.maskgate.daemon.cli.Cli;
import io.maskgate.daemon.cli.CommandException;
import io.maskgate.daemon.cli.Version;
import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.tensorrt.Engines;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code engine build}. */
@Command(
        name = "build",
        description = {
            "Build the TensorRT engine of a model for this GPU and keep it, so that the daemon need not.",
            "It is compared with the processor's answers before it counts. Minutes on a Jetson.",
            "Run it as the daemon's user, to whom the state folder belongs."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class)
final class BuildCommand implements Callable<Integer> {
    private static final Path USUAL_STATE = Path.of("/var/lib/maskgate");

    private final Cli cli;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Take model, precision and state folder from this configuration; none of its secrets.")
    private @Nullable Path config;

    @Option(
            names = "--model",
            paramLabel = "NAME|DIR",
            description = "Name in the model zoo, or a model's folder; default: the configuration's or the zoo's.")
    private @Nullable String model;

    @Option(
            names = "--precision",
            description = "auto, fp32, fp16 or int8; default: the configuration's, or the fastest that was checked.")
    private ModelKeys.@Nullable Precision precision;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "State folder of the daemon; default: the configuration's, or /var/lib/maskgate.")
    private @Nullable Path state;

    BuildCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var configured = configuration();
        String name = Optional.ofNullable(model)
                .or(() -> configured.flatMap(found -> found.model().name()))
                .orElse("");
        var zooModel = name.isEmpty() ? cli.zoo().defaultModel() : cli.zoo().resolve(name);
        var wanted = Optional.ofNullable(precision)
                .or(() -> configured.map(found -> found.model().precision()))
                .flatMap(found -> Precision.of(found.name().toLowerCase(Locale.ROOT)));
        var cache = Optional.ofNullable(state)
                .or(() -> configured.map(GatewayConfig::state))
                .orElse(USUAL_STATE)
                .resolve("engines");
        String built;
        try (var progress = StepLines.to(cli.err())) {
            built = Engines.ofThisHost().build(zooModel, wanted, cache, progress::step);
        }
        cli.out().println(built + " of " + zooModel.name() + " is ready in " + cache);
        return ExitCode.OK;
    }

    private Optional<GatewayConfig> configuration() {
        Path file = config;
        if (file == null) {
            return Optional.empty();
        }
        return switch (ConfigReader.readFor(Set.of(), file, cli.secrets())) {
            case ConfigResult.Valid valid -> Optional.of(valid.config());
            case ConfigResult.Faulty(var faults) ->
                throw CommandException.usage(
                        faults.stream().map(Object::toString).collect(Collectors.joining(System.lineSeparator())));
        };
    }
}
