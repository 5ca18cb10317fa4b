package io.maskgate.models.cli;

import io.maskgate.models.files.Folders;
import io.maskgate.models.synth.SceneOptions;
import io.maskgate.models.synth.SynthCommands;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code maskgate synth}: our own drawing, with exact ground truth. */
@Command(
        name = "synth",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Draws synthetic lobby scenes with exact ground truth; the same seed gives the same pictures.")
final class SynthCommand implements Runnable {
    private static final int EVERY = 25;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected stills or clip, found none");
    }

    @Command(
            name = "stills",
            mixinStandardHelpOptions = true,
            description = "Writes a data set folder with train/images and train/labels.")
    int stills(
            @Option(names = "--out", required = true, paramLabel = "DIR", description = "New folder.") Path out,
            @Option(names = "--count", defaultValue = "300", description = "Pictures; default ${DEFAULT-VALUE}.")
                    int count,
            @Option(names = "--seed", defaultValue = "1", description = "Default ${DEFAULT-VALUE}.") long seed)
            throws IOException {
        var train = out.resolve("train");
        // Of another seed or a larger count pictures would stay among the new ones.
        if (Files.exists(train)) {
            throw new FileAlreadyExistsException(
                    train.toString(), null, "expected a new folder, found a data set; choose another");
        }
        SynthCommands.stills(out, count, seed, progress("pictures", count));
        return 0;
    }

    @Command(
            name = "clip",
            mixinStandardHelpOptions = true,
            description = "Writes the demonstration clip and its truth as JSON.")
    int clip(
            @Option(names = "--out", required = true, paramLabel = "MP4", description = "H.264 in MP4.") Path out,
            @Option(names = "--truth", required = true, paramLabel = "JSON", description = "maskgate.truth/1.")
                    Path truth,
            @Option(names = "--seed", defaultValue = "4", description = "Default ${DEFAULT-VALUE}.") long seed)
            throws IOException {
        Folders.probe(truth.toAbsolutePath().getParent());
        var options = new SceneOptions(1280, 720, 25, 20, 0);
        SynthCommands.clip(out, truth, seed, options, progress("frames", 500));
        return 0;
    }

    private IntConsumer progress(String what, int total) {
        var err = spec.commandLine().getErr();
        return done -> {
            if (done % EVERY == 0 || done == total) {
                err.printf(Locale.ROOT, "%d of %d %s%n", done, total, what);
                err.flush();
            }
        };
    }
}
