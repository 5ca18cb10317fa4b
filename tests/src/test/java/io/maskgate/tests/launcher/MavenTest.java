package io.maskgate.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.support.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mvnw}: with a Maven that is too old, as on Debian 12 and Ubuntu 24.04, or with none; and what it deletes before. */
class MavenTest {
    private final Path folder;
    private final PretendedMaven maven;
    private final PretendedMachine machine;

    MavenTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        maven = new PretendedMaven(folder);
        machine = maven.machine();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.9.2", "3.9.11", "3.10.0", "4.0.0-rc-4"})
    void aMavenThatIsNewEnoughIsTaken(String version) throws Exception {
        maven.put("bin/mvn", version);

        var result = maven.run(Map.of());

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).containsExactly(version + " builds package");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.6.3", "3.8.7", "3.9.1"})
    void anOldOneFetchesOneThatIsNotOnce(String version) throws Exception {
        maven.put("bin/mvn", version);

        var first = maven.run(Map.of());
        var second = maven.run(Map.of());

        assertThat(first.out()).as(first.err()).containsExactly("3.9.9 builds package");
        assertThat(first.err())
                .isEqualTo("mvnw: Maven " + version + " is too old; fetching 3.9.9 into " + folder
                        + "/user/.m2/wrapper\n");
        assertThat(second.out()).containsExactly("3.9.9 builds package");
        assertThat(second.err()).isEmpty();
        assertThat(folder.resolve("user/.m2/wrapper").toFile().list()).containsExactly("apache-maven-3.9.9");
    }

    @Test
    void theDistributionsOldOneDoesThatTooAndIsInstalledOnce() throws Exception {
        maven.noMaven();
        maven.put("packaged", "3.8.7");

        for (int i = 0; i < 2; i++) {
            var result = maven.run(Map.of("MASKGATE_NO_INSTALL", ""));
            assertThat(result.out()).as(result.err()).containsExactly("3.9.9 builds package");
        }

        assertThat(Files.readAllLines(folder.resolve("apt")))
                .containsExactly("update -qq", "install -y --no-install-recommends maven");
    }

    @Test
    void whereThatFailsTheWayOutIsNamedAndNotThePackageThatIsThere() throws Exception {
        maven.put("bin/mvn", "3.8.7");
        Files.writeString(folder.resolve("apache-maven-3.9.9-bin.zip"), "something else");

        var result = maven.run(Map.of("MASKGATE_NO_INSTALL", ""));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("the downloaded Maven has another SHA-512 than mvnw expects; not used\n")
                .contains("expected Maven 3.9.2 or newer, found 3.8.7 in " + folder + "/bin/mvn")
                .contains("set MAVEN_DISTRIBUTION_URL to the address of apache-maven-3.9.9-bin.zip")
                .doesNotContain("apt-get install");
        assertThat(folder.resolve("apt")).doesNotExist();
    }

    @Test
    void withoutAnyOneLineToTypeIsPrinted() throws Exception {
        maven.noMaven();

        var result = maven.run(machine.apt("3.9.9-1"));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo("mvnw: no Maven 3.9.2 or newer found. Install one:\n    sudo apt-get install -y maven\n");
    }

    @Test
    void whereAptHasNoneEitherTheOtherWayIsNamed() throws Exception {
        maven.noMaven();

        var result = maven.run(machine.apt("(none)"));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("mvnw: no Maven 3.9.2 or newer found. Unpack one and put its bin in PATH")
                .doesNotContain("apt-get");
    }

    /** As by {@code rsync -a}: made while the last build still ran, and so older than its class. */
    @Test
    void ofSourcesThatChangedNothingIsKeptHoweverOldTheyAre() throws Exception {
        maven.put("bin/mvn", "3.9.9");
        maven.run(Map.of());
        made();

        changed("hw/src/main/java/A.java");
        maven.shell(maven.environment(), "./mvnw spotless:apply");
        assertThat(kept()).as("nothing is built").hasSize(6);
        maven.run(Map.of());
        assertThat(kept())
                .as("Maven compiles modules as a whole, and daemon is compiled against hw")
                .containsExactly("daemon/target/classes/a.json", "hw/target/classes/a.json");

        made();
        changed("hw/src/main/resources/a.json");
        changed("config/schema/openapi.yaml");
        maven.run(Map.of());
        assertThat(kept())
                .as("what is copied needs no compiling")
                .containsExactly("daemon/target/classes/io/A.class", "hw/target/classes/io/A.class");

        made();
        maven.run(Map.of());
        assertThat(kept()).as("nothing changed").hasSize(6);
    }

    /** The launcher would put it before the new one. */
    @Test
    void ofAnotherVersionNoJarIsKept() throws Exception {
        maven.put("bin/mvn", "3.9.9");
        maven.run(Map.of());
        made();

        machine.write(machine.home().resolve("pom.xml"), "<project><version>0.2.0</version></project>");
        maven.run(Map.of());

        assertThat(kept()).containsExactly("daemon/target/classes/io/A.class", "hw/target/classes/io/A.class");
    }

    /** Tests may run while the launcher builds, and are compiled when they are next run. */
    @Test
    void compiledTestsStayUntilTheyAreCompiledAnew() throws Exception {
        maven.put("bin/mvn", "3.9.9");
        var test = machine.home().resolve("hw/target/test-classes/ATest.class");
        changed("hw/src/test/java/ATest.java");
        maven.run(Map.of());
        machine.write(test, "");

        changed("hw/src/test/java/BTest.java");
        maven.shell(maven.environment(), "./mvnw -Dmaven.test.skip=true package");
        maven.shell(maven.environment(), "./mvnw compile");
        assertThat(test).exists();
        maven.run(Map.of());
        assertThat(test).doesNotExist();
    }

    /** They may run from what this call would not make anew. */
    @Test
    void whatTheCallDoesNotMakeStaysUntilOneDoes() throws Exception {
        maven.put("bin/mvn", "3.9.9");
        maven.run(Map.of());
        made();

        changed("hw/src/main/java/A.java");
        changed("daemon/src/main/java/A.java");
        maven.shell(maven.environment(), "./mvnw -pl hw test");
        assertThat(kept())
                .as("a test compiles, and packs nothing")
                .containsExactly(
                        "daemon/target/classes/a.json",
                        "daemon/target/classes/io/A.class",
                        "daemon/target/maskgate-daemon-0.1.0.jar",
                        "hw/target/classes/a.json",
                        "hw/target/maskgate-hw-0.1.0.jar");

        made();
        maven.run(Map.of());
        assertThat(kept())
                .containsExactly(
                        "daemon/target/classes/a.json", "hw/target/classes/a.json", "hw/target/classes/io/A.class");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "./mvnw -pl daemon package",
                "./mvnw --projects models,daemon package",
                "./mvnw -pl systemd -am package",
                "./mvnw -ff -pl tests -am package",
                "cd config; ../mvnw -f .. package",
                "cd config; ../mvnw -f ../pom.xml -pl hw -pl daemon package"
            })
    void aModuleThatIsNamedIsMadeAnew(String line) throws Exception {
        assertThat(afterAChange(line)).containsExactly("daemon/target/classes/a.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "./mvnw -pl hw package",
                "./mvnw -pl models -am package",
                "./mvnw -pl tests package",
                "./mvnw -pl tests,-daemon -am package",
                "./mvnw -plhw package",
                "./mvnw --projects=hw package",
                "./mvnw -pl :maskgate-hw package",
                "./mvnw -rf :maskgate-tests package",
                "./mvnw -N package",
                "./mvnw -f hw package",
                "./mvnw -f=hw/pom.xml package",
                "cd hw; ../mvnw package"
            })
    void nothingIsDeletedOfOneThatIsNot(String line) throws Exception {
        assertThat(afterAChange(line)).hasSize(3);
    }

    /** Maven itself looks only whether classes of the other module were made in this very build. */
    @Test
    void whatIsCompiledAgainstAModuleFollowsItHoweverLongAgoThatWasBuilt() throws Exception {
        maven.put("bin/mvn", "3.9.9");
        changed("daemon/src/test/java/ATest.java");
        maven.run(Map.of());
        var tests = machine.home().resolve("daemon/target/test-classes/ATest.class");

        changed("hw/src/main/java/A.java");
        maven.shell(maven.environment(), "./mvnw -pl models -am -Dmaven.test.skip=true package");
        made();
        machine.write(tests, "");
        maven.shell(maven.environment(), "./mvnw -pl daemon -am -Dmaven.test.skip=true package");
        assertThat(machine.home().resolve("daemon/target/classes/io/A.class")).doesNotExist();
        assertThat(machine.home().resolve("hw/target/classes/io/A.class")).exists();
        assertThat(tests).exists();

        maven.run(Map.of());
        assertThat(tests).doesNotExist();
        made();
        machine.write(tests, "");
        maven.run(Map.of());
        assertThat(kept()).hasSize(7);
    }

    @Test
    void whatLiesBelowAModuleIsWhatItsPomSays() throws Exception {
        var script = Files.readString(Repository.root().resolve("mvnw"));
        var below = new HashMap<String, List<String>>();
        Pattern.compile("\\[(\\w+)]='?([a-z ]+)")
                .matcher(script.lines()
                        .filter(line -> line.contains(" below=("))
                        .findFirst()
                        .orElseThrow())
                .results()
                .forEach(entry ->
                        below.put(entry.group(1), List.of(entry.group(2).strip().split(" "))));
        assertThat(below).containsOnlyKeys("hw", "models", "daemon", "tests", "systemd");

        for (var module : below.keySet()) {
            var expected = new HashSet<String>();
            Pattern.compile("<dependency><groupId>io.maskgate</groupId><artifactId>maskgate-(\\w+)<")
                    .matcher(Files.readString(Repository.root().resolve(module + "/pom.xml")))
                    .results()
                    .forEach(dependency -> expected.addAll(below.get(dependency.group(1))));
            if (!module.equals("systemd")) { // where nothing is compiled
                expected.add(module);
            }
            assertThat(below.get(module)).as(module).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** What is left of daemon, whose sources changed, by this command. */
    private List<String> afterAChange(String line) throws Exception {
        maven.put("bin/mvn", "3.9.9");
        maven.run(Map.of());
        made();
        changed("daemon/src/main/java/A.java");
        maven.shell(maven.environment(), line);
        return kept().stream().filter(file -> file.startsWith("daemon")).toList();
    }

    /** What Maven made of two modules. */
    private void made() {
        for (var module : List.of("hw", "daemon")) {
            for (var file : List.of("classes/io/A.class", "classes/a.json", "maskgate-" + module + "-0.1.0.jar")) {
                machine.write(machine.home().resolve(module + "/target/" + file), "");
            }
        }
    }

    private List<String> kept() throws IOException {
        try (var files = Files.walk(machine.home())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> machine.home().relativize(file).toString())
                    .filter(file -> file.contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    /** Another content, of long ago. */
    private void changed(String source) throws IOException {
        var file = machine.home().resolve(source);
        machine.write(file, "// other");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }
}
