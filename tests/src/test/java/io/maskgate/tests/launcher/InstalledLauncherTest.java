package io.maskgate.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.support.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher of the package, with a script in place of Java. */
class InstalledLauncherTest {
    /** Says what it was asked, and makes the start-up cache that is asked for. */
    private static final String JAVA = """
            #!/bin/sh
            echo "cuda ${CUDA_VISIBLE_DEVICES-all}" >>"$ASKED"
            for each in "$@"; do
                echo "$each" >>"$ASKED"
                case $each in -XX:AOTCacheOutput=*) echo cache >"${each#*=}" ;; esac
            done
            """;

    private final Path home;
    private final Path asked;
    private final Path java;
    private final Path cache;
    private final Path state;
    private final Path tools;
    private String said = "";

    InstalledLauncherTest(@TempDir Path folder) throws IOException {
        home = folder.resolve("maskgate");
        asked = folder.resolve("asked");
        java = folder.resolve("jdk/bin/java");
        cache = folder.resolve("cache");
        state = Files.createDirectories(folder.resolve("state"));
        tools = Files.createDirectories(folder.resolve("tools"));
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.createDirectories(java.getParent());
        Files.copy(Repository.root().resolve("systemd/bin/maskgate"), home.resolve("bin/maskgate"));
        Files.writeString(home.resolve("lib/jvm.options"), "");
        Files.writeString(home.resolve("lib/classpath"), "a-2.jar\nb-1.jar\n");
        Files.writeString(java, JAVA);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    }

    /** What Java was asked. */
    private List<String> maskgate(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("sh", home.resolve("bin/maskgate").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("CUDA_VISIBLE_DEVICES");
        builder.environment().put("MASKGATE_JAVA", java.toString());
        builder.environment().put("CACHE_DIRECTORY", cache.toString());
        builder.environment().put("STATE_DIRECTORY", state.toString());
        builder.environment().put("ASKED", asked.toString());
        builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
        var process = builder.start();
        said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return Files.exists(asked) ? Files.readAllLines(asked) : List.of();
    }

    /** Debian 12 has none so new, and where the tar.gz is unpacked there may be no apt. */
    @ParameterizedTest
    @CsvSource({"25.0.5.1+2-1, true", "(none), false"})
    void withoutAJavaRuntimeTheWaysToOneAreNamed(String candidate, boolean apt) throws Exception {
        var machine = new PretendedMachine(home);
        var script = home.resolve("bin/maskgate");
        hideRuntimes();
        machine.script(home.resolve("bin/java"), "#!/bin/sh\n");

        var result = machine.run(machine.apt(candidate), "sh", script.toString(), "run");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .contains("no Java runtime 25 or newer found")
                .contains("in /opt, or set MASKGATE_JAVA");
        assertThat(result.err().contains("sudo apt-get install openjdk-25-jre-headless"))
                .isEqualTo(apt);
    }

    /** This machine's own must not be found. */
    private void hideRuntimes() throws IOException {
        var script = home.resolve("bin/maskgate");
        Files.writeString(
                script,
                Files.readString(script).replaceAll("(?<=[ \"])(/usr/lib(64)?/jvm|/opt|/usr/local)(?=/)", "/none"));
    }

    /** As openSUSE's libalternatives, asdf, mise and jenv have it: no link leads to the runtime. */
    @Test
    void aJavaInPathThatOnlyChoosesARuntimeIsAskedForIt() throws Exception {
        var machine = new PretendedMachine(home);
        hideRuntimes();
        machine.script(
                tools.resolve("java"),
                "#!/bin/sh\n[ \"$1\" != -XshowSettings:properties ] || echo '    java.home = "
                        + java.getParent().getParent() + "' >&2\n");

        var result = machine.run(
                Map.of(
                        "PATH",
                        tools + ":/usr/bin:/bin",
                        "ASKED",
                        asked.toString(),
                        "CACHE_DIRECTORY",
                        cache.toString()),
                "sh",
                home.resolve("bin/maskgate").toString(),
                "run");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(asked).content().endsWith("\nrun\n");
    }

    /** None of the native libraries would load; each said so in words of its own, with a remedy that is none. */
    @Test
    void ofASystemWithAnotherCLibraryThatIsTheReason() throws Exception {
        Files.writeString(home.resolveSibling("jdk/release"), "JAVA_VERSION=\"25\"\nLIBC=\"musl\"\n");
        var machine = new PretendedMachine(home);
        var environment = Map.of("MASKGATE_JAVA", java.toString(), "ASKED", asked.toString());
        var script = home.resolve("bin/maskgate").toString();
        for (String command : List.of("run", "doctor", "start-cache")) {
            var result = machine.run(environment, "sh", script, command);
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).startsWith("maskgate: expected a system and a Java runtime with glibc, found");
            assertThat(asked).doesNotExist();
        }
        assertThat(machine.run(environment, "sh", script, "config", "check").exit())
                .as("needs none")
                .isZero();
    }

    private List<String> caches() throws IOException {
        try (var files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** CUDA takes a variable that is there and empty for: none. */
    @Test
    void theStartUpCacheIsMadeOnceAndWithoutTheGpu() throws Exception {
        assertThat(maskgate("start-cache")).startsWith("cuda ").containsSequence("demo", "--for", "6s");
        assertThat(caches()).singleElement().asString().matches("start-\\d+\\.aot");
        Files.delete(asked);
        assertThat(maskgate("start-cache")).isEmpty();
    }

    /** Each attempt takes seconds, and on a full disk the service manager starts again and again. */
    @Test
    void aCacheThatCannotBeMadeIsTriedAgainAfterADay() throws Exception {
        Files.writeString(
                java,
                "#!/bin/sh\necho asked >>\"$ASKED\"\necho '[1s][error][aot] why not' >&2\necho last >&2\nexit 1\n");
        assertThat(maskgate("start-cache")).hasSize(1);
        assertThat(caches()).singleElement().asString().endsWith(".failed");
        assertThat(maskgate("start-cache")).hasSize(1);

        Files.setLastModifiedTime(
                cache.resolve(caches().getFirst()), FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        assertThat(maskgate("start-cache")).hasSize(2);
        assertThat(maskgate("start-cache")).hasSize(2);

        // Another version is another matter.
        Files.writeString(java, JAVA);
        Files.writeString(home.resolve("lib/stamp"), "another");
        maskgate("start-cache");
        assertThat(caches()).singleElement().asString().endsWith(".aot");
    }

    /** The demonstration fails where no event comes within its seconds, and the Java machine learnt from it all the same. */
    @ParameterizedTest
    @CsvSource({"gateway demo is ready: 1 cameras, aot", "maskgate demo: no port, failed"})
    void aSlowBoxHasACacheOfARunWithoutAnEvent(String said, String kept) throws Exception {
        Files.writeString(java, JAVA + "echo '" + said + "' >&2\nexit 1\n");
        maskgate("start-cache");
        assertThat(caches()).singleElement().asString().endsWith("." + kept);
    }

    private void tool(String name, String does) throws IOException {
        var tool = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + does + "\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
    }

    /** What it said last before that is no reason. */
    @Test
    void ofABoxThatIsTooSlowThatIsTheReason() throws Exception {
        tool("timeout", "echo 'INFO mqtt: connected' >&2; exit 124");
        maskgate("start-cache");
        assertThat(said).contains("no start-up cache: it took longer than 75 s; tried again after a day");
        assertThat(caches()).singleElement().asString().endsWith(".failed");
    }

    @Test
    void aCacheThatTheJavaMachineComplainedOfIsNotUsed() throws Exception {
        Files.writeString(java, JAVA + "echo '[1s][error][aot] cut off' >&2\n");
        maskgate("start-cache");
        assertThat(said).contains("no start-up cache: [1s][error][aot] cut off; tried");
        assertThat(caches()).singleElement().asString().endsWith(".failed");
    }

    /** It takes neither the cache nor the reason why there is none, and each start would take seconds longer for nothing. */
    @Test
    void onADiskThatIsNearlyFullNoneIsTried() throws Exception {
        tool(
                "df",
                "echo 'Filesystem 1024-blocks Used Available Capacity Mounted'; echo 'x 900000 750001 149999 84% /'");
        assertThat(maskgate("start-cache")).isEmpty();
        assertThat(said).contains("no start-up cache: expected 150 MB free in " + cache + ", found 149 MB");
        assertThat(caches()).isEmpty();
    }

    @Test
    void inTheJournalWhatKeepsTheGatewayFromRunningIsAnError() throws Exception {
        var script = home.resolve("bin/maskgate");
        var said = Files.createFile(home.resolve("said"));
        var stream = Files.readAttributes(said, "unix:dev,ino");
        var machine = new PretendedMachine(home);
        hideRuntimes();
        machine.script(home.resolve("bin/java"), "#!/bin/sh\n");
        for (String command : List.of("run", "doctor")) {
            var builder = new ProcessBuilder("sh", script.toString(), command).redirectError(said.toFile());
            builder.environment().clear();
            builder.environment().put("PATH", home.resolve("bin") + ":/usr/bin:/bin");
            builder.environment().put("JOURNAL_STREAM", stream.get("dev") + ":" + stream.get("ino"));
            assertThat(builder.start().waitFor()).isEqualTo(1);
            assertThat(Files.readAllLines(said))
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith((command.equals("run") ? "<3>" : "") + "maskgate: "));
        }
    }

    @Test
    void theDaemonUsesTheCacheAndMayHaveTheGpu() throws Exception {
        maskgate("start-cache");
        Files.delete(asked);
        assertThat(maskgate("run", "--config", "a.yaml"))
                .startsWith("cuda all")
                .contains("-XX:AOTCache=" + cache.resolve(caches().getFirst()))
                .endsWith("run", "--config", "a.yaml");
    }

    /** Who unpacks one version over another has the libraries of both, and the older name would win. */
    @Test
    void onlyTheLibrariesOfThisVersionAreTaken() throws Exception {
        for (var jar : List.of("a-1.jar", "a-2.jar", "b-1.jar")) {
            Files.createFile(home.resolve("lib").resolve(jar));
        }
        var lib = home.toRealPath().resolve("lib");
        assertThat(maskgate("run")).containsSequence("-cp", lib.resolve("a-2.jar") + ":" + lib.resolve("b-1.jar"));
    }

    @Test
    void theVersionOfThePackageIsTheOneThatIsTold() throws Exception {
        Files.writeString(home.resolve("lib/version"), "0.1.0+20261129173000\n");
        assertThat(maskgate("--version")).contains("-Dmaskgate.version=0.1.0+20261129173000");
        Files.delete(home.resolve("lib/version"));
        Files.delete(asked);
        assertThat(maskgate("--version"))
                .noneMatch(argument -> argument.contains("maskgate.version") || argument.isEmpty());
    }

    /** The service manager starts what crashes again every few seconds, for days where nobody looks. */
    @Test
    void ofWhatCrashesLeftTheNewestThreeStay() throws Exception {
        for (int minute = 0; minute < 6; minute++) {
            var report = Files.createFile(state.resolve("hs_err_pid" + (900 - minute) + ".log"));
            Files.setLastModifiedTime(report, FileTime.from(Instant.parse("2026-11-27T12:0" + minute + ":00Z")));
        }
        Files.createFile(state.resolve("outbox.db"));
        maskgate("run");
        try (var files = Files.list(state)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "hs_err_pid895.log", "hs_err_pid896.log", "hs_err_pid897.log", "outbox.db");
        }
    }
}
