package io.maskgate.tests.supply;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.support.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupplyChainTest {
    /** Of a jar that holds the text "library". */
    private static final String GOOD_SUM = "b718f1354f7247312eca086d9a024afe5fa717ddea5adeddd6f12bcf945b2e8c";

    private static final String OTHER_SUM = "cd".repeat(32);

    @TempDir
    private Path folder;

    @BeforeEach
    void aKnownLibraryWithANativeFileAndAModel() throws IOException {
        Files.createDirectories(folder.resolve("jars"));
        Files.writeString(folder.resolve("jars/good-1.jar"), "library");
        Files.writeString(folder.resolve("jars/maskgate-hw-1.jar"), "ours");
        Files.writeString(folder.resolve("jars/good-1-linux-arm64.jar"), "of the other package");
        Files.createDirectories(folder.resolve("native"));
        Files.createDirectories(folder.resolve("models/small"));
        Files.writeString(folder.resolve("models/small/model.onnx"), "weights");
        Files.writeString(folder.resolve("native/libgood.so"), "code");
        Files.createDirectories(folder.resolve("texts"));
        Files.writeString(folder.resolve("texts/MIT.txt"), "Permission is hereby granted");
        Files.writeString(folder.resolve("texts/Zlib.txt"), "as-is");
        Files.writeString(folder.resolve("lock"), GOOD_SUM + "  org/good/good/1/good-1.jar\n");
        Files.writeString(folder.resolve("licences.yaml"), """
                allowed: [MIT]
                decided: {}
                system: {GLIBC: "2.29", GLIBCXX: "3.4.26"}
                native:
                  - {name: Good, from: org.good/good@1, version: "1", licence: Zlib, files: [libgood.so],
                     contains: [{name: Inner, licence: MIT}]}
                """);
        bill(library("org.good", "good", "1", GOOD_SUM, "MIT") + ","
                + library("io.maskgate", "maskgate-hw", "1", OTHER_SUM, "none"));
    }

    @Test
    void whatIsKnownStandsInBillAndReport() throws Exception {
        var run = run();

        assertThat(run.output).isEmpty();
        assertThat(run.status).isZero();
        assertThat(Files.readString(folder.resolve("out/LICENCES")).replaceAll(" +", " "))
                .contains("texts are in the folder licences beside this file.")
                .contains("\norg.good/good 1 MIT\n", "\nGood 1 Zlib\n", "\n in it: Inner MIT\n");
        assertThat(Files.readString(folder.resolve("out/maskgate.cdx.json")))
                .contains("\"native:Good\"", "\"native:libgood.so\"", "\"native:Inner\"", "\"model:small/model.onnx\"");
    }

    @Test
    void whatNobodyLookedAtStopsThePacking() throws Exception {
        Files.delete(folder.resolve("jars/maskgate-hw-1.jar"));
        bill(library("org.good", "good", "2", GOOD_SUM, "MIT") + ","
                + library("org.good", "good", "1", OTHER_SUM, "MIT") + ","
                + library("org.viral", "viral", "1", GOOD_SUM, "AGPL-3.0-only"));
        Files.writeString(folder.resolve("native/libstranger.so"), "code");

        var run = run();

        assertThat(run.status).isOne();
        assertThat(run.output.lines())
                .containsExactlyInAnyOrder(
                        "supply chain: org/good/good/2/good-2.jar is not in the lock file; look at it, then add it with"
                                + " tests/lock/run",
                        "supply chain: org/good/good/1/good-1.jar: expected SHA-256 " + GOOD_SUM + ", found "
                                + OTHER_SUM + "; delete it from the local Maven repository and find out who changed it",
                        "supply chain: org/viral/viral/1/viral-1.jar is not in the lock file; look at it, then add it with"
                                + " tests/lock/run",
                        "supply chain: org.viral/viral: expected one licence of [MIT], found [AGPL-3.0-only]; look at it,"
                                + " then add it to systemd/licences.yaml",
                        "supply chain: native library libstranger.so is not known; look at what it is, then add it to"
                                + " systemd/licences.yaml");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void whatLiesInTheFolderMustBeWhatTheBuildResolved() throws Exception {
        Files.writeString(folder.resolve("jars/good-1.jar"), "changed since");
        Files.writeString(folder.resolve("jars/stranger-7.jar"), "of an earlier build");

        var run = run();

        assertThat(run.status).isOne();
        assertThat(run.output.lines())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .startsWith("supply chain: good-1.jar would be packed: expected SHA-256 " + GOOD_SUM),
                        line -> assertThat(line)
                                .isEqualTo("supply chain: stranger-7.jar would be packed and is not in the bill of"
                                        + " materials; delete systemd/target and pack again"));
    }

    @Test
    void aLicenceWithoutItsTextStopsThePacking() throws Exception {
        Files.delete(folder.resolve("texts/MIT.txt"));
        Files.delete(folder.resolve("texts/Zlib.txt"));

        var run = run();

        assertThat(run.status).isOne();
        assertThat(run.output.lines())
                .containsExactly(
                        "supply chain: licence MIT (org.good/good): expected its text in texts/MIT.txt, found none; take it"
                                + " from the library's sources",
                        "supply chain: licence Zlib (Good): expected its text in texts/Zlib.txt, found none; take it from"
                                + " the library's sources");
    }

    /** What packing finds out too, but only where packages are made. */
    @Test
    void everyLicenceOfTheListHasItsText() throws Exception {
        var texts = Repository.root().resolve("systemd/share/licences");
        var list = Files.readString(Repository.root().resolve("systemd/licences.yaml"));
        var decided = Pattern.compile("(?m)^ .*\\blicence: ([A-Za-z0-9.-]+)")
                .matcher(list)
                .results()
                .map(found -> found.group(1));
        var allowed = Pattern.compile("(?m)^  - ([A-Za-z0-9.-]+)$")
                .matcher(list)
                .results()
                .map(found -> found.group(1));
        var licences = Stream.concat(decided, allowed).collect(Collectors.toCollection(TreeSet::new));

        assertThat(licences)
                .contains("Apache-2.0", "EPL-2.0", "LGPL-3.0-or-later", "MPL-2.0")
                .hasSize(13);
        assertThat(licences)
                .allSatisfy(
                        licence -> assertThat(texts.resolve(licence + ".txt")).isNotEmptyFile());
        // The LGPL is an addition to the GPL, which has to come with it.
        assertThat(texts.resolve("LGPL-3.0-or-later.txt"))
                .content()
                .contains("GNU LESSER GENERAL PUBLIC LICENSE\n", "GNU GENERAL PUBLIC LICENSE\n");
    }

    @Test
    void whatTheSystemsOfOurPackagesDoNotHaveStopsThePacking() throws Exception {
        Files.writeString(
                folder.resolve("native/libgood.so"),
                "\0GLIBC_2.2.5\0GLIBC_2.29\0GLIBC_PRIVATE\0GLIBCXX_3.4\0GLIBCXX_3.4.26\0");
        assertThat(run().output).isEmpty();

        Files.writeString(folder.resolve("native/libgood.so"), "\0GLIBC_2.9\0GLIBC_2.34\0GLIBC_2.4\0GLIBCXX_3.4.29\0");
        var run = run();

        assertThat(run.status).isOne();
        var remedy = "; see which systems have it, then change systemd/licences.yaml, control and README.md";
        assertThat(run.output.lines())
                .containsExactly(
                        "supply chain: libgood.so asks for GLIBC_2.34: expected at most 2.29" + remedy,
                        "supply chain: libgood.so asks for GLIBCXX_3.4.29: expected at most 3.4.26" + remedy);
    }

    @Test
    void thePackageAsksForTheSystemThatItsNativeFilesAskFor() throws Exception {
        var licences = Files.readString(Repository.root().resolve("systemd/licences.yaml"));
        var control = Files.readString(Repository.root().resolve("systemd/control/control"));

        assertThat(licences).contains("\nsystem: {GLIBC: \"2.29\", GLIBCXX: \"3.4.26\"}\n");
        assertThat(control).contains(" libc6 (>= 2.29), libstdc++6 (>= 9),");
    }

    private void bill(String components) throws IOException {
        Files.writeString(
                folder.resolve("sbom.json"),
                "{\"metadata\": {\"component\": {\"bom-ref\": \"us\"}}, \"components\": [" + components
                        + "], \"dependencies\": []}");
    }

    private static String library(String group, String name, String version, String sum, String licence) {
        return """
                {"group": "%s", "name": "%s", "version": "%s", "purl": "pkg:maven/%s/%s@%s?type=jar",
                 "hashes": [{"alg": "SHA-256", "content": "%s"}], "licenses": [{"license": {"id": "%s"}}]}
                """.formatted(group, name, version, group, name, version, sum, licence);
    }

    private record Run(int status, String output) {}

    private Run run() throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Repository.root().resolve("systemd/SupplyChain.java").toString(),
                        "sbom.json",
                        "lock",
                        "licences.yaml",
                        "texts",
                        "amd64",
                        "jars",
                        "native",
                        "models",
                        "out")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (var out = process.getInputStream()) {
            var text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), text);
        }
    }
}
