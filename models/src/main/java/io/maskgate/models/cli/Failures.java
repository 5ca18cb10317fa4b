package io.maskgate.models.cli;

import io.maskgate.hw.inference.InferenceException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** From what went wrong to a sentence and an exit code: 1 failed, 2 wrong usage or recipe. */
final class Failures {
    private Failures() {}

    static int handle(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        var err = line.getErr();
        switch (failure) {
            case FileSystemException e
            when e.getReason() == null ->
                err.println(e.getFile() + ": "
                        + (e instanceof NoSuchFileException
                                ? "no such file"
                                : e.getClass().getSimpleName()));
            case IOException e -> err.println(e.getMessage());
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
