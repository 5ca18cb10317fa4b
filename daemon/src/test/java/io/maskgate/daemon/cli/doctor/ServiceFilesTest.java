package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.SecretSources;
import io.maskgate.hw.host.ProcessUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where root tests, the user is nobody; anybody else is refused what nobody may. */
class ServiceFilesTest {
    /** No unit, which hides nothing. */
    private static final ServiceUnit SEES_ALL = new ServiceUnit(Path.of("/nowhere"));

    @TempDir
    Path folder;

    private ServiceUser user;
    private Path closed;

    @BeforeEach
    void become() throws IOException {
        var nobody = ServiceUser.of(unit("User=nobody"));
        user = new ServiceUser("gate", ProcessUser.isRoot() ? nobody.become() : List.of());
        mode(folder, "rwxr-xr-x");
        closed = mode(Files.createDirectory(folder.resolve("closed")), "rwxr-xr-x");
    }

    /** So that it can be deleted. */
    @AfterEach
    void open() throws IOException {
        mode(closed, "rwxr-xr-x");
    }

    private ServiceUnit unit(String line) throws IOException {
        var file = folder.resolve("etc/systemd/system/maskgate.service");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "[Service]\n" + line + "\n");
        return new ServiceUnit(folder);
    }

    private static Path mode(Path path, String permissions) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private Path file(Path in, String name, String permissions) throws IOException {
        return mode(Files.writeString(in.resolve(name), "x"), permissions);
    }

    @Test
    void whatTheUserMayHaveIsCounted() throws Exception {
        var open = file(folder, "m.yaml", "rw-r--r--");
        var free = mode(Files.createDirectory(folder.resolve("state")), "rwxrwxrwx");

        assertThat(new ServiceFiles(List.of(open), List.of(free)).look(user, SEES_ALL))
                .isEqualTo(Finding.ok("gate may read 1 files and write 1"));
    }

    @Test
    void whatItMayNotHasItsRemedy() throws Exception {
        var open = file(folder, "a b.yaml", "rw-r--r--");
        var secret = file(folder, "secret", "---------");
        var key = file(folder, "key", "---------");
        var state = mode(Files.createDirectory(folder.resolve("state")), "r-xr-xr-x");

        assertThat(new ServiceFiles(List.of(open, secret, key), List.of(state)).look(user, SEES_ALL))
                .isEqualTo(Finding.failed(
                        "user gate may not read " + secret + " " + key + ", write " + state,
                        "chgrp gate " + secret + " " + key + "; chmod g+r " + secret + " " + key + "; chown -R gate: "
                                + state));
    }

    @Test
    void aFolderOnTheWayIsNamedOnceAlsoWhereALinkLeads() throws Exception {
        // Anybody else cannot find out where the link leads.
        assumeTrue(ProcessUser.isRoot(), "nobody but root");
        var link = Files.createSymbolicLink(folder.resolve("link"), file(closed, "file", "rw-r--r--"));
        mode(closed, "---------");

        assertThat(new ServiceFiles(List.of(closed.resolve("file"), link), List.of()).look(user, SEES_ALL))
                .isEqualTo(Finding.failed(
                        "user gate may not enter " + closed, "chgrp gate " + closed + "; chmod g+x " + closed));
    }

    @Test
    void aFolderToBeWrittenIsGivenAndNotEntered() throws Exception {
        assumeTrue(ProcessUser.isRoot(), "nobody but root");
        var inside = Files.createDirectory(closed.resolve("outbox"));
        var database = file(mode(inside, "rwx------"), "outbox.db", "rw-------");
        mode(closed, "---------");

        assertThat(new ServiceFiles(List.of(), List.of(closed, inside, database)).look(user, SEES_ALL))
                .isEqualTo(Finding.failed("user gate may not write " + closed, "chown -R gate: " + closed));
    }

    /** Who copied a state as root, and gave the user what doctor named, had a gateway that overwrote the rest. */
    @Test
    void whatElseIsInTheStateIsAskedForAndGivenAsAWhole() throws Exception {
        var state = mode(Files.createDirectory(folder.resolve("state")), "rwxrwxrwx");
        var chosen = file(state, "model.json", "r--------");
        var pictures = mode(Files.createDirectory(state.resolve("pictures")), "r-xr-xr-x");
        file(state, "notes-of-the-owner", "---------");
        var config = Files.writeString(
                folder.resolve("m.yaml"),
                "gateway: g1\nstate: " + state
                        + "\nmqtt: {url: mqtt://127.0.0.1}\ncameras: [{id: a, url: rtsp://127.0.0.1/s}]\n");
        mode(config, "rw-r--r--");
        var read = (ConfigResult.Valid) ConfigReader.read(config, new SecretSources(Map.of(), _ -> {}));

        assertThat(ServiceFiles.of(config, List.of(), read.config(), user).look(user, SEES_ALL))
                .isEqualTo(Finding.failed(
                        "user gate may not write " + pictures + " " + chosen, "chown -R gate: " + state));
    }

    /** The user could read them; the service finds empty folders there, and ends at its start. */
    @Test
    void whatTheUnitHidesIsToldWithTheSetting() throws Exception {
        assumeTrue(folder.startsWith("/tmp"), "the folder of the tests is one that PrivateTmp hides");
        var key = file(folder, "client.key", "rw-r--r--");
        var link = Files.createSymbolicLink(folder.resolve("link"), key);
        var hiding = unit("ProtectHome=yes\nPrivateTmp=yes");

        assertThat(new ServiceFiles(List.of(key, link), List.of()).look(user, hiding))
                .isEqualTo(Finding.failed(
                        "the service does not see " + key + " " + link + " (PrivateTmp=yes)",
                        "move it, below /etc/maskgate for instance, and name it there in the configuration"));
        assertThat(new ServiceFiles(List.of(key, link), List.of()).look(user, unit("PrivateTmp=no")))
                .isEqualTo(Finding.ok("gate may read 2 files and write 0"));
    }

    @Test
    void aUserWhoIsNotThereIsAWarning() throws Exception {
        var unknown = ServiceUser.of(unit("User=nosuchuser"));

        var finding = new ServiceFiles(List.of(folder), List.of()).look(unknown, SEES_ALL);

        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text()).startsWith("what user nosuchuser may read and write was not tried: ");
    }

    @Test
    void theFilesAreThoseThatTheConfigurationNames() throws Exception {
        var secret = file(folder, "password", "rw-------");
        var certificate = file(folder, "client.pem", "rw-r--r--");
        var key = file(folder, "client.key", "rw-------");
        var cameras = file(folder, "cameras.pem", "rw-r--r--");
        var state = Files.createDirectories(folder.resolve("state/outbox")).getParent();
        var model = Files.createDirectory(folder.resolve("own-model"));
        var file = Files.writeString(
                folder.resolve("m.yaml"), """
                gateway: g1
                state: %s
                mqtt:
                  url: mqtts://broker.example
                  password: ${file:%s}
                  tls:
                    certificate: %s
                    key: %s
                model: {name: %s}
                cameras:
                  - id: door
                    url: rtsps://viewer:${credential:door}@127.0.0.1:1/s
                    tls: {ca: %s}
                """.formatted(state, secret, certificate, key, model, cameras));
        file(folder, "door", "rw-------");
        var secrets = new ArrayList<Path>();
        var sources = new SecretSources(Map.of("CREDENTIALS_DIRECTORY", folder.toString()), secrets::add);

        var read = ConfigReader.read(file, sources);
        assertThat(read).isInstanceOf(ConfigResult.Valid.class);
        assertThat(ServiceFiles.of(file, secrets, ((ConfigResult.Valid) read).config(), user))
                .isEqualTo(new ServiceFiles(
                        List.of(file, secret, certificate, key, cameras, model),
                        List.of(state, state.resolve("outbox"))));
    }
}
