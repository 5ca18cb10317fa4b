package io.maskgate.daemon.cli;

import io.maskgate.hw.inference.ModelZoo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A command line typed in, with what came back. */
public record Typed(int exit, String out, String err) {
    public static Typed in(String... args) {
        return in(Map.of(), args);
    }

    public static Typed in(Map<String, String> environment, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var cli = new Cli(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                new ModelZoo(List.of(zoo())));
        int exit = Maskgate.line(cli).execute(args);
        return new Typed(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The same where standard output takes nothing more. */
    public static Typed onAFullDisk(String... args) {
        var full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        return into(full, args);
    }

    /** The same with standard output there. */
    public static Typed into(OutputStream out, String... args) {
        var err = new ByteArrayOutputStream();
        var cli = new Cli(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                new ModelZoo(List.of(zoo())));
        return new Typed(Maskgate.run(cli, args), "", err.toString(StandardCharsets.UTF_8));
    }

    /** The folder with the model {@code probe}, 64 x 32, which reads its answer from the picture. */
    public static Path zoo() {
        try {
            return Path.of(
                    Objects.requireNonNull(Typed.class.getResource("/zoo")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
