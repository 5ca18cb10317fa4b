package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBoundTest {
    private static final String MORE = "Environment=\"MASKGATE_JAVA_OPTS=-Dorg.bytedeco.javacpp.maxPhysicalBytes=7g"
            + " -XX:MaxDirectMemorySize=1g\"\n";
    private static final String SET = "-Dorg.bytedeco.javacpp.maxPhysicalBytes=";
    private static final String THERE = "nine tenths of the memory there is";

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
        return bound(own, gpu, 16);
    }

    private Optional<MemoryBound> bound(String own, boolean gpu, long gib) {
        return MemoryBound.of(
                Optional.of(new ServiceUnit(root)), List.of("-Xmx1g", SET + own), gpu, OptionalLong.of(gib << 30));
    }

    /** Without a unit, as in a container. */
    private static Optional<MemoryBound> bare(boolean gpu, OptionalLong memory, String... options) {
        return MemoryBound.of(Optional.empty(), List.of(options), gpu, memory);
    }

    private static Optional<MemoryBound> mib(String name, long mib) {
        return Optional.of(new MemoryBound(name, mib << 20, false));
    }

    private static Optional<MemoryBound> machines(String name, long bytes) {
        return Optional.of(new MemoryBound(name, bytes, true));
    }

    @Test
    void asShippedItIsThatOfJavaCpp() {
        assertThat(bound("1400m", false)).isEqualTo(mib("maxPhysicalBytes", 1400));
        assertThat(bare(false, OptionalLong.empty(), SET + "1400m")).isEqualTo(mib("maxPhysicalBytes", 1400));
        assertThat(bare(false, OptionalLong.empty())).isEmpty();
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
        assertThat(bare(true, OptionalLong.empty(), SET + "1400m")).isEmpty();
        assertThat(bare(true, OptionalLong.of(2000), SET + "1400m")).isEqualTo(machines(THERE, 1800));
    }

    /** As in doctor, which sees the GPU and has its own bound taken away: the service has one, and no more than before. */
    @Test
    void whatDoctorsOwnProcessTookAwayTheServiceHas() throws Exception {
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        try {
            dropIn("MemoryHigh=7500M\nMemoryMax=8G\n");
            assertThat(bound("1400m", true)).isEqualTo(mib("maxPhysicalBytes", 1400));
        } finally {
            System.clearProperty("org.bytedeco.javacpp.maxPhysicalBytes");
        }
    }

    /** Seven tenths of 1024 MiB. */
    @Test
    void whereTheServiceLowersItItIsTheLowerOne() throws Exception {
        dropIn("MemoryMax=1G\n");
        assertThat(bound("1400m", false)).isEqualTo(mib("maxPhysicalBytes, seven tenths of MemoryMax", 716));
        dropIn("");
        assertThat(bound("1400m", false, 1))
                .isEqualTo(machines("maxPhysicalBytes, seven tenths of the memory there is", 716L << 20));
        assertThat(bare(false, OptionalLong.of(512L << 20), SET + "1400m"))
                .isEqualTo(machines("maxPhysicalBytes, seven tenths of the memory there is", 358L << 20));
    }

    /** The page's drop-in on a box of 4 GiB, and its option in a container of 1000 bytes: nothing lowers what somebody chose. */
    @Test
    void nobodyHasMoreThanThereIs() throws Exception {
        dropIn(MORE + "MemoryHigh=7500M\nMemoryMax=8G\n");
        assertThat(bound("1400m", false, 4)).isEqualTo(machines(THERE, 3_865_470_561L));
        assertThat(bare(false, OptionalLong.of(1000), SET + "1400m", SET + "7g"))
                .isEqualTo(machines(THERE, 900));
    }
}
