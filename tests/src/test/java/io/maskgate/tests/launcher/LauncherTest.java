package io.maskgate.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {
    private static final String HERE = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    private static final String ELSEWHERE = HERE.equals("x86_64") ? "aarch64" : "x86_64";

    private final Path folder;
    private final PretendedMachine machine;
    private final String maskgate;

    LauncherTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        machine = new PretendedMachine(folder);
        maskgate = machine.home().resolve("maskgate").toString();
    }

    @Test
    void theFirstFolderWithANewEnoughJdkForThisProcessorIsTaken() throws Exception {
        machine.jdk("a-old", "21.0.2", HERE);
        machine.jdk("b-foreign", "25", ELSEWHERE);
        var fit = machine.jdk("c-fit", "25.0.1", HERE);
        machine.jdk("d-newer", "26", HERE);

        assertThat(found(Map.of())).containsExactly(fit.toString());
    }

    @Test
    void javaHomeGoesFirstWhenItIsNewEnough() throws Exception {
        var fit = machine.jdk("a-fit", "25", HERE);
        var newer = machine.jdk("b-newer", "27-ea", HERE);
        var old = machine.jdk("c-old", "17.0.9", HERE);

        assertThat(found(Map.of("JAVA_HOME", newer.toString()))).containsExactly(newer.toString());
        assertThat(found(Map.of("JAVA_HOME", old.toString()))).containsExactly(fit.toString());
    }

    @Test
    void aJdkWithoutReleaseFileIsAskedForItsVersion() throws Exception {
        var jdk = machine.jdk("a", "25", HERE);
        Files.delete(jdk.resolve("release"));
        machine.write(jdk.resolve("bin/javac"), "#!/bin/bash\necho javac 25.0.2\n");

        assertThat(found(Map.of())).containsExactly(jdk.toString());
    }

    /** As openSUSE's libalternatives, asdf, mise and jenv have it: no link leads to the JDK. */
    @Test
    void aJavaInPathThatOnlyChoosesAJdkIsAskedForIt() throws Exception {
        machine.jdk("old", "21.0.2", HERE);
        var jdk = Files.move(machine.jdk("fit", "25", HERE), folder.resolve("elsewhere"));
        machine.script(
                folder.resolve("bin/java"),
                "#!/bin/bash\n[[ $1 != -XshowSettings:properties ]] || echo '    java.home = " + jdk + "' >&2\n");

        assertThat(found(Map.of("PATH", folder.resolve("bin") + ":/usr/bin:/bin")))
                .containsExactly(jdk.toString());
    }

    @Test
    void withoutAJdkOneLineToTypeIsPrinted() throws Exception {
        machine.jdk("old", "24.0.1", HERE);

        var result = machine.run(machine.apt("25.0.5.1+2-1~deb13u1"), maskgate, "run");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .contains("    sudo apt-get install -y openjdk-25-jdk-headless\n")
                .contains("or unpack one")
                .doesNotContain("line ");
        assertThat(machine.builds()).isZero();
    }

    /** As on Debian 12, whose newest is 17. */
    @Test
    void whereAptHasNoneThereIsAnotherWay() throws Exception {
        var result = machine.run(machine.apt("(none)"), maskgate, "run");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo(
                        "maskgate: no JDK 25 or newer found in JAVA_HOME, PATH or the usual folders. Unpack one, such as"
                                + " Eclipse Temurin's (https://adoptium.net), in /opt or ~/.jdks, or set JAVA_HOME to the folder of"
                                + " one\n");
    }

    /** Ann's clone, in which root built: she is who owns it, and cannot write there. */
    @ParameterizedTest
    @ValueSource(strings = {".build/build.log", "daemon/target/classes/A.class"})
    void whatRootBuiltInSomebodysCloneIsToBeDeleted(String built) throws Exception {
        assumeTrue(
                System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "files of two users need root and setpriv");
        machine.jdk("jdk", "25", HERE);
        machine.run(Map.of(), "chown", "-R", "65534", folder.toString());
        machine.write(machine.home().resolve(built), "");

        var result = machine.run(Map.of(), "setpriv", "--reuid=65534", "--clear-groups", maskgate, "run");

        var quoted = machine.home().toString().replace(" ", "\\ ");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .contains("belongs to root, who built here before")
                .endsWith("    sudo rm -rf " + quoted + "/.build " + quoted + "/*/target\n")
                .doesNotContain("run it as who owns");
        assertThat(machine.builds()).isZero();
    }

    /** A file in the folder's place, as nobody keeps root from writing. */
    @Test
    void whereNothingCanBeBuiltThatIsSaidInWords() throws Exception {
        machine.jdk("jdk", "25", HERE);
        machine.write(machine.home().resolve(".build"), "");

        for (String command : List.of("run", "package")) {
            var result = machine.run(Map.of(), maskgate, command);

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err())
                    .startsWith("maskgate: expected a folder to build in, found that user ")
                    .contains(" may not write " + machine.home() + "/.build; run it as who owns " + machine.home())
                    .doesNotContain("line ");
        }
        assertThat(machine.builds()).isZero();
    }

    @Test
    void builtOnceThenRunFromAnywhereThroughALink() throws Exception {
        machine.jdk("jdk", "25", HERE);
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of(maskgate));

        var first = machine.run(Map.of(), link.toString(), "run", "--config", "a b.yaml");
        var second = machine.run(Map.of(), link.toString(), "doctor");

        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.err()).contains("building (first use");
        assertThat(first.out())
                .contains("-Dmaskgate.home=" + machine.home(), "@" + machine.home() + "/systemd/jvm.options")
                .endsWith("io.maskgate.daemon.cli.Maskgate", "run", "--config", "a b.yaml");
        assertThat(second.err()).isEmpty();
        assertThat(machine.builds()).isEqualTo(1);
    }

    @Test
    void nativeLibrariesAreUnpackedOnceForAllProcesses() throws Exception {
        machine.jdk("jdk", "25", HERE);
        var options = Map.of(
                "onnxruntime-1.23.2.jar", "-Donnxruntime.native.path=",
                "sqlite-jdbc-3.50.3.0.jar", "-Dorg.sqlite.lib.path=");
        options.keySet().forEach(jar -> machine.write(folder.resolve(jar), ""));
        var jars = options.keySet().stream().map(jar -> folder.resolve(jar).toString());

        var result = machine.run(Map.of("PRETENDED_LIBRARY", jars.collect(Collectors.joining(":"))), maskgate, "run");

        assertThat(result.exit()).as(result.err()).isZero();
        options.forEach((jar, option) -> assertThat(result.out())
                .filteredOn(line -> line.startsWith(option))
                .singleElement()
                .satisfies(line -> assertThat(Path.of(line.substring(option.length()), "library.so"))
                        .startsWith(machine.home().resolve(".build"))
                        .hasContent(jar)));
    }

    @Test
    void modelCommandsGoToTheModelsProgram() throws Exception {
        machine.jdk("jdk", "25", HERE);

        var result = machine.run(Map.of("MASKGATE_JAVA_OPTS", "-Xmx3g -Dx=y"), maskgate, "train", "--resume");

        assertThat(result.out())
                .contains("-Xmx3g", "-Dx=y")
                .endsWith("io.maskgate.models.cli.ModelsMain", "train", "--resume");
        assertThat(classpath(result)).contains("maskgate-models-0.1.0.jar").doesNotContain("maskgate-daemon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "C.UTF-8", "xx_XX"})
    void filesMayHaveAnyLettersInTheirNamesWhateverTheLocale(String locale) throws Exception {
        machine.jdk("jdk", "25", HERE);

        var result = machine.run(Map.of("LC_ALL", locale), maskgate, "data", "check");

        assertThat(result.out()).contains("letters of UTF-8");
    }

    /** Doctor looks at them, and told who has another language to stop the gateway that runs. */
    @ParameterizedTest
    @ValueSource(strings = {"LC_ALL", "LANG", "LC_MESSAGES"})
    void theSystemsWordsAreEnglish(String variable) throws Exception {
        machine.jdk("jdk", "25", HERE);

        var result = machine.run(Map.of(variable, "de_DE.UTF-8", "LANGUAGE", "de"), maskgate, "doctor");

        assertThat(result.out()).contains("words of C");
    }

    @Test
    void ofTheModelsCommandsTheListIsTheGatewaysAndTheRestTheTrainingSides() throws Exception {
        machine.jdk("jdk", "25", HERE);

        for (var measured : List.of("compare", "fit")) {
            assertThat(machine.run(Map.of(), maskgate, "models", measured).out())
                    .endsWith("io.maskgate.models.cli.ModelsMain", "models", measured);
        }
        for (var words : List.of(List.of("models", "list"), List.of("models", "--help"), List.of("models"))) {
            var line = new ArrayList<>(List.of(maskgate));
            line.addAll(words);
            var out = machine.run(Map.of(), line.toArray(String[]::new)).out();
            assertThat(out.subList(out.indexOf("io.maskgate.daemon.cli.Maskgate") + 1, out.size()))
                    .isEqualTo(words);
        }
    }

    @Test
    void aChangeOfTheSourcesBuildsAgainAndLeavesTheRunningJarsAlone() throws Exception {
        machine.jdk("jdk", "25", HERE);
        var before = machine.run(Map.of(), maskgate, "run");

        machine.write(machine.home().resolve("hw/src/main/java/B.java"), "class B {}");
        var after = machine.run(Map.of(), maskgate, "run");

        assertThat(machine.builds()).isEqualTo(2);
        assertThat(after.err()).contains("the sources changed");
        assertThat(classpath(after)).isNotEqualTo(classpath(before));
        assertThat(Path.of(classpath(before).split(":")[0])).exists();
    }

    /** It is packed into the daemon's jar, and served. */
    @Test
    void aChangeOfTheApisDescriptionBuildsTheDaemonAgain() throws Exception {
        machine.jdk("jdk", "25", HERE);
        machine.run(Map.of(), maskgate, "run");

        machine.write(machine.home().resolve("config/schema/openapi.yaml"), "openapi: 3.1.1");

        assertThat(machine.run(Map.of(), maskgate, "run").err()).contains("the sources changed");
        assertThat(machine.builds()).isEqualTo(2);
    }

    /** The machine's home has a blank in its name: its first word must not be taken for a folder to delete. */
    @Test
    void ofManyBuildsThreeAreKeptAndNothingElseIsDeleted() throws Exception {
        machine.jdk("jdk", "25", HERE);
        var neighbour = folder.resolve("maskgate/work");
        machine.write(neighbour, "dear to somebody");

        for (int i = 0; i < 5; i++) {
            machine.write(machine.home().resolve("hw/src/main/java/C" + i + ".java"), "class C" + i + " {}");
            assertThat(machine.run(Map.of(), maskgate, "run").exit()).isZero();
        }

        assertThat(neighbour).hasContent("dear to somebody");
        try (var builds = Files.list(machine.home().resolve(".build"))) {
            assertThat(builds.filter(Files::isDirectory)).hasSize(3);
        }
    }

    @Test
    void aBrokenBuildShowsItsErrorsAndWhereTheLogIs() throws Exception {
        machine.jdk("jdk", "25", HERE);
        machine.write(machine.home().resolve("broken"), "");

        var result = machine.run(Map.of(), maskgate, "run");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("[ERROR] Box.java:[3,1] class, interface, enum, or record expected")
                .contains("the whole log: " + machine.home().resolve(".build/build.log"));
    }

    /** As where there is no Maven, or where packing refuses a licence: neither says so in Maven's own way. */
    @ParameterizedTest
    @CsvSource({
        "'mvnw: no Maven 3.9.2 or newer found. Install one:', 'mvnw: no Maven'",
        "'[INFO] Scanning\n[INFO]      [exec] SupplyChain: no licence\n[ERROR] exec returned: 1', 'SupplyChain: no licence'"
    })
    void whatFailedIsShownHoweverItWasSaid(String log, String shown) throws Exception {
        machine.jdk("jdk", "25", HERE);
        machine.script(machine.home().resolve("mvnw"), "#!/bin/bash\ncat <<'END'\n" + log + "\nEND\nexit 1\n");

        for (String command : List.of("run", "package")) {
            var result = machine.run(Map.of(), maskgate, command);

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains(shown).contains("the whole log: ");
        }
    }

    @Test
    void twoLaunchesAtOnceBuildOnce() throws Exception {
        machine.jdk("jdk", "25", HERE);
        var slow = Map.of("PRETENDED_BUILD", "0.5");

        var one = machine.start(slow, maskgate, "run");
        var two = machine.start(slow, maskgate, "run");

        assertThat(List.of(one.waitFor(), two.waitFor())).containsExactly(0, 0);
        assertThat(machine.builds()).isEqualTo(1);
    }

    @Test
    void sigtermReachesJava() throws Exception {
        machine.jdk("jdk", "25", HERE);
        var process = machine.start(Map.of(), maskgate, "wait");
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));

        assertThat(out.readLine()).isEqualTo("pid " + process.pid());
        await().atMost(Duration.ofSeconds(5)).until(() -> out.readLine().equals("wait"));
        process.destroy();

        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 15);
    }

    private List<String> found(Map<String, String> environment) throws Exception {
        var script = "source '" + machine.home().resolve(".mvn/tools.sh") + "'; find_jdk";
        return machine.run(environment, "bash", "-c", script).out();
    }

    private static String classpath(PretendedMachine.Result result) {
        return result.out().get(result.out().indexOf("-cp") + 1);
    }
}
