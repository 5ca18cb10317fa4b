package io.maskgate.daemon.bench;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
        return own(main, System.getProperty("java.class.path"));
    }

    /**
     * The same with only those archives of the class path that the named classes are in. Java holds the index of each archive it
     * has opened, and looks into all for a resource: with those of the whole program that is 10 MB.
     */
    static Program own(Class<?> main, List<Class<?>> needed) {
        return own(
                main,
                needed.stream()
                        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                        .map(place -> Path.of(URI.create(place.toString())).toString())
                        .distinct()
                        .collect(Collectors.joining(File.pathSeparator)));
    }

    private static Program own(Class<?> main, String classPath) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(classPath);
        command.add(main.getName());
        return new Program(command);
    }

    List<String> with(String... arguments) {
        var whole = new ArrayList<>(command);
        whole.addAll(List.of(arguments));
        return whole;
    }
}
