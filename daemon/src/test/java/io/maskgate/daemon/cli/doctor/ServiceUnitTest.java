package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.maskgate.hw.video.HardwareDecoders;
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
    void ofTwoUnitsThatOfTheHostsOwnerCountsAndADropInAboveBoth() throws Exception {
        write("usr/lib/systemd/system/maskgate.service", "[Service]\nUser=maskgate\nReadWritePaths=/old\n");
        assertThat(unit.user()).isEqualTo("maskgate");
        write("etc/systemd/system/maskgate.service", "[Service]\nUser=gate\nGroup=doors\n");
        assertThat(unit.user()).isEqualTo("gate");
        assertThat(unit.group()).contains("doors");
        assertThat(unit.forbids(Path.of("/old"))).isTrue();
        write("usr/lib/systemd/system/maskgate.service.d/20.conf", "[Service]\nUser=later\n");
        write("etc/systemd/system/maskgate.service.d/10.conf", "[Service]\nUser=early\nSupplementaryGroups=a b\n");
        assertThat(unit.user()).isEqualTo("later");
        assertThat(unit.moreGroups()).containsExactly("a", "b");
    }

    /** The package was installed where a tar.gz ran, or the unit was edited as a whole: every upgrade passed it by. */
    @Test
    void aUnitThatHidesThePackagesIsNamedWithWhatItRuns() throws Exception {
        write("usr/lib/systemd/system/maskgate.service", "[Service]\nExecStart=-/usr/bin/maskgate run\n");
        assertThat(unit.look())
                .isEqualTo(Finding.ok(
                        root.resolve("usr/lib/systemd/system/maskgate.service") + " runs /usr/bin/maskgate"));

        write("etc/systemd/system/maskgate.service", "[Service]\nExecStart=/opt/maskgate-0.1.0/bin/maskgate run\n");
        var finding = unit.look();
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text())
                .isEqualTo(
                        root.resolve("etc/systemd/system/maskgate.service") + " runs /opt/maskgate-0.1.0/bin/maskgate;"
                                + " it hides " + root.resolve("usr/lib/systemd/system/maskgate.service")
                                + ", and no upgrade changes it");
        assertThat(finding.remedy()).startsWith("delete it, then systemctl daemon-reload");
    }

    /** The firmware of a Raspberry Pi says so in the kernel's line, and systemd takes the unit's bounds without a word. */
    @Test
    void aKernelThatBoundsNoMemoryIsTold() throws Exception {
        write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io pids\n");
        assertThat(unit.look().state()).isEqualTo(Finding.State.WARNING);
        assertThat(unit.look().text())
                .endsWith("no memory control group, so that MemoryHigh=, MemoryMax= and MemorySwapMax= bind nothing");
        assertThat(unit.look().remedy()).contains("cgroup_enable=memory", "/boot/firmware/cmdline.txt");
        write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        assertThat(unit.look().state()).isEqualTo(Finding.State.OK);
    }

    @Test
    void soItIsWithTheFirstVersionOfControlGroups() throws Exception {
        Files.createDirectories(root.resolve("sys/fs/cgroup/systemd"));
        assertThat(unit.look().state()).isEqualTo(Finding.State.WARNING);
        Files.createDirectories(root.resolve("sys/fs/cgroup/memory"));
        assertThat(unit.look().state()).isEqualTo(Finding.State.OK);
    }

    @Test
    void lowPortsAreNotTheServicesUnlessItsUnitSaysSo() throws Exception {
        write("proc/sys/net/ipv4/ip_unprivileged_port_start", "1024\n");
        assertThat(unit.firstPort()).isEqualTo(1024);
        write("etc/systemd/system/maskgate.service.d/port.conf", "AmbientCapabilities=CAP_NET_BIND_SERVICE\n");
        assertThat(unit.firstPort()).isZero();
        assertThat(new ServiceUnit(state).firstPort()).as("no unit").isZero();
    }

    /** No check was printed at all: doctor died of it, and asked to be reported. */
    @Test
    void aDropInThatLeadsNowhereIsPassedOver() throws Exception {
        write("etc/systemd/system/maskgate.service.d/user.conf", "[Service]\nUser=gate\nPrivateDevices=yes\n");
        Files.createDirectories(root.resolve("run/systemd/system"));
        Files.createSymbolicLink(
                root.resolve("etc/systemd/system/maskgate.service.d/gpu.conf"), Path.of("/nowhere/gpu.conf"));
        assertThat(unit.user()).isEqualTo("gate");
        assertThat(unit.hidesDevices()).contains("PrivateDevices=yes");
        assertThat(unit.firstPort()).isZero();
    }

    /** Root's shell sees the card, and doctor called a box well whose service decodes on the processor. */
    @Test
    void camerasAreLookedAtWithTheDecodersThatTheServiceSees() throws Exception {
        Files.createDirectories(root.resolve("run/systemd/system"));
        var seen = HardwareDecoders.ofThisMachine();
        write("usr/lib/systemd/system/maskgate.service", "[Service]\nPrivateDevices=no\n");
        assertThat(ConfigChecks.decoders(Optional.of(unit), seen)).isSameAs(seen);
        assertThat(ConfigChecks.decoders(Optional.empty(), seen)).isSameAs(seen);
        write("etc/systemd/system/maskgate.service.d/user.conf", "[Service]\nPrivateDevices=yes\n");
        assertThat(ConfigChecks.decoders(Optional.of(unit), seen).probe()).isEmpty();
    }

    /** As one of root's alone for whoever else asks; this one nobody reads. Doctor died of it, and asked to be reported. */
    @Test
    void aDropInThatMayNotBeReadIsNamed() throws Exception {
        write("usr/lib/systemd/system/maskgate.service", "[Service]\nUser=gate\nExecStart=/usr/bin/maskgate run\n");
        Path dropIns = Files.createDirectories(root.resolve("etc/systemd/system/maskgate.service.d"));
        Path hidden = Files.createSymbolicLink(dropIns.resolve("memory.conf"), Path.of("/proc/self/mem"));
        assumeTrue(Files.isRegularFile(hidden), "there is a file that cannot be read, whoever tries");

        assertThat(unit.user()).isEqualTo("gate");
        assertThat(unit.firstPort()).isZero();
        assertThat(unit.look().text()).endsWith("runs /usr/bin/maskgate");
        assertThat(unit.unread())
                .contains(Finding.warning(
                        hidden + " cannot be read; what it lets the service do is not known to the checks here",
                        "ask as root"));
        Files.delete(hidden);
        assertThat(unit.unread()).isEmpty();
    }

    @Test
    void withoutAUnitNothingIsForbidden() throws Exception {
        Files.delete(root.resolve("usr/lib/systemd/system/maskgate.service"));
        assertThat(unit.forbids(Path.of("/data"))).isFalse();
    }

    @Test
    void doctorWarnsOfSuchAFolderAndSaysHowToOpenIt() throws Exception {
        var finding = ConfigChecks.state(StateRoomTest.config(state, ""), Optional.of(unit));
        assertThat(finding)
                .isEqualTo(Finding.warning(
                        state + " lies outside /var/lib/maskgate, where the service may not write",
                        "systemctl edit maskgate: [Service] ReadWritePaths=" + state + "; then restart it"));
        write("etc/systemd/system/maskgate.service.d/state.conf", "[Service]\nReadWritePaths=" + state + "\n");
        assertThat(ConfigChecks.state(StateRoomTest.config(state, ""), Optional.of(unit))
                        .text())
                .startsWith(state + " can be written");
        assertThat(ConfigChecks.state(StateRoomTest.config(state, ""), Optional.empty())
                        .text())
                .startsWith(state + " can be written");
    }

    @Test
    void homesAndTemporaryFilesAreHiddenAsTheUnitSays() throws Exception {
        assertThat(unit.hides(Path.of("/home/me/model"))).isEmpty();
        write("usr/lib/systemd/system/maskgate.service", "[Service]\nProtectHome=yes\nPrivateTmp=yes\n");
        assertThat(unit.hides(Path.of("/home/me/model"))).contains("ProtectHome=yes");
        assertThat(unit.hides(Path.of("/root/key"))).contains("ProtectHome=yes");
        assertThat(unit.hides(Path.of("/var/tmp/key"))).contains("PrivateTmp=yes");
        assertThat(unit.hides(Path.of("/etc/maskgate/key"))).isEmpty();
        write("etc/systemd/system/maskgate.service.d/home.conf", "[Service]\nProtectHome=read-only\n");
        assertThat(unit.hides(Path.of("/home/me/model"))).isEmpty();
    }

    /** The service runs with it, and doctor said that it sees nothing there. */
    @Test
    void whatIsMountedIntoAnEmptyHomeIsSeen() throws Exception {
        write(
                "usr/lib/systemd/system/maskgate.service",
                "[Service]\nProtectHome=tmpfs\nPrivateTmp=yes\nBindPaths=/tmp/in\nBindReadOnlyPaths=-/srv/m:/home/me/model:norbind\n");
        assertThat(unit.hides(Path.of("/home/me/model/card.json"))).isEmpty();
        assertThat(unit.hides(Path.of("/home/me/other"))).contains("ProtectHome=tmpfs");
        assertThat(unit.hides(Path.of("/tmp/in/key"))).isEmpty();
        write("etc/systemd/system/maskgate.service.d/home.conf", "[Service]\nProtectHome=yes\n");
        assertThat(unit.hides(Path.of("/home/me/model/card.json"))).contains("ProtectHome=yes");
    }

    /** Whoever did what doctor advised, to open it, had a service that ends at its start and a doctor that finds all well. */
    @Test
    void aStateFolderThatTheUnitHidesIsNotToBeOpened() throws Exception {
        assumeTrue(state.startsWith("/tmp"), "the folder of the tests is one that PrivateTmp hides");
        write(
                "usr/lib/systemd/system/maskgate.service",
                "[Service]\nProtectSystem=strict\nPrivateTmp=yes\nReadWritePaths=" + state + "\n");

        assertThat(ConfigChecks.state(StateRoomTest.config(state, ""), Optional.of(unit)))
                .isEqualTo(Finding.failed(
                        "the service does not see " + state + " (PrivateTmp=yes)",
                        "choose a folder elsewhere, and name it as state and in ReadWritePaths; or leave state out"));
    }
}
