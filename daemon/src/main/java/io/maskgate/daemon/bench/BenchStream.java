package io.maskgate.daemon.bench;

import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** The stream under measurement; a file is played by a server in a process of its own. */
final class BenchStream implements AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofSeconds(30);

    private final String address;
    private final String text;
    private final Optional<Child> server;

    private BenchStream(String address, String text, Optional<Child> server) {
        this.address = address;
        this.text = text;
        this.server = server;
    }

    static BenchStream open(Program program, PipelineBench.Settings settings, Path folder, Consumer<String> progress)
            throws IOException, VideoException, InterruptedException {
        if (settings.source().isEmpty()) {
            progress.accept("making a full HD clip of the bundled one");
            Path clip = FullHdClip.make(folder, settings.fps(), settings.empty());
            String text = String.format(
                    Locale.ROOT,
                    "%s in H.264, %dx%d, %d pictures a second, %.1f Mbit/s",
                    settings.empty() ? "the empty lobby of the bundled clip" : "the bundled clip",
                    FullHdClip.WIDTH,
                    FullHdClip.HEIGHT,
                    settings.fps(),
                    Files.size(clip) * 8.0 / FullHdClip.SECONDS / 1e6);
            return serve(program, clip, text, folder);
        }
        var url = VideoUrl.parse(settings.source().get());
        return url.isFile()
                ? serve(program, Path.of(url.redacted().substring("file:".length())), url.redacted(), folder)
                : new BenchStream(settings.source().get(), url.redacted(), Optional.empty());
    }

    private static BenchStream serve(Program program, Path clip, String text, Path folder)
            throws IOException, InterruptedException {
        var server = Child.start(
                "the RTSP server", program.with("bench", "serve", clip.toString()), folder.resolve("serve.log"));
        try {
            return new BenchStream(server.firstLine(START_DEADLINE), text, Optional.of(server));
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    String address() {
        return address;
    }

    /** For people; without secrets. */
    String text() {
        return text;
    }

    @Override
    public void close() {
        server.ifPresent(Child::close);
    }
}
