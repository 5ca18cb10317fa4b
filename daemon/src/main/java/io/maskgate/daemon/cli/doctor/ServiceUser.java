package io.maskgate.daemon.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The service's user. What it may do with files the system is asked in its name: modes alone do not tell, as there are
 * groups and access lists, and who asks is root, whom nothing is refused.
 *
 * @param become the beginning of a command line that runs the rest as this user
 */
record ServiceUser(String name, List<String> become) {
    private static final String SETPRIV = """
            user=$1 group=$2 groups=$3
            shift 3
            exec setpriv --reuid="$user" --regid="${group:-$(id -g "$user")}" \\
                --groups="$(id -G "$user" | tr ' ' ,)$groups" -- "$@"
            """;
    /** Prints the indexes of what is refused. */
    private static final String TEST = """
            i=0
            while [ $# -gt 0 ]; do
                test "$1" "$2" || echo "$i"
                i=$((i + 1))
                shift 2
            done
            """;

    ServiceUser {
        become = List.copyOf(become);
    }

    static ServiceUser of(ServiceUnit unit) {
        String groups = unit.moreGroups().stream().map(group -> "," + group).collect(Collectors.joining());
        return new ServiceUser(
                unit.user(),
                List.of("sh", "-c", SETPRIV, "sh", unit.user(), unit.group().orElse(""), groups));
    }

    /** Something one may do with a file or folder. */
    enum Act {
        READ("-r"),
        WRITE("-w"),
        ENTER("-x");

        /** Of test(1). */
        private final String option;

        Act(String option) {
            this.option = option;
        }
    }

    record Wish(Act act, Path file) {}

    /**
     * Those of the wishes that are not granted.
     *
     * @throws IOException when they cannot be tried
     */
    List<Wish> refused(List<Wish> wishes) throws IOException, InterruptedException {
        var command = new ArrayList<>(become);
        command.addAll(List.of("sh", "-c", TEST, "sh"));
        wishes.forEach(
                wish -> command.addAll(List.of(wish.act().option, wish.file().toString())));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
        return said.lines().map(index -> wishes.get(Integer.parseInt(index))).toList();
    }
}
