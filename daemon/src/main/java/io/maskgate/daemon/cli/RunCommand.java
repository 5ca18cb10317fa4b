package io.maskgate.daemon.cli;

import io.maskgate.daemon.config.ConfigFault;
import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.gateway.Gateway;
import io.maskgate.daemon.gateway.StartException;
import io.maskgate.daemon.logging.Logging;
import io.maskgate.daemon.logging.Redactor;
import io.maskgate.daemon.systemd.ServiceManager;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code maskgate run}: the daemon, until it is told to stop. SIGTERM and SIGINT stop it in order; the exit code is 0
 * then, since that was no failure. Further signals meanwhile change nothing. SIGHUP reads the file again. A file with faults
 * is exit code 2, and 1 where nothing but what may pass by itself stands in the way.
 */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Runs the gateway until SIGTERM or SIGINT.")
final class RunCommand implements Callable<Integer> {
    private final Cli cli;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    private Path file = Path.of("maskgate.yaml");

    RunCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws InterruptedException {
        return switch (ConfigReader.readToRun(file, cli.secrets())) {
            case ConfigResult.Faulty(var faults) -> {
                faults.forEach(cli::complain);
                // What may be well a moment later is tried again: the unit takes 2 for final.
                yield faults.stream().allMatch(ConfigFault::mayPass) ? 1 : 2;
            }
            case ConfigResult.Valid valid -> run(valid);
        };
    }

    private int run(ConfigResult.Valid valid) throws InterruptedException {
        var redactor = new Redactor();
        valid.secrets().forEach(secret -> redactor.add(secret.reveal()));
        var config = valid.config();
        var logging = Logging.start(
                cli.err(), cli.environment(), redactor, level(config.log().level()));
        var log = System.getLogger(RunCommand.class.getName());
        for (ConfigFault warning : valid.warnings()) {
            log.log(System.Logger.Level.WARNING, warning.toString());
        }
        var manager = new ServiceManager(cli.environment());
        // Before the start: a signal that comes meanwhile stops the gateway as soon as it runs.
        try (var signals = StopSignal.listenToReloads(manager::leaving)) {
            var around =
                    new Gateway.Surroundings(cli.zoo(), manager, Version.text(), Clock.systemUTC(), logging.counts());
            try (var gateway = Gateway.start(config, around)) {
                while (signals.next() == StopSignal.Asked.RELOAD) {
                    var inEffect = gateway.reload(() -> read(redactor));
                    logging.level(level(inEffect.log().level()));
                    log.log(System.Logger.Level.DEBUG, "log level is now debug");
                }
                log.log(System.Logger.Level.INFO, "stopping");
            }
            log.log(System.Logger.Level.INFO, "stopped");
            return 0;
        } catch (StartException e) {
            log.log(System.Logger.Level.ERROR, "cannot start: {0}", e.getMessage());
            return 1;
        }
    }

    /** The file again; nothing of it is told before the redactor knows its secrets. */
    private ConfigResult read(Redactor redactor) {
        var result = ConfigReader.readToRun(file, cli.secrets());
        if (result instanceof ConfigResult.Valid valid) {
            valid.secrets().forEach(secret -> redactor.add(secret.reveal()));
        }
        return result;
    }

    private static Level level(GatewayConfig.LogLevel level) {
        return switch (level) {
            case ERROR -> Level.SEVERE;
            case WARNING -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
        };
    }
}
