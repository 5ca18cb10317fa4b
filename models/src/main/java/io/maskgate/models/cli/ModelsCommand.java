package io.maskgate.models.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code maskgate models}: what is measured of networks, and weights of others taken over. {@code models list} is the gateway's. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CompareCommand.class, FitCommand.class, ImportCommand.class},
        description =
                "Compares networks on this machine; takes over weights of others. (maskgate models list lists the trained ones.)")
final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected compare, fit or import, found none");
    }
}
