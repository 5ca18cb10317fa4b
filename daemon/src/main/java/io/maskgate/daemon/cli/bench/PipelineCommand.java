package io.maskgate.daemon.cli.bench;

import io.maskgate.daemon.bench.PipelineBench;
import io.maskgate.daemon.bench.Program;
import io.maskgate.daemon.bench.Reference;
import io.maskgate.daemon.cli.Cli;
import io.maskgate.daemon.cli.CommandException;
import io.maskgate.daemon.cli.Maskgate;
import io.maskgate.daemon.cli.Sources;
import io.maskgate.daemon.cli.Version;
import io.maskgate.daemon.config.GatewayConfig;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench pipeline}. */
@Command(
        name = "pipeline",
        description = {
            "Runs the daemon on a stream and, in turn with it, ffmpeg only decoding the same stream.",
            "Tells the processor time of both in equal windows, their ratio, and the daemon's memory."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class)
final class PipelineCommand implements Callable<Integer> {
    enum Against {
        FFMPEG,
        DECODER
    }

    private final Cli cli;

    @Option(
            names = "--source",
            paramLabel = "FILE|URL",
            description = "H.264 MP4 file, played over RTSP, or rtsp:// address; default: the bundled clip in full HD.")
    private Optional<String> source = Optional.empty();

    @Option(
            names = "--fps",
            paramLabel = "N",
            defaultValue = "25",
            description = "Pictures a second of the bundled clip; default: ${DEFAULT-VALUE}.")
    private int fps;

    @Option(
            names = "--cameras",
            paramLabel = "N",
            defaultValue = "1",
            description = "Cameras that send the stream; default: ${DEFAULT-VALUE}.")
    private int cameras;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "5",
            description = "Detections a second and camera; default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "20s",
            description = "Length of a measurement; default: ${DEFAULT-VALUE}.")
    private String time = "20s";

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "From the first picture to the measurement; default: ${DEFAULT-VALUE}.")
    private String settle = "10s";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Measurements of each, in turn; the median ratio counts; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--against",
            defaultValue = "ffmpeg",
            description = "ffmpeg, or decoder: our own decoder with nothing behind it; default: ${DEFAULT-VALUE}.")
    private Against against = Against.FFMPEG;

    @Option(
            names = "--model",
            paramLabel = "NAME|DIR",
            description = "Name in the model zoo or a model's folder; default: the zoo's default.")
    private Optional<String> model = Optional.empty();

    @Option(names = "--empty", description = "Nobody comes in the bundled clip.")
    private boolean empty;

    @Option(
            names = "--policy",
            defaultValue = "all",
            description = "Of decoding: all, keyframes or adaptive; default: ${DEFAULT-VALUE}.")
    private GatewayConfig.Policy policy = GatewayConfig.Policy.ALL;

    @Option(
            names = "--loop-filter",
            defaultValue = "watched",
            description = {
                "H.264's and HEVC's in the daemon: watched, which here is never, or always, as the reference runs it;",
                "default: ${DEFAULT-VALUE}."
            })
    private GatewayConfig.LoopFilter loopFilter = GatewayConfig.LoopFilter.WATCHED;

    @Mixin
    private Recording recording = new Recording();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    PipelineCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws Exception {
        if (!(rate >= 0.1 && rate <= 60)) {
            throw CommandException.usage("--rate: expected 0.1 to 60, found " + rate);
        }
        source.ifPresent(Sources::parse);
        var settings = new PipelineBench.Settings(
                source,
                BenchCommand.atLeast(1, "--cameras", cameras),
                BenchCommand.atLeast(1, "--fps", fps),
                empty,
                policy,
                loopFilter,
                rate,
                BenchCommand.time("--settle", settle),
                BenchCommand.time("--for", time),
                BenchCommand.atLeast(1, "--rounds", rounds),
                model,
                reference());
        var report = new PipelineBench(Program.own(Maskgate.class), settings, cli.err()::println).run();
        cli.out().print(json ? Printed.json(report) : Printed.text(report));
        recording.keep(Printed.line(report));
        return ExitCode.OK;
    }

    private Reference reference() {
        if (against == Against.DECODER) {
            return new Reference.OwnDecoder();
        }
        return Reference.ffmpeg(cli.environment().getOrDefault("PATH", "")).orElseGet(() -> {
            cli.err().println("no ffmpeg in PATH (apt-get install ffmpeg); measuring against our own decoder instead");
            return new Reference.OwnDecoder();
        });
    }
}
