package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state folder that the unit does not let the service write. */
class ServiceUnitTest {
    @TempDir
    Path root;

    @TempDir
    Path state;

    private ServiceUnit unit;

    @BeforeEach
    void install() throws IOException {
        write("usr/lib/systemd/system/maskgate.service", "[Service]\nProtectSystem=strict\n");
        unit = new ServiceUnit(root);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void theUsualFolderAndThoseBelowAreTheServices() {
        assertThat(unit.forbids(Path.of("/var/lib/maskgate"))).isFalse();
        assertThat(unit.forbids(Path.of("/var/lib/maskgate/other"))).isFalse();
        assertThat(unit.forbids(Path.of("/var/lib/maskgate2"))).isTrue();
        assertThat(unit.forbids(Path.of("/data/maskgate"))).isTrue();
    }

    @Test
    void aDropInOpensAnother() throws Exception {
        write(
                "etc/systemd/system/maskgate.service.d/override.conf",
                "[Service]\n#ReadWritePaths=/no\nReadWritePaths=/srv -/data\n");
        assertThat(unit.forbids(Path.of("/data/maskgate"))).isFalse();
        assertThat(unit.forbids(Path.of("/database"))).isTrue();
        assertThat(unit.forbids(Path.of("/no"))).isTrue();
    }

    @Test
    void withoutAUnitNothingIsForbidden() throws Exception {
        Files.delete(root.resolve("usr/lib/systemd/system/maskgate.service"));
        assertThat(unit.forbids(Path.of("/data"))).isFalse();
    }

    @Test
    void doctorWarnsOfSuchAFolderAndSaysHowToOpenIt() throws Exception {
        var finding = ConfigChecks.state(state, Optional.of(unit));
        assertThat(finding)
                .isEqualTo(Finding.warning(
                        state + " lies outside /var/lib/maskgate, where the service may not write",
                        "systemctl edit maskgate: [Service] ReadWritePaths=" + state + "; then restart it"));
        write("etc/systemd/system/maskgate.service.d/state.conf", "[Service]\nReadWritePaths=" + state + "\n");
        assertThat(ConfigChecks.state(state, Optional.of(unit)).text()).startsWith(state + " can be written");
        assertThat(ConfigChecks.state(state, Optional.empty()).text()).startsWith(state + " can be written");
    }
}
