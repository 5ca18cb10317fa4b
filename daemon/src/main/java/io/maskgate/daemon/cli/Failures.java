package io.maskgate.daemon.cli;

import io.maskgate.daemon.gateway.StartException;
import io.maskgate.daemon.logging.Redactor;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.video.VideoException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** From exceptions to one line on standard error and an exit code. */
final class Failures {
    private Failures() {}

    /** @param complain takes what went wrong */
    static int badUsage(ParameterException e, Consumer<String> complain) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        var meant = new StringWriter();
        boolean suggested = UnmatchedArgumentException.printSuggestions(e, new PrintWriter(meant));
        complain.accept(name + ": " + new Redactor().redact(String.valueOf(e.getMessage())));
        complain.accept(suggested ? meant.toString() : "try: " + name + " --help");
        return ExitCode.USAGE;
    }

    /** @param complain takes what went wrong */
    static int failed(Exception e, CommandLine line, Consumer<String> complain) {
        String text = switch (e) {
            case InferenceException _, VideoException _, StartException _, CommandException _ ->
                String.valueOf(e.getMessage());
            case IOException io -> io.getClass().getSimpleName() + ": " + io.getMessage();
            default -> trace(e);
        };
        complain.accept(line.getCommandSpec().qualifiedName() + ": " + new Redactor().redact(text));
        return e instanceof CommandException own ? own.exitCode() : ExitCode.SOFTWARE;
    }

    /** A fault of ours: whoever reports it needs where it was. */
    private static String trace(Exception e) {
        var text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return "internal error, please report it with these lines: "
                + text.toString().stripTrailing();
    }
}
