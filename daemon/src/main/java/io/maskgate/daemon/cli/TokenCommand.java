package io.maskgate.daemon.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.access.NewToken;
import io.maskgate.daemon.config.WebKeys.Role;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code token new}. */
@Command(
        name = "token",
        description = "Tokens for page and API.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class TokenCommand implements Runnable {
    private static final String NAME = "[A-Za-z0-9_.-]{1,64}";
    private static final String CAMERA = "\\*|[A-Za-z0-9_-]{1,64}";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    static CommandLine line(Cli cli) {
        return new CommandLine(new TokenCommand()).addSubcommand(new New(cli));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected new, found none");
    }

    @Command(
            name = "new",
            description = {
                "Makes a token. It is printed this once; the gateway keeps its hash.",
                "Put what is printed below it into web.access.tokens, then reload the gateway."
            },
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    private static final class New implements Callable<Integer> {
        private final Cli cli;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(
                names = "--name",
                required = true,
                paramLabel = "NAME",
                description = "Whose it is; stands in log lines.")
        private String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                defaultValue = "viewer",
                description = "viewer: may look; operator: may switch and activate as well. Default: viewer.")
        private Role role = Role.VIEWER;

        @Option(
                names = "--camera",
                paramLabel = "ID",
                split = ",",
                defaultValue = "*",
                description = "A camera it is for; may be repeated. Default: all.")
        private List<String> cameras = List.of();

        @Option(names = "--faces", description = "It may see faces where privacy.faces covers them.")
        private boolean faces;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        New(Cli cli) {
            this.cli = cli;
        }

        @Override
        public Integer call() throws Exception {
            if (!name.matches(NAME)) {
                throw usage("--name: expected 1 to 64 letters, digits, '.', '-' or '_', found another name");
            }
            if (!cameras.stream().allMatch(camera -> camera.matches(CAMERA))
                    || cameras.contains("*") && cameras.size() > 1) {
                throw usage("--camera: expected ids of cameras, or * alone, found " + String.join(",", cameras));
            }
            var token = NewToken.make(new SecureRandom());
            if (json) {
                printJson(token);
            } else {
                print(token);
            }
            return ExitCode.OK;
        }

        private ParameterException usage(String message) {
            return new ParameterException(spec.commandLine(), message);
        }

        private void print(NewToken token) {
            cli.err().println("the token, shown this once:");
            cli.out().println(token.value());
            cli.err().println("its entry below web.access.tokens of the configuration; then reload the gateway:");
            // Unquoted, a name such as 101 is a number to YAML.
            cli.out().println("      - name: \"" + name + "\"");
            cli.out().println("        role: " + word());
            cli.out().println("        cameras: \"" + String.join(",", cameras) + "\"");
            if (faces) {
                cli.out().println("        faces: true");
            }
            cli.out().println("        hash: " + token.hash());
        }

        private void printJson(NewToken token) throws Exception {
            var mapper = new JsonMapper();
            var node = mapper.createObjectNode();
            node.put("token", token.value());
            node.putObject("entry")
                    .put("name", name)
                    .put("role", word())
                    .put("cameras", String.join(",", cameras))
                    .put("faces", faces)
                    .put("hash", token.hash());
            cli.out().println(mapper.writeValueAsString(node));
        }

        private String word() {
            return role.name().toLowerCase(Locale.ROOT);
        }
    }
}
