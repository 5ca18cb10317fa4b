package io.maskgate.daemon.cli.bench;

import io.maskgate.daemon.cli.Cli;
import io.maskgate.daemon.cli.Version;
import io.maskgate.daemon.demo.rtsp.H264Clip;
import io.maskgate.daemon.demo.rtsp.RtspFileServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** {@code bench serve FILE}: the camera of {@code bench pipeline}, in a process of its own. */
@Command(
        name = "serve",
        hidden = true,
        description = {
            "Plays an H.264 MP4 file over RTSP again and again, in real time. Prints the address.",
            "Ends when standard input ends."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ServeCommand implements Callable<Integer> {
    private static final String NAME = "bench";

    private final Cli cli;
    private final InputStream in;

    @Parameters(paramLabel = "FILE", description = "The clip.")
    private Path file = Path.of("clip.mp4");

    ServeCommand(Cli cli) {
        this.cli = cli;
        this.in = System.in;
    }

    @Override
    public Integer call() throws Exception {
        var clip = H264Clip.ofMp4(Files.readAllBytes(file));
        try (var server = RtspFileServer.start(
                new RtspFileServer.Settings(0, 256, Optional.empty()),
                Map.of(NAME, clip),
                new SecureRandom(),
                InstantSource.system())) {
            cli.out().println(server.address(NAME));
            in.transferTo(OutputStream.nullOutputStream());
        }
        return ExitCode.OK;
    }
}
