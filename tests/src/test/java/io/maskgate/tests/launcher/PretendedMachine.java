package io.maskgate.tests.launcher;

import io.maskgate.tests.support.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A copy of the launcher in a folder of its own, with scripts in place of Maven and Java. */
final class PretendedMachine {
    /** Counts its calls in {@code calls} and leaves what Maven would leave. */
    private static final String MAVEN = """
            #!/bin/bash
            echo call >>"$(dirname "$0")/calls"
            sleep "${PRETENDED_BUILD:-0}"
            if [[ -e $(dirname "$0")/broken ]]; then
                echo '[INFO] Building Maskgate hw 0.1.0'
                echo '[ERROR] Box.java:[3,1] class, interface, enum, or record expected'
                exit 1
            fi
            for module in hw daemon models; do
                mkdir -p "$(dirname "$0")/$module/target"
                echo jar >"$(dirname "$0")/$module/target/maskgate-$module-0.1.0.jar"
                printf '%s' "$(dirname "$0")/hw/target/maskgate-hw-0.1.0.jar${PRETENDED_LIBRARY:+:$PRETENDED_LIBRARY}" \\
                    >"$(dirname "$0")/$module/target/classpath.txt"
            done
            """;

    /** Prints its process id, the letters and the language of its locale, and its arguments, one a line; with {@code wait} among them it stays. */
    private static final String JAVA = """
            #!/bin/bash
            echo "pid $$"
            echo "letters of $(locale charmap)"
            echo "words of ${LC_ALL:-$LC_MESSAGES}${LANGUAGE:-}"
            printf '%s\\n' "$@"
            [[ "$*" == *wait* ]] && exec sleep 60
            exit 0
            """;

    /** Unpacks of any file the folder that was asked for, with the jar's name in a file. */
    private static final String JAR = """
            #!/bin/bash
            mkdir -p "${!#}"
            basename "$3" >"${!#}/library.so"
            """;

    private final Path folder;
    private final Path home;

    PretendedMachine(Path folder) throws IOException {
        this.folder = folder;
        this.home = folder.resolve("maskgate home");
        Files.createDirectories(home.resolve(".mvn"));
        copy("maskgate");
        copy(".mvn/tools.sh");
        script(home.resolve("mvnw"), MAVEN);
        for (var module : List.of("hw", "daemon", "models")) {
            write(home.resolve(module + "/pom.xml"), "<project/>");
            write(home.resolve(module + "/src/main/java/A.java"), "class A {}");
        }
        write(home.resolve("pom.xml"), "<project/>");
        write(home.resolve("config/schema/openapi.yaml"), "openapi: 3.1.0");
    }

    Path home() {
        return home;
    }

    /** A folder that looks like a JDK. */
    Path jdk(String name, String version, String architecture) throws IOException {
        var jdk = folder.resolve("jdks").resolve(name);
        script(jdk.resolve("bin/java"), JAVA);
        script(jdk.resolve("bin/jar"), JAR);
        script(jdk.resolve("bin/javac"), "#!/bin/bash\nexit 1\n");
        write(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\nOS_ARCH=\"" + architecture + "\"\n");
        return jdk;
    }

    /** An environment where apt has this version of every package. */
    Map<String, String> apt(String candidate) throws IOException {
        var bin = folder.resolve("bin");
        script(bin.resolve("apt-cache"), "#!/bin/bash\nprintf '%s:\\n  Candidate: %s\\n' \"$2\" '" + candidate + "'\n");
        return Map.of("PATH", bin + ":/usr/bin:/bin");
    }

    /** How often Maven was called. */
    long builds() throws IOException {
        var calls = home.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    /** What a command gave. */
    record Result(int exit, List<String> out, String err) {}

    Result run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        var process = start(environment, command);
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " did not end within 20 s");
        }
        return new Result(process.exitValue(), out.lines().toList(), Files.readString(errors()));
    }

    Process start(Map<String, String> environment, String... command) throws IOException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors().toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("MASKGATE_NO_INSTALL", "1");
        builder.environment().put("MASKGATE_JDK_ROOTS", folder.resolve("jdks").toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Path errors() {
        return folder.resolve("errors");
    }

    private void copy(String file) throws IOException {
        Files.copy(Repository.root().resolve(file), home.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }

    void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void script(Path file, String text) throws IOException {
        write(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
    }
}
