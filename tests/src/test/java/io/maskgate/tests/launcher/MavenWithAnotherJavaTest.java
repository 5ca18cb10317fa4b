package io.maskgate.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code mvnw} with a Maven that does not take the Java it is given: Fedora's and RHEL's read {@code /etc/java/maven.conf}, which
 * sets {@code JAVA_HOME}, and any may find it in {@code ~/.mavenrc}.
 */
class MavenWithAnotherJavaTest {
    /** A Java before 23 ends like that at options that a later one wants. */
    private static final String OLDER_JAVA = """
            if [[ -z ${MAVEN_SKIP_RC:-} && $MAVEN_OPTS == *sun-misc* ]]; then
                echo "Picked up JAVA_TOOL_OPTIONS: -Dx=y" >&2
                echo "Unrecognized option: --sun-misc-unsafe-memory-access=allow" >&2
                exit 1
            fi
            """;

    private final PretendedMaven maven;

    MavenWithAnotherJavaTest(@TempDir Path folder) throws Exception {
        maven = new PretendedMaven(folder);
    }

    @Test
    void oneThatIsNewEnoughBuildsWithTheJavaThatIsFound() throws Exception {
        maven.put("bin/mvn", "3.9.11", OLDER_JAVA);

        var result = maven.run(Map.of());

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).containsExactly("3.9.11 builds package");
    }

    @Test
    void oneThatIsTooOldFetchesAnotherOnce() throws Exception {
        maven.put("bin/mvn", "3.6.3", OLDER_JAVA);

        var first = maven.run(Map.of());
        var second = maven.run(Map.of());

        assertThat(first.out()).as(first.err()).containsExactly("3.9.9 builds package");
        assertThat(first.err()).contains("Maven 3.6.3 is too old; fetching 3.9.9 into");
        assertThat(second.out()).containsExactly("3.9.9 builds package");
        assertThat(second.err()).isEmpty();
    }

    /** It may have a proxy there. */
    @Test
    void whatElseItReadsCountsWhereItStarts() throws Exception {
        maven.put("bin/mvn", "3.9.11", "[[ -z ${MAVEN_SKIP_RC:-} ]] || exit 1\n");

        assertThat(maven.run(Map.of()).out()).containsExactly("3.9.11 builds package");
    }

    @Test
    void oneThatDoesNotStartIsNotSaidToBeAbsent() throws Exception {
        maven.put("bin/mvn", "3.9.11", OLDER_JAVA.replace("-z ${MAVEN_SKIP_RC:-}", "-n x"));

        var result = maven.run(maven.machine().apt("(none)"));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("mvnw: no Maven 3.9.2 or newer found: ")
                .contains(
                        "/bin/mvn -v says \"Unrecognized option: --sun-misc-unsafe-memory-access=allow\". Unpack one");
    }
}
