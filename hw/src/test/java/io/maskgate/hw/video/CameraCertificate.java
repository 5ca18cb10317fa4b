package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate that a camera has signed itself, made by the JDK's keytool for the occasion. */
final class CameraCertificate {
    private static final String PASSWORD = "changeit";
    private final KeyStore store;
    private final Certificate certificate;

    /** @param names as keytool has them, for instance {@code dns:localhost} */
    CameraCertificate(Path folder, String name, String names) throws Exception {
        Path file = folder.resolve(name + ".p12");
        var log = folder.resolve("keytool.log").toFile();
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + names,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertThat(keytool.waitFor()).as(Files.readString(log.toPath())).isZero();
        store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        certificate = store.getCertificate(name);
    }

    /** For a server that shows it. */
    SSLContext context() throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** As {@code openssl x509 -fingerprint -sha256} has it, without colons. */
    String sha256() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    /** Written to a PEM file. */
    Path pem(Path file) throws Exception {
        return pem(file, certificate);
    }

    private static Path pem(Path file, Certificate certificate) throws Exception, IOException {
        return Files.writeString(
                file,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }
}
