package io.maskgate.models.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The model commands of {@code maskgate}: everything that needs libtorch or the data sets. */
@Command(
        name = "maskgate",
        mixinStandardHelpOptions = true,
        subcommands = {TrainCommand.class, ExportCommand.class},
        description = "Model commands of Maskgate.")
public final class ModelsMain {
    private ModelsMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new ModelsMain()).execute(args));
    }
}
