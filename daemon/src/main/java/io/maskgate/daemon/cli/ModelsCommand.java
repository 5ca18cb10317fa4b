package io.maskgate.daemon.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.hw.inference.ModelCard;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.ZooModel;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code models list}. */
@Command(
        name = "models",
        description = "The trained models at hand.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "On the training side (each has --help):",
            "  compare    Parameters, GFLOPs, size, time here and accuracy of the students.",
            "  fit        The largest network within --budget-ms on this machine.",
            "  import     Weights of the original DAMO-YOLO, checked and made ours."
        })
final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    static CommandLine line(Cli cli) {
        return new CommandLine(new ModelsCommand()).addSubcommand(new ListModels(cli));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected list, compare, fit or import, found none");
    }

    @Command(
            name = "list",
            description = "Name, precisions and card of each model; '*' marks the default.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    private static final class ListModels implements Callable<Integer> {
        private static final String ROW = "%-2s%-24s %-16s %12s %8s  %s%n";

        private final Cli cli;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        ListModels(Cli cli) {
            this.cli = cli;
        }

        @Override
        public Integer call() throws Exception {
            var listing = cli.zoo().list();
            if (json) {
                printJson(listing);
            } else {
                printTable(listing);
            }
            listing.problems().forEach(cli.err()::println);
            return listing.problems().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        }

        private void printTable(ModelZoo.Listing listing) {
            if (listing.models().isEmpty()) {
                cli.err().println("no models found; set MASKGATE_HOME to the folder that holds models/zoo");
                return;
            }
            cli.out().printf(ROW, "", "NAME", "PRECISIONS", "PARAMETERS", "MAP50", "FOLDER");
            for (var model : listing.models()) {
                cli.out()
                        .printf(
                                ROW,
                                isDefault(model) ? "*" : "",
                                model.name(),
                                precisions(model),
                                card(model, "/parameters"),
                                card(model, "/metrics/0/map50"),
                                model.dir());
            }
        }

        private void printJson(ModelZoo.Listing listing) throws Exception {
            var mapper = new JsonMapper();
            var list = mapper.createArrayNode();
            for (var model : listing.models()) {
                var node = list.addObject();
                node.put("name", model.name());
                node.put("default", isDefault(model));
                node.put("folder", model.dir().toString());
                var precisions = node.putArray("precisions");
                model.files().keySet().stream().sorted().map(Precision::text).forEach(precisions::add);
                model.card().map(ModelCard::document).ifPresent(card -> node.set("card", card));
            }
            cli.out().println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(list));
        }

        private static boolean isDefault(ZooModel model) {
            return model.card().filter(ModelCard::isDefault).isPresent();
        }

        private static String precisions(ZooModel model) {
            return model.files().keySet().stream().sorted().map(Precision::text).collect(Collectors.joining(" "));
        }

        private static String card(ZooModel model, String pointer) {
            return model.card()
                    .map(card -> card.document().at(pointer).asText("-"))
                    .filter(text -> !text.isEmpty())
                    .orElse("-");
        }
    }
}
