package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBoundTest {
    private static final String MORE = "Environment=\"MASKGATE_JAVA_OPTS=-Dorg.bytedeco.javacpp.maxPhysicalBytes=7g"
            + " -XX:MaxDirectMemorySize=1g\"\n";

    @TempDir
    Path root;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(root.resolve("run/systemd/system"));
        write("maskgate.service", "[Service]\nMemoryHigh=1500M\nMemoryMax=2G\nPrivateDevices=yes\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve("etc/systemd/system").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void dropIn(String text) throws IOException {
        write("maskgate.service.d/override.conf", "[Service]\n" + text);
    }

    private Optional<MemoryBound> bound(String own, boolean gpu) {
        return MemoryBound.of(Optional.of(new ServiceUnit(root)), Optional.of(own), gpu);
    }

    private static Optional<MemoryBound> mib(String name, long mib) {
        return Optional.of(new MemoryBound(name, mib << 20));
    }

    @Test
    void asShippedItIsThatOfJavaCpp() {
        assertThat(bound("1400m", false)).isEqualTo(mib("maxPhysicalBytes", 1400));
        assertThat(MemoryBound.of(Optional.empty(), Optional.of("1400m"), false))
                .isEqualTo(mib("maxPhysicalBytes", 1400));
    }

    /** Whoever raises one alone has another against him. */
    @Test
    void eachIsToBeRaised() throws Exception {
        dropIn("MemoryHigh=7500M\nMemoryMax=8G\n");
        assertThat(bound("1400m", false)).isEqualTo(mib("maxPhysicalBytes", 1400));
        dropIn(MORE);
        assertThat(bound("1400m", false)).isEqualTo(mib("MemoryHigh", 1500));
        dropIn(MORE + "MemoryHigh=infinity\nMemoryMax=50%\n");
        assertThat(bound("1400m", false)).isEqualTo(mib("maxPhysicalBytes", 7168));
        dropIn(MORE + "MemoryHigh=7500M\nMemoryMax=8G\n");
        assertThat(bound("1400m", false)).isEqualTo(mib("maxPhysicalBytes", 7168));
    }

    /** Later options stand in place of earlier ones. */
    @Test
    void aDropInThatGivesOtherOptionsTakesTheEarlierOnesAway() throws Exception {
        write("maskgate.service.d/10.conf", "[Service]\n" + MORE + "MemoryHigh=\n");
        dropIn("Environment=MASKGATE_JAVA_OPTS=-Dx=y\n");
        assertThat(bound("1400m", false)).isEqualTo(mib("maxPhysicalBytes", 1400));
    }

    /** A service that sees a GPU starts without JavaCPP's bound. */
    @Test
    void withAGpuItIsThatOfTheUnit() throws Exception {
        assertThat(bound("1400m", true)).as("hidden").isEqualTo(mib("maxPhysicalBytes", 1400));
        dropIn("PrivateDevices=no\nMemoryHigh=3G\nMemoryMax=4G\n");
        assertThat(bound("0", true)).isEqualTo(mib("MemoryHigh", 3072));
        assertThat(MemoryBound.of(Optional.empty(), Optional.of("0"), true)).isEmpty();
    }
}
