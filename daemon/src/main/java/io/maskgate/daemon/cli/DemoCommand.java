package io.maskgate.daemon.cli;

import io.maskgate.daemon.config.Durations;
import io.maskgate.daemon.demo.Demo;
import io.maskgate.daemon.gateway.Gateway;
import io.maskgate.daemon.logging.Logging;
import io.maskgate.daemon.logging.Redactor;
import io.maskgate.daemon.systemd.ServiceManager;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code maskgate demo}: everything in one process. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Plays the bundled clip over RTSP to a gateway and prints the events as they come back from a broker.")
final class DemoCommand implements Callable<Integer> {
    private final Cli cli;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "End after this time, such as 20s; default: until Ctrl-C.")
    private Optional<String> time = Optional.empty();

    DemoCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws Exception {
        Optional<Duration> limit = time.map(text -> Durations.of(text)
                .orElseThrow(() -> CommandException.usage("--for: expected a time such as 20s, found " + text)));
        try (var _ = Logging.start(cli.err(), cli.environment(), new Redactor(), Level.INFO);
                var stop = StopSignal.listen()) {
            var around = new Gateway.Surroundings(
                    cli.zoo(), new ServiceManager(Map.of()), Version.text(), Clock.systemUTC());
            return new Demo(cli.out(), around).run(() -> {
                        if (limit.isPresent()) {
                            stop.await(limit.get());
                        } else {
                            stop.await();
                        }
                    })
                    ? 0
                    : 1;
        }
    }
}
