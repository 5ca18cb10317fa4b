package io.maskgate.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An authority of our own and a certificate for localhost, valid for two days. */
public final class Certificates {
    private Certificates() {}

    /** Makes them all in this folder. */
    public static void make(Path folder) throws IOException {
        var openssl = Tools.openssl().toString();
        Mosquitto.run(
                openssl,
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=Maskgate test authority",
                "-keyout",
                folder.resolve("ca.key").toString(),
                "-out",
                ca(folder).toString());
        var request = folder.resolve("broker.csr");
        Mosquitto.run(
                openssl,
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-keyout",
                key(folder).toString(),
                "-out",
                request.toString());
        var names = Files.writeString(folder.resolve("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        Mosquitto.run(
                openssl,
                "x509",
                "-req",
                "-days",
                "2",
                "-in",
                request.toString(),
                "-CA",
                ca(folder).toString(),
                "-CAkey",
                folder.resolve("ca.key").toString(),
                "-CAcreateserial",
                "-extfile",
                names.toString(),
                "-out",
                certificate(folder).toString());
    }

    public static Path ca(Path folder) {
        return folder.resolve("ca.pem");
    }

    public static Path certificate(Path folder) {
        return folder.resolve("broker.pem");
    }

    public static Path key(Path folder) {
        return folder.resolve("broker.key");
    }
}
