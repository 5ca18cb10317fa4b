package io.maskgate.daemon.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.WebKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Self-signed certificates for localhost, made by openssl for the occasion, and the files a listener serves. */
public final class Issued {
    private final Path folder;

    /** @param folder for everything that is made */
    public Issued(Path folder) {
        this.folder = folder;
    }

    /** Where the served files are. */
    public WebKeys.Tls files() {
        return new WebKeys.Tls(folder.resolve("web.pem"), folder.resolve("web.key"));
    }

    /** Makes {@code name.pem} and {@code name.key}, valid for a year. */
    public Issued make(String name) throws Exception {
        return make(name, List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "365"));
    }

    /** @param more kind of key and validity, as openssl has them */
    public Issued make(String name, List<String> more) throws Exception {
        var command = new ArrayList<>(List.of("req", "-x509", "-nodes", "-subj", "/CN=" + name));
        command.addAll(List.of("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"));
        command.addAll(List.of("-out", name + ".pem", "-keyout", name + ".key"));
        command.addAll(more);
        openssl(command);
        return this;
    }

    /** With these begin and end. */
    public Issued make(String name, Instant from, Instant to) throws Exception {
        return make(
                name,
                List.of(
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-not_before",
                        asn1(from),
                        "-not_after",
                        asn1(to)));
    }

    private static String asn1(Instant time) {
        return time.toString().replaceAll("\\..*", "Z").replaceAll("[-:T]", "");
    }

    /** Makes {@code name.pem} of these, as {@code cat} does. */
    public Issued join(String name, String... certificates) throws IOException {
        var all = new StringBuilder();
        for (String certificate : certificates) {
            all.append(Files.readString(folder.resolve(certificate + ".pem")));
        }
        Files.writeString(folder.resolve(name + ".pem"), all);
        return this;
    }

    /** Puts them where they are served, one after the other, as renewing tools do. */
    public Issued serve(String certificate, String key) throws IOException {
        put(certificate + ".pem", files().certificate());
        put(key + ".key", files().key());
        return this;
    }

    private void put(String made, Path served) throws IOException {
        Path part = Files.copy(folder.resolve(made), folder.resolve("part"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, served, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private void openssl(List<String> arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        var log = folder.resolve("openssl.log").toFile();
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertThat(process.waitFor())
                .as(command + ": " + Files.readString(log.toPath()))
                .isZero();
    }
}
