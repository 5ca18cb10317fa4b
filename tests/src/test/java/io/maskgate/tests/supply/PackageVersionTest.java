package io.maskgate.tests.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.maskgate.tests.support.Repository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The version of the {@code .deb}, as {@code stage.sh} makes it, in a repository of its own. */
class PackageVersionTest {
    private static final String VERSION =
            "eval \"$(sed -n '/^debian_version()/,/^}/p' \"$STAGE\")\"; version=0.1.0 root=$PWD;" + " debian_version";

    @TempDir
    private Path folder;

    @Test
    void ofTwoCommitsTheLaterMakesTheNewerPackage() throws Exception {
        assumeGit();
        bash("git init -q .");
        commit("2026-11-29T01:10:00+01:00");
        var before = bash(VERSION);
        commit("2026-11-29T00:10:59Z");

        assertThat(before).isEqualTo("0.1.0+20261129001000\n");
        assertThat(bash(VERSION)).isEqualTo("0.1.0+20261129001059\n");
    }

    /** As of sources unpacked within another checkout. */
    @Test
    void theCommitOfARepositoryAroundTheSourcesIsNotTheirs() throws Exception {
        assumeGit();
        bash("git init -q . && mkdir sources");
        commit("2026-11-29T00:10:00Z");

        assertThat(bash("cd sources; " + VERSION)).isEqualTo("0.1.0\n");
    }

    @Test
    void aRepositoryThatCannotBeReadIsSaid() throws Exception {
        assumeGit();
        bash("mkdir .git");

        assertThat(bash(VERSION)).startsWith("stage: no commit can be read of ").endsWith("\n0.1.0\n");
    }

    @Test
    void sourcesWithoutARepositoryHaveTheBareVersion() throws Exception {
        assertThat(bash(VERSION)).isEqualTo("0.1.0\n");
    }

    private static void assumeGit() throws Exception {
        int found = new ProcessBuilder("bash", "-c", "type -P git >/dev/null")
                .start()
                .waitFor();
        assumeThat(found).as("exit code of a look for git").isZero();
    }

    private void commit(String at) throws Exception {
        bash("GIT_COMMITTER_DATE=" + at
                + " git -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m a");
    }

    private String bash(String script) throws Exception {
        var builder = new ProcessBuilder("bash", "-ec", script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CEILING_DIRECTORIES", folder.getParent().toString());
        builder.environment()
                .put("STAGE", Repository.root().resolve("systemd/stage.sh").toString());
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
