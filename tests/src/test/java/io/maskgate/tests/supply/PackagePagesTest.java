package io.maskgate.tests.supply;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.support.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What pages say of the package, held to the script that lays it out. */
class PackagePagesTest {
    private static final List<String> NUMBERS = List.of("no", "one", "two", "three", "four", "five");

    @Test
    void theDropInForAGpuIsTakenFromWhereItLies() throws IOException {
        assertThat(read("systemd/stage.sh")).contains("\"$here/gpu.conf\" \"$tree/usr/share/maskgate/gpu.conf\"");
        assertThat(read("systemd/README.md"))
                .contains(
                        "\n## A GPU\n",
                        " /usr/share/maskgate/gpu.conf /etc/systemd/system/maskgate.service.d/gpu.conf\n");
        assertThat(read("README.md")).contains("](systemd/README.md#a-gpu)");
    }

    @Test
    void thePackageSaysHowManyModelsItHas() throws IOException {
        var small = Pattern.compile("small_models=\"([^\"]+)\"").matcher(read("systemd/stage.sh"));
        assertThat(small.find()).isTrue();
        var models = new TreeSet<>(List.of(small.group(1).split(" ")));
        try (var entries = Files.list(Repository.root().resolve("models/zoo"))) {
            for (var entry : entries.filter(Files::isDirectory).toList()) {
                if (Files.readString(entry.resolve("card.json")).matches("(?s).*\"default\" *: *true.*")) {
                    models.add(entry.getFileName().toString());
                }
            }
        }

        assertThat(read("systemd/control/control").replaceAll("\\s+", " "))
                .contains("; " + NUMBERS.get(models.size()) + " models are part of the package.");
    }

    private static String read(String file) throws IOException {
        return Files.readString(Repository.root().resolve(file));
    }
}
