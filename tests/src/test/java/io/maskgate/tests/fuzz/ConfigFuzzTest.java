package io.maskgate.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.ConfigFault;
import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.SecretSources;
import io.maskgate.tests.support.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The configuration file, as an editor that crashed, a tool or an attacker leaves it. */
@Tag("fuzz")
class ConfigFuzzTest {
    /** The main thread's of a Java machine. */
    private static final int STACK_BYTES = 1 << 20;

    private static Path folder = Path.of("");
    private static Heap heap = new Heap();

    private final Deadline deadline = new Deadline(Duration.ofSeconds(5), STACK_BYTES);

    @BeforeContainer
    static void begin() throws IOException {
        folder = Files.createTempDirectory("config-fuzz");
        heap = new Heap();
    }

    @AfterContainer
    static void end() throws IOException {
        Files.deleteIfExists(folder.resolve("maskgate.yaml"));
        Files.delete(folder);
        heap.assertNotGrown();
    }

    @Property
    void aDamagedFileIsReadOrItsFaultsAreNamed(@ForAll("edits") List<Edit> edits) throws Exception {
        var result = read(Edit.apply(edits, manualWithEveryKey().getBytes(StandardCharsets.UTF_8)));

        if (result instanceof ConfigResult.Faulty(List<ConfigFault> faults)) {
            assertThat(faults).isNotEmpty().hasSizeLessThan(1000);
            assertThat(faults).allSatisfy(fault -> assertThat(fault.toString()).hasSizeLessThan(2000));
        }
    }

    @Property
    void keysAndSignsInAnyOrderAreReadOrTheirFaultsAreNamed(@ForAll("soup") String text) throws Exception {
        var result = read(text.getBytes(StandardCharsets.UTF_8));

        if (result instanceof ConfigResult.Faulty(List<ConfigFault> faults)) {
            assertThat(faults).isNotEmpty();
        }
    }

    private ConfigResult read(byte[] content) throws Exception {
        var file = Files.write(folder.resolve("maskgate.yaml"), content);
        return deadline.within(() -> ConfigReader.read(file, new SecretSources(Map.of("HOME", "/nowhere"))));
    }

    /** The example with every key that it shows commented out. */
    private static String manualWithEveryKey() throws IOException {
        try (var lines = Files.lines(Repository.root().resolve("config/maskgate.yaml"))) {
            return lines.filter(line -> !line.strip().startsWith("# "))
                    .map(line -> line.replaceFirst("^( *)#(?=\\S)", "$1"))
                    .collect(Collectors.joining("\n"));
        }
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Arbitraries.lazy(Edit::some);
    }

    /** The example's own words, and what YAML has signs for. */
    @Provide
    Arbitrary<String> soup() throws IOException {
        var words = Stream.concat(Arrays.stream(manualWithEveryKey().split("[^\\w.:/-]+")), Edit.WORDS.stream())
                .toList();
        return Arbitraries.of(words)
                .list()
                .ofMaxSize(60)
                .flatMap(chosen -> Arbitraries.of(" ", "\n", "\n  ", ": ", "\n- ", "")
                        .list()
                        .ofSize(chosen.size())
                        .map(between -> IntStream.range(0, chosen.size())
                                .mapToObj(i -> chosen.get(i) + between.get(i))
                                .collect(Collectors.joining())));
    }
}
