package io.maskgate.daemon.cli.detect;

import io.maskgate.daemon.cli.Cli;
import io.maskgate.daemon.cli.CommandException;
import io.maskgate.daemon.cli.Sources;
import io.maskgate.daemon.cli.Version;
import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.ZooModel;
import io.maskgate.hw.inference.tensorrt.EngineOwner;
import io.maskgate.hw.inference.tensorrt.EngineWish;
import io.maskgate.hw.inference.tensorrt.Engines;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoUrl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code detect IMAGE|VIDEO|rtsp://…}. */
@Command(
        name = "detect",
        description = {
            "Find faces in pictures, video files or streams; print label, score and box of each.",
            "A stream is read until --frames, its end, or Ctrl-C."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class)
public final class DetectCommand implements Callable<Integer> {
    /** Where the daemon keeps what it builds, unless told otherwise. */
    private static final Path ENGINES = Path.of("/var/lib/maskgate/engines");

    private final Cli cli;

    @Parameters(
            arity = "1..*",
            paramLabel = "SOURCE",
            description = "Picture, video file, or rtsp://, rtsps://, http://, https:// address.")
    private List<String> sources = new ArrayList<>();

    @Option(names = "--json", description = "One JSON object per picture and line.")
    private boolean json;

    @Option(
            names = "--annotate",
            paramLabel = "DIR",
            description = "Write a copy of each picture (of a video: each with a face) with boxes drawn, as JPEG.")
    private @Nullable Path annotate;

    @Option(
            names = "--engine",
            defaultValue = "auto",
            description = "auto (TensorRT where an engine was built), tensorrt (built now where it was not) or cpu; "
                    + "default: ${DEFAULT-VALUE}.")
    private EngineWish.Kind engine = EngineWish.Kind.AUTO;

    @Option(
            names = "--model",
            paramLabel = "NAME|DIR",
            description = "Name in the model zoo, a model's folder, or an .onnx file; default: the zoo's default.")
    private @Nullable String model;

    @Option(
            names = "--threshold",
            defaultValue = ModelKeys.THRESHOLD,
            description = "Least score of a face, from 0 to 1; default: ${DEFAULT-VALUE}.")
    private float threshold;

    @Option(
            names = "--frames",
            paramLabel = "N",
            defaultValue = "0",
            description = "Stop after N pictures of each source; default: all.")
    private int frames;

    public DetectCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws Exception {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw CommandException.usage("--threshold: expected 0 to 1, found " + threshold);
        }
        if (frames < 0) {
            throw CommandException.usage("--frames: expected 0 or more, found " + frames);
        }
        var urls = new ArrayList<VideoUrl>();
        for (String source : sources) {
            urls.add(Sources.parse(source));
        }
        boolean ok = true;
        try (var detector = Engines.ofThisHost()
                        .openNow(
                                zooModel(),
                                new EngineWish(engine, Optional.empty()),
                                // No tracking follows that would merge the boxes of a face with two labels.
                                InferenceOptions.defaults().withMaxBatch(1).withAcrossLabels(true),
                                engines(),
                                cli.err()::println);
                var pass = new DetectPass(detector, threshold, frames, annotations())) {
            var report = json ? new JsonReport(cli.out(), detector) : new TextReport(cli.out(), sources.size() > 1);
            for (VideoUrl url : urls) {
                ok &= pass(pass, url, report);
            }
            // Beside the fault of the only source a count of nothing says nothing.
            if (ok || pass.pictures() > 0) {
                cli.err().println(pass.summary());
            }
        }
        return ok ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean pass(DetectPass pass, VideoUrl url, Report report) throws Exception {
        try {
            pass.run(url, report).ifPresent(remark -> cli.err().println("maskgate detect: " + remark));
            return true;
        } catch (VideoException e) {
            cli.err().println("maskgate detect: " + e.getMessage());
            return false;
        }
    }

    private Path engines() {
        var folder = EngineOwner.folderFor(ENGINES, Path.of(System.getProperty("user.home")));
        if (!folder.equals(ENGINES) && engine != EngineWish.Kind.CPU && Engines.hasDevice()) {
            cli.err()
                    .println(ENGINES + " is another user's, and root loads only what root wrote: engines are those in "
                            + folder);
        }
        return folder;
    }

    private ZooModel zooModel() {
        String name = model;
        return name == null ? cli.zoo().defaultModel() : cli.zoo().resolve(name);
    }

    private Optional<AnnotatedCopies> annotations() {
        Path folder = annotate;
        return folder == null ? Optional.empty() : Optional.of(new AnnotatedCopies(folder));
    }
}
