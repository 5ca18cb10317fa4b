package io.maskgate.daemon.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start this program again.
 *
 * @param command all that comes before a command's name
 */
public record Program(List<String> command) {
    public Program {
        command = List.copyOf(command);
    }

    /** As this process was started: the same Java, the same options, the same class path. */
    public static Program own(Class<?> main) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        return new Program(command);
    }

    List<String> with(String... arguments) {
        var whole = new ArrayList<>(command);
        whole.addAll(List.of(arguments));
        return whole;
    }
}
