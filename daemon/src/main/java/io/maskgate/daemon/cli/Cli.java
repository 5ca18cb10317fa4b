package io.maskgate.daemon.cli;

import io.maskgate.daemon.config.SecretSources;
import io.maskgate.daemon.logging.Logging;
import io.maskgate.hw.host.MaskgateHome;
import io.maskgate.hw.inference.ModelZoo;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What commands have of the process.
 *
 * @param out for results
 * @param err for everything else
 * @param zoo the models at hand
 */
public record Cli(PrintStream out, PrintStream err, Map<String, String> environment, ModelZoo zoo) {
    public Cli {
        environment = Map.copyOf(environment);
    }

    /** Of this process; always UTF-8, since events and topics are. */
    static Cli system() {
        List<Path> roots = MaskgateHome.find().map(home -> List.of(home.zoo())).orElse(List.of());
        return new Cli(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                System.getenv(),
                new ModelZoo(roots));
    }

    public SecretSources secrets() {
        return new SecretSources(environment);
    }

    /**
     * What keeps a command from its work. The journal takes a line without a priority for information, which whoever collects
     * warnings never sees; as a line it is sure to be filed under the unit, even if the process ends at once.
     */
    void complain(Object what) {
        String priority = Logging.isJournal(environment) ? "<3>" : "";
        what.toString().lines().forEach(line -> err.println(priority + line));
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true);
    }
}
