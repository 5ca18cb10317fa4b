package io.maskgate.models.cli;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.models.files.FileFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** From what went wrong to a sentence and an exit code: 1 failed, 2 wrong usage or recipe. */
final class Failures {
    private Failures() {}

    static int handle(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        var err = line.getErr();
        switch (failure) {
            case IOException e -> err.println(FileFault.words(e));
            case UncheckedIOException e -> err.println(FileFault.words(e.getCause()));
            case IllegalArgumentException e -> err.println(e.getMessage());
            case InferenceException e -> err.println(e.getMessage());
            case IllegalStateException e
            when e.getCause() instanceof IOException || e.getCause() instanceof InferenceException ->
                err.println(e.getMessage());
            default -> failure.printStackTrace(err);
        }
        err.flush();
        return failure instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }
}
