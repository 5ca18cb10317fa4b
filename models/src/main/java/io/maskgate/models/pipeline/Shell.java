package io.maskgate.models.pipeline;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs a step's commands and remembers them. */
final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./:=,+@%-]+");

    private final String step;
    private final Commands commands;
    private final PrintWriter err;
    private final List<String> lines = new ArrayList<>();

    Shell(String step, Commands commands, PrintWriter err) {
        this.step = step;
        this.commands = commands;
        this.err = err;
    }

    /** What a command printed, and its exit code. */
    record Result(int exit, String out) {}

    /**
     * Runs a command that must succeed.
     *
     * @return what it printed
     * @throws IOException naming step and command when it fails
     */
    String run(List<Object> words) throws IOException {
        var result = attempt(words);
        if (result.exit != 0) {
            throw new IOException("step " + step + ": expected exit code 0, found " + result.exit + " of "
                    + lines.getLast() + "; the run goes on from here with --resume");
        }
        return result.out;
    }

    /**
     * Runs a command that must succeed, and passes on what it printed.
     *
     * @throws IOException naming step and command when it fails
     */
    void tell(List<Object> words) throws IOException {
        err.print(run(words));
        err.flush();
    }

    /** Runs a command that may fail. */
    Result attempt(List<Object> words) {
        var texts = words.stream().map(String::valueOf).toList();
        lines.add("maskgate " + texts.stream().map(Shell::quoted).collect(Collectors.joining(" ")));
        err.println(lines.getLast());
        err.flush();
        var out = new StringWriter();
        int exit = commands.run(texts, new PrintWriter(out));
        return new Result(exit, out.toString());
    }

    /** For a POSIX shell; letters of any language need no quotes. */
    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Every command so far, as a person would type it. */
    List<String> lines() {
        return List.copyOf(lines);
    }
}
