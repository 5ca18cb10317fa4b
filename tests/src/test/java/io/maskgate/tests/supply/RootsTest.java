package io.maskgate.tests.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the packages share, {@code tests/roots.sh}, on a pretended checkout. */
class RootsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Instant AN_HOUR_AGO = Instant.now().minus(Duration.ofHours(1));
    private static final Instant IN_AN_HOUR = Instant.now().plus(Duration.ofHours(1));
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void packagesAreMadeAnewAfterAChangeOfAnythingThatGoesIntoThem() throws Exception {
        var staged = staged();
        assertThat(staged).contains("README.md", "daemon/any.md", "models/zoo/any/any", "tests/benchmarks/results.md");
        var others =
                Stream.of("hw/pom.xml", "hw/src/main/java/A.java", "daemon/pom.xml", "daemon/src/main/java/A.java");

        assertThat(Stream.concat(staged.stream(), others)).allSatisfy(file -> {
            assertThat(launcherAskedFor(file, AN_HOUR_AGO)).isEqualTo("package\n");
            assertThat(launcherAskedFor(file, IN_AN_HOUR)).isEmpty();
        });
    }

    @Test
    void packagesAreNotMadeAnewForWhatIsNotInThem() {
        assertThat(Stream.of(
                        "tests/package/run",
                        "daemon/src/test/java/A.java",
                        "systemd/target/a.tar.gz",
                        "models/pom.xml"))
                .allSatisfy(
                        file -> assertThat(launcherAskedFor(file, AN_HOUR_AGO)).isEmpty());
    }

    /** Also where it is killed; and who reads what it says is not left waiting by somebody who inherited the other end. */
    @Test
    void theCamerasOfAScriptEndWithIt() throws Exception {
        file("tests/src/test/resources/rtsp/server.py", """
                import os, sys
                with open("pid.part", "w") as file:
                    file.write(str(os.getpid()))
                os.rename("pid.part", "pid")
                sys.stdin.read()
                """);
        var pid = folder.resolve("pid");

        var script = bash("work=$PWD; children=(); serve_clips 8554 one=a.mp4; echo served; read -r");
        var said = CompletableFuture.supplyAsync(() -> output(script));
        await("the server").atMost(SOON).until(() -> Files.exists(pid));
        var server = ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow();
        try {
            script.destroyForcibly();

            await("the server's end")
                    .atMost(SOON)
                    .until(() -> server.info().command().isEmpty());
            await("the end of what it says").atMost(SOON).until(said::isDone);
            assertThat(said.get()).isEqualTo("served\n");
        } finally {
            server.destroyForcibly();
        }
    }

    /** The files that {@code stage.sh} names below the checkout, one for each pattern. */
    private static List<String> staged() throws IOException {
        var stage = Files.readString(Repository.root().resolve("systemd/stage.sh"));
        var pages = Pattern.compile("for each in ((?:[\\w/.]+[ \\\\\\n]+)*[\\w/.]+); do")
                .matcher(stage)
                .results();
        var named =
                Pattern.compile("\\$root\"?/([\\w.*][\\w./*-]*)").matcher(stage).results();
        return Stream.concat(
                        pages.flatMap(list -> Stream.of(list.group(1).split("[ \\\\\\n]+"))),
                        named.map(path -> path.group(1)))
                .map(path -> path.replace("*", "any").replaceAll("/$", "/any"))
                .distinct()
                .toList();
    }

    /** What the launcher is asked to do when a file that was written long ago gets its name now, and the package is of then. */
    private String launcherAskedFor(String name, Instant then) throws IOException {
        var launcher = file("maskgate", "#!/bin/sh\necho \"$@\"\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        var packed = file("systemd/target/maskgate_1_amd64.deb", "");
        Files.setLastModifiedTime(packed, FileTime.from(then));
        var changed = file(name, "");
        Files.setLastModifiedTime(changed, FileTime.from(LONG_AGO));
        try {
            return output(bash("fresh_packages " + packed + " 2>&1 | grep -v 'No such file'"));
        } finally {
            Files.delete(changed);
        }
    }

    private Path file(String name, String content) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private Process bash(String script) throws IOException {
        var sourced = "root=$PWD; source '" + Repository.root().resolve("tests/roots.sh") + "'; ";
        return new ProcessBuilder("bash", "-c", sourced + script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static String output(Process process) {
        try (var out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
