package io.maskgate.tests.launcher;

import io.maskgate.tests.support.Repository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** {@code mvnw} on a {@link PretendedMachine}, with scripts in place of Maven and apt. */
final class PretendedMaven {
    /** Knows its version, and gives what lies beside it when it is asked to fetch. */
    private static final String MAVEN = """
            #!/bin/bash
            if [[ $1 == -v ]]; then echo "Apache Maven VERSION (somebody)"; exit 0; fi
            for word; do
                [[ $word != -DoutputDirectory=* ]] || { cp "FOLDER/apache-maven-3.9.9-bin.zip" "${word#*=}/"; exit; }
            done
            echo "VERSION builds $*"
            """;

    private final Path folder;
    private final PretendedMachine machine;

    PretendedMaven(Path folder) throws Exception {
        this.folder = folder;
        machine = new PretendedMachine(folder);
        var zip = zip();
        Files.write(folder.resolve("apache-maven-3.9.9-bin.zip"), zip);
        var sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(zip));
        var script = machine.home().resolve("mvnw");
        machine.script(
                script,
                Files.readString(Repository.root().resolve("mvnw"))
                        .replace("/usr/share/maven/", folder + "/installed/")
                        .replaceFirst("(?<=SHA512=)[0-9a-f]{128}", sum));
        machine.script(folder.resolve("bin/sudo"), "#!/bin/bash\n[[ $1 != -n ]] || shift\nexec \"$@\"\n");
        machine.script(folder.resolve("bin/apt-get"), """
                #!/bin/bash
                echo "$*" >>"FOLDER/apt"
                [[ $* != *install* ]] || { mkdir -p FOLDER/installed/bin && cp FOLDER/packaged FOLDER/installed/bin/mvn; }
                """.replace("FOLDER", folder.toString()));
    }

    PretendedMachine machine() {
        return machine;
    }

    /** A Maven of this version. */
    void put(String file, String version) throws IOException {
        put(file, version, "");
    }

    /** One that does this first. */
    void put(String file, String version, String first) throws IOException {
        machine.script(folder.resolve(file), script(version).replace("#!/bin/bash\n", "#!/bin/bash\n" + first));
    }

    /** This machine's own may be in PATH. */
    void noMaven() throws IOException {
        machine.script(folder.resolve("bin/mvn"), "#!/bin/bash\nexit 1\n");
    }

    PretendedMachine.Result run(Map<String, String> environment) throws Exception {
        var all = environment();
        all.putAll(environment);
        return shell(all, "./mvnw package");
    }

    PretendedMachine.Result shell(Map<String, String> environment, String line) throws Exception {
        return machine.run(
                environment, "bash", "-c", "cd \"$0\"; " + line, machine.home().toString());
    }

    Map<String, String> environment() {
        var all = new HashMap<String, String>();
        all.put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        all.put("HOME", folder.resolve("user").toString());
        all.put("JAVA_HOME", System.getProperty("java.home"));
        return all;
    }

    private String script(String version) {
        return MAVEN.replace("VERSION", version).replace("FOLDER", folder.toString());
    }

    private byte[] zip() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("apache-maven-3.9.9/bin/mvn"));
            zip.write(script("3.9.9").getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
