package io.maskgate.daemon.cli.bench;

import io.maskgate.daemon.bench.DecodeBench;
import io.maskgate.daemon.bench.Reference;
import io.maskgate.daemon.cli.Cli;
import io.maskgate.daemon.cli.Sources;
import io.maskgate.daemon.cli.Version;
import io.maskgate.hw.video.Attention;
import io.maskgate.hw.video.MediaClock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench decode SOURCE}. */
@Command(
        name = "decode",
        description = {
            "Decodes a file, again and again, or a stream, and tells the processor time of a received picture;",
            "of a file, over that of ffmpeg only decoding the same file."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class)
final class DecodeCommand implements Callable<Integer> {
    private final Cli cli;

    @Parameters(paramLabel = "SOURCE", description = "Video file, or rtsp://, rtsps://, http://, https:// address.")
    private String source = "";

    @Option(names = "--for", paramLabel = "TIME", defaultValue = "10s", description = "Default: ${DEFAULT-VALUE}.")
    private String time = "10s";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of the decoder; default: as the daemon.")
    private int threads;

    @Option(
            names = "--attention",
            defaultValue = "every",
            description = "every picture, enough of them for --rate, or sparse: key frames; default: ${DEFAULT-VALUE}.")
    private Attention attention = Attention.EVERY;

    @Option(
            names = "--no-loop-filter",
            description = "Leave out H.264's and HEVC's loop filter, as the daemon does while nobody watches.")
    private boolean noLoopFilter;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "5",
            description = "Pictures a second that suffice for --attention enough; default: ${DEFAULT-VALUE}.")
    private double rate = 5;

    @Mixin
    private Recording recording = new Recording();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DecodeCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws Exception {
        var bench = new DecodeBench(
                Sources.parse(source),
                BenchCommand.atLeast(0, "--threads", threads),
                attention,
                !noLoopFilter,
                rate,
                BenchCommand.time("--for", time),
                Reference.ffmpeg(cli.environment().getOrDefault("PATH", "")),
                MediaClock.system());
        var report = bench.run();
        cli.out().print(json ? Printed.json(report) : Printed.text(report));
        recording.keep(Printed.line(report));
        return ExitCode.OK;
    }
}
